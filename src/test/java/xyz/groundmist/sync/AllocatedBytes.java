package xyz.groundmist.sync;

import com.sun.management.ThreadMXBean;

import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;

/**
 * What the current thread allocates from here on. Loading a class allocates too, a hundred
 * megabytes when a fuzzer instruments it, so nothing is said of a time in which classes were
 * loaded.
 */
public final class AllocatedBytes {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final ClassLoadingMXBean CLASSES = ManagementFactory.getClassLoadingMXBean();

    private final long classes = CLASSES.getTotalLoadedClassCount();
    private final long start = THREADS.getCurrentThreadAllocatedBytes();

    /** Fails when more than this many bytes were allocated. */
    public void assertAtMost(long bytes) {
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - start;
        if (allocated > bytes && CLASSES.getTotalLoadedClassCount() == classes) {
            throw new AssertionError(
                    "allocated " + allocated + " bytes where at most " + bytes + " are due");
        }
    }
}
