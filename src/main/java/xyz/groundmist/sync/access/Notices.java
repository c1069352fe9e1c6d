package xyz.groundmist.sync.access;

import java.io.Closeable;
import java.util.List;

/** What the owner should know, for the status and the desktop: the last day's, 20 at most. */
public final class Notices {
    /** The newest first. */
    public List<Notice> list() {
        throw new UnsupportedOperationException();
    }

    /** Calls it after each change, in the thread that made it; it must not block. */
    public Closeable onChange(Runnable listener) {
        throw new UnsupportedOperationException();
    }
}
