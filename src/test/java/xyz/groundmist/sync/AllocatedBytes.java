package xyz.groundmist.sync;

import com.sun.management.ThreadMXBean;

import java.lang.management.ManagementFactory;

/** What the current thread allocates from here on. */
public final class AllocatedBytes {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final long start = THREADS.getCurrentThreadAllocatedBytes();

    /** Fails when more than this many bytes were allocated. */
    public void assertAtMost(long bytes) {
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - start;
        if (allocated > bytes) {
            throw new AssertionError(
                    "allocated " + allocated + " bytes where at most " + bytes + " are due");
        }
    }
}
