package xyz.groundmist.sync.lan;

import java.io.IOException;

/** The other machine sent something that isn't in our protocol. */
final class MalformedFrameException extends IOException {
    /**
     * @param what is wrong with it
     */
    MalformedFrameException(String what) {
        super(
                "The other machine sent something that can't be read (%s). Bring Groundmist Sync up to date on both machines."
                        .formatted(what));
    }
}
