package xyz.groundmist.sync.clients;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server's process and its log: started, watched until it listens, ended by its handle. */
final class ServerProcess {
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration DRAIN = Duration.ofSeconds(30);

    private final Path log;
    private @Nullable Process process;

    ServerProcess(Path log) {
        this.log = log;
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Starts the command and waits until its output names the address it listens on. */
    void start(List<String> command, Path folder, int port)
            throws IOException, InterruptedException {
        Files.deleteIfExists(log);
        Process started =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        process = started;
        String line = "http://127.0.0.1:" + port;
        long deadline = System.nanoTime() + START.toNanos();
        while (!Files.readString(log).contains(line)) {
            if (!started.isAlive() || System.nanoTime() > deadline) {
                started.destroyForcibly();
                throw new AssertionError(
                        "The server never said that it listens on %s, but: %s"
                                .formatted(line, Files.readString(log)));
            }
            Thread.sleep(20);
        }
    }

    void stop() throws IOException, InterruptedException {
        Process running = running();
        running.destroy();
        if (!running.waitFor(DRAIN.toSeconds(), TimeUnit.SECONDS)) {
            running.destroyForcibly().waitFor();
            throw new AssertionError(
                    "The server did not end within %s of SIGTERM; its log: %s"
                            .formatted(DRAIN, Files.readString(log)));
        }
        process = null;
    }

    /** Its children are to end by themselves. */
    void kill() throws InterruptedException {
        List<ProcessHandle> children = running().descendants().toList();
        running().destroyForcibly().waitFor();
        process = null;
        for (ProcessHandle child : children) {
            for (long end = System.nanoTime() + DRAIN.toNanos(); child.isAlive(); ) {
                if (System.nanoTime() > end) {
                    child.destroyForcibly();
                    throw new AssertionError("A child of the killed server goes on: " + child);
                }
                Thread.sleep(20);
            }
        }
    }

    boolean isRunning() {
        return process != null && process.isAlive();
    }

    long pid() {
        return running().pid();
    }

    private Process running() {
        return Objects.requireNonNull(process, "the server is not running");
    }

    /** Removes a folder with all that lies in it. */
    static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
