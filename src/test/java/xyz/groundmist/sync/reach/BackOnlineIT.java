package xyz.groundmist.sync.reach;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.Written;
import xyz.groundmist.sync.home.ControlClient;
import xyz.groundmist.sync.home.ReachEntry;
import xyz.groundmist.sync.reach.ssh.OpenSshServer;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * How soon {@code target/app} is reached again when the network is back: by a visitor of an SSH
 * server, set up as the documentation says. Prints how long it took; the aim is 10 seconds.
 */
class BackOnlineIT {
    private static final Path LAUNCHER =
            Path.of("target", "app", "bin", "groundmist-sync").toAbsolutePath();
    private static final String HOST = "sync.example.test";

    /** Long enough for pauses of a quarter of a minute, if nothing cut them short. */
    private static final Duration AWAY = Duration.ofSeconds(40);

    @TempDir Path folder;
    private final BlockingQueue<String> visits = new LinkedBlockingQueue<>();
    private HomeAndWorld places;
    private OpenSshServer vps;
    private Process server;

    @BeforeEach
    void start() throws Exception {
        places = new HomeAndWorld();
        vps = new OpenSshServer(folder.resolve("vps"), places.inWorld(), "0.0.0.0");
        int port = OpenSshServer.freePort();
        vps.configure(
                Recipe.of("reach-ssh.md", "sshd_config")
                        .replace("groundmist", OpenSshServer.user()));
        server = places.start(serve());
        HomeAndWorld.awaitLine(server);
        ReachEntry used = ask("reach.use", Map.of("reach", way(port)));
        vps.letIn(Objects.requireNonNull(used.publicKey()));
        vps.start();
        ask("reach.retry", Map.of());
        Process visitor =
                places.start(places.inWorld("node", "src/test/js/visitor.mjs", "" + port, HOST));
        // who waits at a pipe holds what carries a virtual thread
        Thread.ofPlatform().daemon().start(() -> visit(visitor.inputReader(UTF_8)));
        await("reached");
    }

    private List<String> serve() {
        return places.atHome(
                LAUNCHER.toString(), "serve", "--port", "3031", "--no-lan", "--data-dir", data());
    }

    private Map<String, Object> way(int port) throws Exception {
        Map<String, Object> way = new HashMap<>();
        way.put("way", "ssh");
        way.put("user", OpenSshServer.user());
        way.put("host", "vps.example.test");
        way.put("port", vps.port());
        way.put("hostKey", vps.hostKey());
        way.put("publicUrl", "https://" + HOST);
        way.put("remotePort", port);
        way.put("forwardedHeader", true);
        return way;
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private ReachEntry ask(String command, Map<String, ?> arguments) throws Exception {
        try (var client = ControlClient.connect(Path.of(data()), "start it")) {
            return client.ask(command, arguments, ReachEntry.class);
        }
    }

    private void visit(BufferedReader lines) {
        try {
            for (String line; (line = lines.readLine()) != null; ) visits.add(line);
        } catch (IOException _) {
            // the visitor was ended
        }
    }

    private void await(String word) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        String seen = "nothing";
        while (!seen.equals(word)) {
            String next = visits.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                throw new AssertionError(
                        "never %s, but %s; %s; %s"
                                .formatted(
                                        word,
                                        seen,
                                        ask("reach.list", Map.of()),
                                        Files.readString(
                                                Path.of(data(), "logs", "groundmist-sync.log"))));
            }
            seen = next;
        }
    }

    @AfterEach
    void end() throws Exception {
        if (server != null) {
            server.destroyForcibly().waitFor();
            Written.by(Path.of(data(), "logs"));
        }
        if (vps != null) vps.close();
        if (places != null) places.close();
    }

    private void isSoonReachedAgain(String after) throws Exception {
        long begun = System.nanoTime();
        await("reached");
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        System.out.printf("Reached again %.1f s after %s%n", took.toMillis() / 1000.0, after);
        assertThat(took).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void afterTheCableWasOut() throws Exception {
        places.pullCable();
        await("gone");
        Thread.sleep(AWAY);

        places.putCableBack();

        isSoonReachedAgain("the cable was put back");
    }

    @Test
    void afterTheRoutersLineWasBroken() throws Exception {
        places.breakLine();
        await("gone");
        Thread.sleep(AWAY);
        ReachEntry meanwhile = ask("reach.list", Map.of());
        assertThat(meanwhile.state()).isIn("down", "connecting");

        places.restoreLine();

        isSoonReachedAgain("the line was back");
    }

    /** The clock went on, and over there nobody waited. */
    @Test
    void afterSleep() throws Exception {
        signal("STOP");
        await("gone");
        Thread.sleep(AWAY);

        signal("CONT");

        isSoonReachedAgain("sleep");
    }

    private void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, "" + server.pid()).start().waitFor();
    }
}
