package xyz.groundmist.sync.http;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.reach.FrontProxy;
import xyz.groundmist.sync.reach.Inside;
import xyz.groundmist.sync.reach.Recipe;
import xyz.groundmist.sync.reach.Visitor;
import xyz.groundmist.sync.reach.ssh.OpenSshServer;
import xyz.groundmist.sync.reach.ssh.SshKey;
import xyz.groundmist.sync.reach.ssh.SshReach;
import xyz.groundmist.sync.reach.ssh.SshSettings;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How much slower each way in is than none, for people to read: WebSocket messages that come back,
 * all on this machine, so what is seen is the work and not the way. Run by {@code mvn test
 * -Dtest=ReachSpeedTest -Dreach-speed=true}; docs/performance.md has what came out.
 */
@EnabledIfSystemProperty(named = "reach-speed", matches = "true")
class ReachSpeedTest {
    private static final int ROUNDS = 7;
    private static final int SMALL_MESSAGES = 400;
    private static final int LARGE_MESSAGES = 48;
    private static final byte[] SMALL = new byte[100];
    private static final byte[] LARGE = new byte[512 << 10];

    @TempDir Path folder;

    /** A new connection that is served. */
    private interface Way {
        Socket connect() throws Exception;
    }

    private record Figures(List<Double> micros, List<Double> megabytes) {
        Figures() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    @Test
    void isMeasured() throws Exception {
        try (RunningServer server = RunningServer.start(Files.createDirectory(folder.resolve("data")));
                HttpsListener listener =
                        server.server.listenPublicly(new PublicPorts("sync.example.org", 0, 0));
                OpenSshServer sshd = new OpenSshServer(folder.resolve("sshd"));
                FrontProxy nginx =
                        FrontProxy.nginx(
                                folder.resolve("nginx"), OpenSshServer.freePort(), server.port());
                FrontProxy caddy =
                        FrontProxy.caddy(
                                folder.resolve("caddy"),
                                OpenSshServer.freePort(),
                                Recipe.of("reach-proxies.md", "caddyfile")
                                        .replace("127.0.0.1:3031", "127.0.0.1:" + server.port()))) {
            HttpsListenerTest.certify(listener, "localhost");
            sshd.start();
            int remote = OpenSshServer.freePort();
            try (var _ = tunnel(server, sshd, remote)) {
                var ways = new LinkedHashMap<String, Way>();
                ways.put("direct", () -> plain(server.port()));
                ways.put("SSH", () -> plain(remote));
                ways.put("own domain, TLS", () -> tls(listener.httpsPort()));
                ways.put("nginx, TLS", () -> tls(nginx.port()));
                ways.put("Caddy, no TLS", () -> plain(caddy.port()));
                print(measure(server, ways));
            }
        }
    }

    private static Socket plain(int port) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static Socket tls(int port) throws Exception {
        return HttpsListenerTest.tls(port, InetAddress.getLoopbackAddress());
    }

    private AutoCloseable tunnel(RunningServer server, OpenSshServer sshd, int remote)
            throws Exception {
        Path key = folder.resolve("ssh-key");
        sshd.letIn(SshKey.own(key).publicLine());
        var settings =
                new SshSettings(
                        "127.0.0.1",
                        sshd.port(),
                        OpenSshServer.user(),
                        new SshSettings.Login.OwnKey(),
                        sshd.hostKey(),
                        "localhost",
                        remote,
                        URI.create("https://sync.example.org"),
                        true);
        return new SshReach(settings, key, () -> null, null).open(inside(server.port()));
    }

    private static Inside inside(int port) {
        return new Inside() {
            @Override
            public SocketChannel connect(Visitor visitor) throws IOException {
                return SocketChannel.open(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            }

            @Override
            public int port() {
                return port;
            }
        };
    }

    private static Map<String, Figures> measure(RunningServer server, Map<String, Way> ways)
            throws Exception {
        var all = new LinkedHashMap<String, Figures>();
        for (int round = 0; round <= ROUNDS; round++) {
            for (var way : ways.entrySet()) {
                Figures figures = all.computeIfAbsent(way.getKey(), _ -> new Figures());
                try (var client = new RawClient(way.getValue().connect())) {
                    client.upgrade(server.grant().token());
                    double micros = roundTrip(client);
                    double megabytes = throughput(client);
                    if (round == 0) continue; // warming up
                    figures.micros().add(micros);
                    figures.megabytes().add(megabytes);
                }
            }
        }
        return all;
    }

    /** The median, in microseconds. */
    private static double roundTrip(RawClient client) throws IOException {
        double[] times = new double[SMALL_MESSAGES];
        for (int i = 0; i < times.length; i++) {
            long sent = System.nanoTime();
            client.send(RawClient.BINARY, SMALL);
            client.readMessage();
            times[i] = (System.nanoTime() - sent) / 1e3;
        }
        Arrays.sort(times);
        return times[times.length / 2];
    }

    /** MB/s there and as much back at the same time. */
    private static double throughput(RawClient client) throws Exception {
        long begun = System.nanoTime();
        Thread writer =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                for (int i = 0; i < LARGE_MESSAGES; i++) {
                                    client.send(RawClient.BINARY, LARGE);
                                }
                            } catch (IOException e) {
                                throw new AssertionError(e);
                            }
                        });
        for (int i = 0; i < LARGE_MESSAGES; i++) client.readMessage();
        writer.join();
        double seconds = (System.nanoTime() - begun) / 1e9;
        return LARGE_MESSAGES * (double) LARGE.length / (1 << 20) / seconds;
    }

    private static double median(List<Double> figures) {
        return figures.stream().sorted().toList().get(figures.size() / 2);
    }

    private static void print(Map<String, Figures> all) {
        Figures direct = all.values().iterator().next();
        System.out.printf(
                "%n| way | round trip | added | throughput, each way | of direct |%n|---|---|---|---|---|%n");
        all.forEach(
                (way, figures) ->
                        System.out.printf(
                                "| %s | %.0f µs | %.0f µs | %.0f MB/s | %.2fx |%n",
                                way,
                                median(figures.micros()),
                                median(figures.micros()) - median(direct.micros()),
                                median(figures.megabytes()),
                                median(figures.megabytes()) / median(direct.megabytes())));
    }
}
