package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.store.StoreException;

import java.io.Closeable;
import java.util.List;

/** The apps that wait for the owner, and what the owner says. Safe for use from any thread. */
public final class Approvals {
    /** Those who wait now, the one that asked first at the head. */
    public List<PendingApproval> list() {
        throw new UnsupportedOperationException();
    }

    /**
     * Lets the app with this code in; a request of it that is being held returns at once.
     *
     * @param code as people type it: case, spaces and the hyphen don't matter
     * @param name what the owner calls it, 100 characters at most; null: what it calls itself
     * @return the grant, or null when none with this code waits (any more)
     * @throws StoreException when it could not be written down: then it still waits
     * @throws IllegalArgumentException with a sentence, when the name isn't one
     */
    public @Nullable Grant approve(String code, boolean readOnly, @Nullable String name)
            throws StoreException {
        throw new UnsupportedOperationException();
    }

    /**
     * Refuses the app with this code, and that key, origin and space for an hour.
     *
     * @return false when none with this code waits (any more)
     */
    public boolean deny(String code) {
        throw new UnsupportedOperationException();
    }

    /** Calls it after each change of the list, in the thread that made it; it must not block. */
    public Closeable onChange(Runnable listener) {
        throw new UnsupportedOperationException();
    }
}
