package xyz.groundmist.sync.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import xyz.groundmist.sync.reach.Door;
import xyz.groundmist.sync.reach.FrontProxy;
import xyz.groundmist.sync.reach.Recipe;
import xyz.groundmist.sync.reach.ngrok.MonthlyUse;
import xyz.groundmist.sync.reach.ngrok.NgrokEdge;
import xyz.groundmist.sync.reach.ngrok.NgrokReach;
import xyz.groundmist.sync.reach.ssh.OpenSshServer;
import xyz.groundmist.sync.reach.ssh.SshKey;
import xyz.groundmist.sync.reach.ssh.SshReach;
import xyz.groundmist.sync.reach.ssh.SshSettings;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * What each way in costs against none, in one run: WebSocket messages that come back, all on this
 * machine, so that what is seen is the work and not the way. The server is a process of its own
 * with the options that the program is shipped with; docs/performance.md says more.
 */
public final class WaysBenchmark {
    private static final int ROUNDS = 5;
    private static final int SMALL_MESSAGES = 400;
    private static final int LARGE_MESSAGES = 48;
    private static final int UNDER_WAY = 4;
    private static final byte[] SMALL = new byte[100];
    private static final byte[] LARGE = new byte[512 << 10];
    private static final double MEGABYTES = LARGE_MESSAGES * (double) LARGE.length / 1e6;

    private WaysBenchmark() {}

    /** A new connection that is served. */
    private interface Way {
        Socket connect() throws Exception;
    }

    private record Figures(List<Double> micros, List<Double> rates, List<Double> cpu) {
        Figures() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0) {
            serve(Path.of(arguments[0]), arguments);
            return;
        }
        Path folder = Files.createTempDirectory("ways");
        int remote = OpenSshServer.freePort();
        try (var edge = new NgrokEdge(Files.createDirectory(folder.resolve("edge")));
                var sshd = new OpenSshServer(folder.resolve("sshd"))) {
            sshd.letIn(SshKey.own(folder.resolve("ssh-key")).publicLine());
            sshd.start();
            Process server = started(folder, sshd, remote, edge);
            try {
                measure(server, folder, remote, edge);
            } finally {
                server.destroyForcibly().waitFor();
            }
        }
    }

    // the server's process

    private static Process started(Path folder, OpenSshServer sshd, int remote, NgrokEdge edge)
            throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@packaging/java.options",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        WaysBenchmark.class.getName(),
                        folder.toString(),
                        "" + sshd.port(),
                        sshd.hostKey(),
                        "" + remote,
                        edge.service().address(),
                        edge.certificate().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void serve(Path folder, String[] arguments) throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        var settings =
                new SshSettings(
                        "127.0.0.1",
                        Integer.parseInt(arguments[1]),
                        OpenSshServer.user(),
                        new SshSettings.Login.OwnKey(),
                        arguments[2],
                        "localhost",
                        Integer.parseInt(arguments[3]),
                        URI.create("https://sync.example.org"),
                        true);
        var ssh = new SshReach(settings, folder.resolve("ssh-key"), () -> null, null);
        var ngrok =
                new NgrokReach(
                        () -> NgrokEdge.TOKEN,
                        null,
                        new NgrokReach.Service(
                                arguments[4], Files.readAllBytes(Path.of(arguments[5]))),
                        "0",
                        new MonthlyUse(folder.resolve("ngrok-use"), InstantSource.system()),
                        InstantSource.system());
        try (RunningServer server = RunningServer.start(data);
                HttpsListener listener =
                        server.server.listenPublicly(new PublicPorts("sync.example.org", 0, 0))) {
            HttpsListenerTest.certify(listener, "localhost");
            var door = new Door(server.port());
            try (var _ = ssh.open(door);
                    var _ = ngrok.open(door)) {
                System.out.println(
                        server.port() + " " + listener.httpsPort() + " " + server.grant().token());
                Thread.sleep(Duration.ofHours(1)); // whoever started it ends it
            }
        }
    }

    // the clients

    private static void measure(Process server, Path folder, int remote, NgrokEdge edge)
            throws Exception {
        String line = server.inputReader(UTF_8).readLine();
        if (line == null) throw new IOException("The server ended.");
        String[] words = line.split(" ");
        int port = Integer.parseInt(words[0]);
        int https = Integer.parseInt(words[1]);
        try (FrontProxy nginx =
                        FrontProxy.nginx(folder.resolve("nginx"), OpenSshServer.freePort(), port);
                FrontProxy caddy =
                        FrontProxy.caddy(
                                folder.resolve("caddy"),
                                OpenSshServer.freePort(),
                                Recipe.of("reach-proxies.md", "caddyfile")
                                        .replace("127.0.0.1:3031", "127.0.0.1:" + port))) {
            var ways = new LinkedHashMap<String, Way>();
            ways.put("direct", () -> plain(port));
            ways.put("ngrok, the tests' edge", () -> plain(edge.publicPort()));
            ways.put("SSH", () -> plain(remote));
            ways.put("own domain", () -> tls(https));
            ways.put("… client without ChaCha20", () -> withoutChaCha(https));
            ways.put("nginx", () -> tls(nginx.port()));
            ways.put("Caddy, without TLS", () -> plain(caddy.port()));
            print(measure(server.pid(), words[2], ways));
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

    private static Socket withoutChaCha(int port) throws Exception {
        return HttpsListenerTest.tls(
                port,
                InetAddress.getLoopbackAddress(),
                parameters ->
                        parameters.setCipherSuites(
                                Arrays.stream(parameters.getCipherSuites())
                                        .filter(suite -> !suite.contains("CHACHA20"))
                                        .toArray(String[]::new)));
    }

    private static Map<String, Figures> measure(long pid, String token, Map<String, Way> ways)
            throws Exception {
        var all = new LinkedHashMap<String, Figures>();
        for (int round = 0; round <= ROUNDS; round++) {
            for (var way : ways.entrySet()) {
                Figures figures = all.computeIfAbsent(way.getKey(), _ -> new Figures());
                try (var client = new RawClient(way.getValue().connect())) {
                    client.upgrade(token);
                    double micros = roundTrip(client);
                    double before = cpuSeconds(pid);
                    double rate = throughput(client);
                    double cpu = (cpuSeconds(pid) - before) * 100 / MEGABYTES;
                    if (round == 0) continue; // warming up
                    figures.micros().add(micros);
                    figures.rates().add(rate);
                    figures.cpu().add(cpu);
                }
            }
        }
        return all;
    }

    private static double cpuSeconds(long pid) {
        return ProcessHandle.of(pid)
                        .flatMap(one -> one.info().totalCpuDuration())
                        .orElseThrow()
                        .toMillis()
                / 1e3;
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

    /** MB/s there, and as much back at the same time. */
    private static double throughput(RawClient client) throws Exception {
        var room = new Semaphore(UNDER_WAY); // the echo has no back-pressure of its own
        long begun = System.nanoTime();
        Thread writer =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                for (int i = 0; i < LARGE_MESSAGES; i++) {
                                    room.acquireUninterruptibly();
                                    client.send(RawClient.BINARY, LARGE);
                                }
                            } catch (IOException e) {
                                throw new AssertionError(e);
                            }
                        });
        for (int i = 0; i < LARGE_MESSAGES; i++) {
            client.readMessage();
            room.release();
        }
        writer.join();
        return MEGABYTES / ((System.nanoTime() - begun) / 1e9);
    }

    private static double median(List<Double> figures) {
        return figures.stream().sorted().toList().get(figures.size() / 2);
    }

    private static void print(Map<String, Figures> all) {
        Figures direct = all.values().iterator().next();
        double micros = median(direct.micros());
        System.out.print(
                "| way | round trip, µs | added, µs | of direct | MB/s each way | of direct | the"
                        + " server's CPU s for 100 MB each way | of direct |\n"
                        + "|---|---|---|---|---|---|---|---|\n");
        all.forEach((way, figures) ->
                System.out.printf(
                        Locale.ROOT,
                        "| %s | %.0f | %.0f | %.1fx | %.0f | %.2fx | %.2f | %.1fx |%n",
                        way,
                        median(figures.micros()),
                        median(figures.micros()) - micros,
                        median(figures.micros()) / micros,
                        median(figures.rates()),
                        median(figures.rates()) / median(direct.rates()),
                        median(figures.cpu()),
                        median(figures.cpu()) / median(direct.cpu())));
    }
}
