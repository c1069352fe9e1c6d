package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/**
 * An authenticated, ordered, reliable connection to one paired device; what is sent arrives as it
 * was, or the link ends.
 */
public interface Link extends AutoCloseable {
    /** The largest frame, in bytes. */
    int MAX_FRAME = 16 << 20;

    /** The device at the other end, proven by its certificate. */
    DeviceId device();

    /** Whether this side called: true at exactly one of the two ends. */
    boolean dialled();

    /**
     * Sends a frame, waiting while the other side takes nothing. From any thread; frames are not
     * mixed.
     *
     * @param frame 1 byte to {@link #MAX_FRAME}
     * @throws IOException when the link has ended; what was sent before may not have arrived
     */
    void send(byte[] frame) throws IOException;

    /**
     * Waits for the next frame. One reader at a time.
     *
     * @return null when the other side has closed, or this one
     * @throws IOException when the connection broke
     */
    byte @Nullable [] receive() throws IOException;

    /** Ends it at once, for both directions; idempotent, from any thread. */
    @Override
    void close();
}
