package xyz.groundmist.sync.documents.worker;

import com.sun.management.OperatingSystemMXBean;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What this process forbids itself before it reads anything. Linux holds it to that (setrlimit(2));
 * elsewhere it watches what it takes.
 */
final class OwnLimits {
    private static final int DATA = 2; // RLIMIT_DATA: private memory that can be written
    private static final int CORE = 4; // RLIMIT_CORE
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private OwnLimits() {}

    /**
     * @param memory bytes; 0 for no limit
     */
    static void set(long memory) {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            if (memory > 0) watch(memory);
            return;
        }
        limit(CORE, 0); // what was in the documents would lie about in a file
        if (memory > 0) limit(DATA, memory + (64L << 20));
        try {
            // Should the machine run out of memory, this process is the one to do without.
            Files.writeString(Path.of("/proc/self/oom_score_adj"), "1000");
        } catch (IOException _) {
            // the limits hold all the same
        }
    }

    private static void limit(int resource, long most) {
        Linker linker = Linker.nativeLinker();
        var setrlimit =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("setrlimit"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment both = arena.allocate(ValueLayout.JAVA_LONG, 2);
            both.setAtIndex(ValueLayout.JAVA_LONG, 0, most);
            both.setAtIndex(ValueLayout.JAVA_LONG, 1, most);
            int failed = (int) setrlimit.invokeExact(resource, both);
            if (failed != 0) throw new IllegalStateException("setrlimit");
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void watch(long memory) {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long before = system.getCommittedVirtualMemorySize();
        Thread.ofPlatform()
                .daemon()
                .name("own-memory")
                .start(() -> {
                    while (system.getCommittedVirtualMemorySize() - before < memory) {
                        try {
                            Thread.sleep(BETWEEN_LOOKS);
                        } catch (InterruptedException _) {
                            return;
                        }
                    }
                    Runtime.getRuntime().halt(1);
                });
    }
}
