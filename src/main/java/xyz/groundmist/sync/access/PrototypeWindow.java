package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.time.Duration;
import java.time.Instant;

/**
 * The minutes in which one unchanged prototype client may ask. It closes when its time is over,
 * when the client is approved, and when a second key asks. Safe for use from any thread.
 */
public final class PrototypeWindow {
    /**
     * Opens it, or opens it anew.
     *
     * @param time 1 to 60 minutes
     * @return when it closes by itself
     * @throws IllegalArgumentException with a sentence, when the time is too short or too long, or
     *     the server has no owner yet
     */
    public Instant open(Duration time) {
        throw new UnsupportedOperationException();
    }

    /** Closes it; who has asked already may still be approved. */
    public void close() {
        throw new UnsupportedOperationException();
    }

    /** When it closes by itself; null: it isn't open. */
    public @Nullable Instant openUntil() {
        throw new UnsupportedOperationException();
    }

    /** Calls it when it has been opened or closed, in the thread that did; it must not block. */
    public Closeable onChange(Runnable listener) {
        throw new UnsupportedOperationException();
    }
}
