package xyz.groundmist.sync.hardship;

import static java.nio.charset.StandardCharsets.UTF_8;

import xyz.groundmist.sync.Written;
import xyz.groundmist.sync.home.ControlClient;
import xyz.groundmist.sync.home.NewApp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code target/app} on a folder of its own, with less heap than it ships with: whatever a client
 * can make it allocate without bound ends it.
 */
final class BesiegedServer implements AutoCloseable {
    private static final Path LAUNCHER =
            Path.of("target", "app", "bin", "groundmist-sync").toAbsolutePath();
    private static final String SPACE = "xyz.groundmist.test";

    private final Path folder;
    private final Path log;
    private final int port;
    private final Process process;
    private final List<String> tokens = new ArrayList<>();

    /** Starts it with so many grants, all for one space. */
    BesiegedServer(int grants, String heap) throws Exception {
        Path parent = Files.createDirectories(Path.of("target", "hardship"));
        folder = Files.createTempDirectory(parent, "siege-").toAbsolutePath();
        Path data = Files.createDirectory(folder.resolve("data"));
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        log = folder.resolve("server.log");
        var builder =
                new ProcessBuilder(
                        LAUNCHER.toString(),
                        "serve",
                        "--port",
                        Integer.toString(port),
                        "--data-dir",
                        data.toString());
        builder.environment().put("JAVA_OPTS", "-Xmx" + heap);
        process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (!output().contains("http://127.0.0.1:" + port)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw new AssertionError("The server did not start: " + output());
            }
            Thread.sleep(20);
        }
        try (var owner = ControlClient.connect(data, "serve")) {
            for (int i = 0; i < grants; i++) {
                var app = Map.of("space", SPACE, "name", "siege " + i);
                tokens.add(owner.ask("apps.add", app, NewApp.class).token());
            }
        }
    }

    int port() {
        return port;
    }

    String token(int grant) {
        return tokens.get(grant);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String output() throws IOException {
        return Files.readString(log);
    }

    /** The log file, the newest part of it. */
    String log() throws IOException {
        return Files.readString(folder.resolve("data/logs/groundmist-sync.log"), UTF_8);
    }

    long residentBytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        throw new AssertionError("the server is gone");
    }

    int fileDescriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            return (int) open.count();
        }
    }

    @Override
    public void close() throws Exception {
        process.destroyForcibly().waitFor();
        Written.secret(tokens);
        Written.by(log, folder.resolve("data").resolve("logs"));
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
        }
    }
}
