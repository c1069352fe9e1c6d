package xyz.groundmist.sync.reach.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A real OpenSSH server on a free loopback port, with keys and settings of its own in a folder; the
 * one who may sign in is whoever runs the test. Without {@code sshd} the test is skipped and says
 * so; with {@code CI=true} in the environment it fails.
 */
public final class OpenSshServer implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/sshd");
    private static final Path SEPARATION = Path.of("/run/sshd");

    private final Path folder;
    private final int port = freePort();
    private final List<String> more = new ArrayList<>();
    private @Nullable Process process;

    public OpenSshServer(Path folder) throws Exception {
        if (!Files.isExecutable(PROGRAM)) {
            String sentence = "This test needs OpenSSH's server, which .ci/run installs.";
            if ("true".equals(System.getenv("CI"))) throw new IOException(sentence);
            Assumptions.abort(sentence);
        }
        this.folder = Files.createDirectories(folder).toAbsolutePath();
        makeHostKey();
        Files.writeString(authorizedKeys(), "");
        // where root starts it, it wants this folder, which its service would make
        if (user().equals("root")) Files.createDirectories(SEPARATION);
    }

    public static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public static String user() {
        return System.getProperty("user.name");
    }

    public int port() {
        return port;
    }

    public String hostKey() throws Exception {
        return run("ssh-keygen", "-lf", folder + "/host.pub").split(" ")[1];
    }

    public void makeHostKey() throws Exception {
        Files.deleteIfExists(folder.resolve("host"));
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder + "/host");
    }

    public void letIn(String publicLine) throws IOException {
        Files.writeString(authorizedKeys(), publicLine + "\n");
    }

    /** What stands in authorized_keys. */
    public String line() throws IOException {
        return Files.readString(authorizedKeys()).strip();
    }

    /** A line of sshd_config, for the next start. */
    public void configure(String line) {
        more.add(line);
    }

    private Path authorizedKeys() {
        return folder.resolve("authorized_keys");
    }

    public void start() throws Exception {
        var lines =
                new ArrayList<>(
                        List.of(
                                "ListenAddress 127.0.0.1:" + port,
                                "HostKey " + folder + "/host",
                                "AuthorizedKeysFile " + authorizedKeys(),
                                "PidFile none",
                                "StrictModes no",
                                "UsePAM no",
                                "PasswordAuthentication no",
                                "PermitRootLogin prohibit-password",
                                "GatewayPorts no",
                                "LogLevel VERBOSE"));
        lines.addAll(more);
        Path config = Files.write(folder.resolve("sshd_config"), lines);
        process =
                new ProcessBuilder(PROGRAM.toString(), "-D", "-e", "-f", config.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                        .start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            try (var probe = new java.net.Socket("127.0.0.1", port)) {
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end || !process().isAlive()) {
                    throw new AssertionError(Files.readString(log()), e);
                }
                Thread.sleep(20);
            }
        }
    }

    private Path log() {
        return folder.resolve("sshd.log");
    }

    private Process process() {
        return Objects.requireNonNull(process);
    }

    /** The processes that hold connections; the listening one isn't among them. */
    private List<ProcessHandle> sessions() {
        return process().toHandle().descendants().toList();
    }

    /** Ends everything at once, as a power cut over there does, but the connections are reset. */
    public void kill() throws Exception {
        List<ProcessHandle> sessions = sessions();
        process().destroyForcibly().waitFor();
        for (ProcessHandle session : sessions) session.destroyForcibly();
        for (ProcessHandle session : sessions) session.onExit().get(5, TimeUnit.SECONDS);
    }

    /** Stops every process: the connections stay, and nobody answers. */
    void freeze() throws Exception {
        signal("STOP");
    }

    void thaw() throws Exception {
        signal("CONT");
    }

    /** Freezes the connections there are; new ones are taken. */
    void freezeSessions() throws Exception {
        for (ProcessHandle session : sessions()) run("kill", "-STOP", "" + session.pid());
    }

    /** Ends frozen connections as the server's own timeout would. */
    void endSessions() {
        sessions().forEach(ProcessHandle::destroyForcibly);
    }

    private void signal(String name) throws Exception {
        run("kill", "-" + name, "" + process().pid());
        for (ProcessHandle session : sessions()) run("kill", "-" + name, "" + session.pid());
    }

    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) throw new IOException(String.join(" ", command) + ": " + said);
        return said;
    }

    @Override
    public void close() throws Exception {
        if (process != null && process.isAlive()) kill();
    }
}
