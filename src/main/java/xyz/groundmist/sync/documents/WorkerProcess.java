package xyz.groundmist.sync.documents;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One worker: a child process and its streams. Used by one thread at a time; {@link #kill} by any.
 */
final class WorkerProcess {
    private static final String STATUS = "/proc/%d/status";
    private static final String RESIDENT = "VmRSS:";

    /**
     * Of our environment; what else is in there, tokens perhaps, is no business of the worker's.
     */
    private static final Set<String> NEEDED =
            Set.of("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "SYSTEMROOT", "TEMP", "TMP");

    private final Process process;
    private final DataOutputStream out;
    private final DataInputStream in;

    private WorkerProcess(Process process) {
        this.process = process;
        out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), 1 << 16));
        in = new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 16));
    }

    /**
     * Starts one, which isn't ready yet.
     *
     * @param scratch where it may put its native library, cleared at every start
     */
    static WorkerProcess start(List<String> command, Path scratch, long memory) throws IOException {
        Files.createDirectories(scratch);
        var builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> !NEEDED.contains(name.toUpperCase(Locale.ROOT)));
        environment.put("JAVA_TOOL_OPTIONS", WorkerCommand.ALWAYS);
        environment.put("GROUNDMIST_WORKER_SCRATCH", scratch.toString());
        environment.put("GROUNDMIST_WORKER_MEMORY", Long.toString(memory));
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        return new WorkerProcess(builder.start());
    }

    DataOutputStream out() {
        return out;
    }

    DataInputStream in() {
        return in;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** Bytes it has in memory; 0 where the system doesn't tell (there it watches itself). */
    long resident() {
        Path status = Path.of(STATUS.formatted(process.pid()));
        try {
            for (String line : Files.readAllLines(status)) {
                if (!line.startsWith(RESIDENT)) continue;
                String digits = line.substring(RESIDENT.length()).replaceAll("[^0-9]", "");
                return Long.parseLong(digits) << 10;
            }
        } catch (IOException | NumberFormatException _) {
            // no such system, or it has just ended
        }
        return 0;
    }

    /** How it ended, once it has; waits a moment for it. */
    int exitCode() throws InterruptedException {
        return process.waitFor(2, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    void kill() {
        process.destroyForcibly();
    }

    /** Lets it end by itself: it does when there is nothing more to read. */
    void end() {
        try {
            out.close();
            if (!process.waitFor(2, TimeUnit.SECONDS)) kill();
        } catch (IOException _) {
            kill();
        } catch (InterruptedException _) {
            kill();
            Thread.currentThread().interrupt();
        }
    }
}
