package xyz.groundmist.sync.lan;

import java.io.IOException;

/** What a link is used for. */
public interface LinkService {
    /**
     * Uses a link until it ends, on a thread of its own that may block; it is closed afterwards.
     * Never called twice at once for the same device.
     *
     * @throws IOException when the connection broke
     */
    void serve(Link link) throws IOException;
}
