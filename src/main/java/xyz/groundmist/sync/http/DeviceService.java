package xyz.groundmist.sync.http;

import java.nio.channels.ByteChannel;

/** Who talks to the owner's other machines that come in by {@code /device}. */
public interface DeviceService {
    /** Takes nobody. */
    DeviceService NONE = channel -> {};

    /**
     * Is given what one machine sends and may send back, as bytes: who it is has to come out of
     * them. Called on a thread of its own. The channel blocks; closing it ends the socket.
     */
    void talk(ByteChannel channel);
}
