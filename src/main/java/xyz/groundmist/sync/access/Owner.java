package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.identity.Did;

import java.io.Closeable;

/**
 * The person whose server this is: a DID from the settings, or of who signed in. Without one only
 * scripts and invited apps get in. Signing out doesn't change it. Safe for use from any thread.
 */
public final class Owner {
    private final Listeners listeners = new Listeners();
    private volatile @Nullable Did did;
    private volatile boolean welcoming = true;

    public Owner(@Nullable Did did) {
        this.did = did;
    }

    public @Nullable Did did() {
        return did;
    }

    /**
     * The server belongs to somebody else from now on: when this returns, the grants made under
     * another owner are over, and their sockets are being closed.
     */
    public void change(Did to) {
        synchronized (this) {
            if (to.equals(did)) return;
            did = to;
        }
        listeners.tell();
    }

    /**
     * Whether new apps may be let in: not while the owner's account is deactivated. What is allowed
     * already stays so.
     */
    public boolean welcoming() {
        return welcoming;
    }

    public void welcome(boolean newApps) {
        welcoming = newApps;
    }

    /** Calls it after each change, in the thread that made it. Closing takes the wish back. */
    public Closeable onChange(Runnable listener) {
        return listeners.add(listener);
    }
}
