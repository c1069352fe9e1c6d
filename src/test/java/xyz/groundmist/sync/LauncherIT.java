package xyz.groundmist.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program as it is packaged, started and ended as people and service managers do. */
@Timeout(120)
class LauncherIT {
    private static final Path APP = Path.of("target", "app").toAbsolutePath();
    private static final Pattern LISTENS =
            Pattern.compile(
                    "Groundmist Sync listens on (http://127\\.0\\.0\\.1:(\\d+)) \\(data in .*\\)");
    private static final int TERMINATED = 128 + 15;

    @TempDir Path folder;
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endWhatStillRuns() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void itServesFromStartToSigtermAndItsPidIsTheServers() throws Exception {
        Process server = start("serve", "--port", "0");
        Matcher listens = awaitListening(server);

        HttpResponse<String> front;
        try (var client = HttpClient.newHttpClient()) {
            front =
                    client.send(
                            HttpRequest.newBuilder(URI.create(listens.group(1))).build(),
                            HttpResponse.BodyHandlers.ofString());
        }
        assertThat(front.statusCode()).isEqualTo(200);

        Finished status = run("status", "--json");
        assertThat(status.code()).as(status.err()).isZero();
        assertThat(status.out()).contains("\"pid\":" + server.pid() + ",");

        server.toHandle().destroy(); // a signal only: Process.destroy would close the streams too
        assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(server.exitValue()).isEqualTo(TERMINATED);
        assertThat(rest(server.inputReader())).as("more lines on stdout").isEmpty();
        assertThat(rest(server.errorReader()))
                .contains("groundmist-sync apps add --space")
                .doesNotContain("WARN");
        assertThat(Files.readString(data().resolve("logs/groundmist-sync.log")))
                .contains("Stopping", "Stopped")
                .doesNotContain("WARN", "ERROR");
        assertThat(data().resolve("control")).doesNotExist();
    }

    @Test
    void withoutACommandItServes() throws Exception {
        var builder = builder();
        builder.environment().put("PORT", "0");
        Process server = start(builder);

        awaitListening(server);
    }

    @Test
    void itStartsAgainAfterAKill() throws Exception {
        Process first = start("serve", "--port", "0");
        awaitListening(first);
        first.destroyForcibly().waitFor();
        assertThat(data().resolve("control")).exists();
        assertThat(run("status").err()).contains("isn't running");

        Process second = start("serve", "--port", "0");
        awaitListening(second);
        assertThat(run("status").code()).isZero();
    }

    @Test
    void aSecondServerOnTheSameFolderIsRefused() throws Exception {
        awaitListening(start("serve", "--port", "0"));

        assertRefused(run("serve", "--port", "0"), "already runs for " + data());
    }

    @Test
    void aTakenPortIsRefused() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            assertRefused(run("serve", "--port", port), "Port " + port + " is taken");
        }
    }

    @Test
    void aFileInPlaceOfTheFolderIsRefused() throws Exception {
        Files.createFile(data());

        assertRefused(run("serve", "--port", "0"), "The data folder " + data());
    }

    @Test
    void aFolderThisUserMayNotWriteIsRefused() throws Exception {
        Files.createDirectory(data());
        Files.setPosixFilePermissions(data(), PosixFilePermissions.fromString("r-x------"));
        // root may write everywhere but into the kernel's own folder
        Path forbidden = Files.isWritable(data()) ? Path.of("/proc/groundmist-sync") : data();

        assertRefused(
                run("serve", "--port", "0", "--data-dir", forbidden.toString()),
                "The data folder " + forbidden);
    }

    @Test
    void itIsFoundThroughALinkAndInAFolderWithBlanks() throws Exception {
        Path moved = folder.resolve("the program");
        try (var files = Files.walk(APP)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path copy = moved.resolve(APP.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else if (file.endsWith("groundmist-sync")) {
                    Files.copy(file, copy, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
                } else {
                    Files.createLink(copy, file);
                }
            }
        }
        Path first = folder.resolve("first link");
        Path second = folder.resolve("second");
        Files.createSymbolicLink(first, Path.of("the program/bin/groundmist-sync"));
        Files.createSymbolicLink(second, first);

        Finished version = finish(start(new ProcessBuilder(second.toString(), "--version")));

        assertThat(version.code()).as(version.err()).isZero();
        assertThat(version.out()).startsWith("groundmist-sync ");
    }

    @Test
    void anOldJavaHomeIsPassedOver() throws Exception {
        var builder = builder("--version");
        Path old = Files.createDirectories(folder.resolve("old/bin"));
        Files.createFile(
                old.resolve("java"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(folder.resolve("old/release"), "JAVA_VERSION=\"17.0.1\"\n");
        builder.environment().put("JAVA_HOME", folder.resolve("old").toString());
        builder.environment().put("PATH", javaHome() + "/bin:" + System.getenv("PATH"));

        assertThat(finish(start(builder)).out()).startsWith("groundmist-sync ");
    }

    private static void assertRefused(Finished refused, String sentence) {
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).contains(sentence).hasLineCount(1);
    }

    private record Finished(int code, String out, String err) {}

    private Path data() {
        return folder.resolve("data with blanks");
    }

    private static String javaHome() {
        return System.getProperty("java.home", "");
    }

    private ProcessBuilder builder(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(APP.resolve("bin/groundmist-sync").toString());
        command.addAll(Arrays.asList(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_HOME", javaHome());
        builder.environment().put("DATA_DIR", data().toString());
        builder.environment().put("XDG_RUNTIME_DIR", folder.toString()); // goes with the test
        List.of("PORT", "PUBLIC_URL", "ATPROTO_DID", "DISPLAY")
                .forEach(builder.environment()::remove);
        return builder;
    }

    private Process start(String... arguments) throws IOException {
        return start(builder(arguments));
    }

    private Process start(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private Finished run(String... arguments) throws Exception {
        return finish(start(arguments));
    }

    private static Finished finish(Process process) throws Exception {
        process.getOutputStream().close();
        String out = rest(process.inputReader());
        String err = rest(process.errorReader());
        return new Finished(process.waitFor(), out, err);
    }

    private static Matcher awaitListening(Process server) throws IOException {
        String line = server.inputReader().readLine();
        if (line == null) throw new AssertionError(rest(server.errorReader()));
        Matcher listens = LISTENS.matcher(line);
        assertThat(listens.matches()).as(line).isTrue();
        return listens;
    }

    private static String rest(BufferedReader reader) throws IOException {
        var text = new StringBuilder();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            text.append(line).append('\n');
        }
        return text.toString();
    }
}
