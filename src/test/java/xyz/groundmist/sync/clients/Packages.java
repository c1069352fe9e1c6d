package xyz.groundmist.sync.clients;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What {@code mvn verify -Pinstaller} leaves in {@code target/installer}, and the programs of the
 * system that look at it. What is missing skips a test and says so; with {@code CI=true} in the
 * environment it fails.
 */
final class Packages {
    private static final int PATIENCE_SECONDS = 120;

    private Packages() {}

    /** The one file of that beginning and end. */
    static Path built(String beginning, String end) throws IOException {
        Path target = Path.of("target", "installer").toAbsolutePath();
        if (Files.isDirectory(target)) {
            try (Stream<Path> files = Files.list(target)) {
                for (Path file : files.sorted().toList()) {
                    String name = file.getFileName().toString();
                    if (name.startsWith(beginning) && name.endsWith(end)) return file;
                }
            }
        }
        giveUp("This test needs packages: mvn verify -Pinstaller.");
        throw new AssertionError("unreached");
    }

    static void needRoot() throws Exception {
        if (!run("id", "-u").strip().equals("0")) {
            giveUp("This test changes the system, as root only may.");
        }
    }

    static void need(String... programs) throws Exception {
        for (String program : programs) {
            Process look = new ProcessBuilder("sh", "-c", "command -v " + program).start();
            if (look.waitFor() != 0) giveUp("This test needs the program " + program + ".");
        }
    }

    static void giveUp(String sentence) throws IOException {
        if ("true".equals(System.getenv("CI"))) throw new IOException(sentence);
        Assumptions.abort(sentence);
    }

    /** Runs a program that does what it is told; returns what it printed. */
    static String run(String... command) throws Exception {
        Said said = tried(List.of(command));
        assertThat(said.code()).as(List.of(command) + ": " + said.words()).isZero();
        return said.words();
    }

    static String run(List<String> command, String... more) throws Exception {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(more));
        return run(all.toArray(String[]::new));
    }

    /** What a program printed on both streams, and how it ended. */
    record Said(int code, String words) {}

    static Said tried(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String words = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + " doesn't end");
        }
        return new Said(process.exitValue(), words);
    }

    /** Starts a server, and waits until it says where it listens. */
    static Process start(List<String> command, Path log, String address) throws Exception {
        Process server =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Files.readString(log).contains("listens on " + address)) {
            if (!server.isAlive() || System.nanoTime() > deadline) {
                server.destroyForcibly();
                throw new AssertionError("The server doesn't start: " + Files.readString(log));
            }
            Thread.sleep(50);
        }
        return server;
    }

    /** Ends it as a service manager would. */
    static void stop(Process server) throws Exception {
        server.destroy();
        assertThat(server.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
        assertThat(server.exitValue()).isEqualTo(128 + 15);
    }
}
