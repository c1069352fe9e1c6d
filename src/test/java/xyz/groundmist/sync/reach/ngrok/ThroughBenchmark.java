package xyz.groundmist.sync.reach.ngrok;

import com.sun.net.httpserver.HttpServer;

import xyz.groundmist.sync.reach.Door;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Executors;

/**
 * What the way through ngrok costs, against a direct connection to the same port in the same run:
 * 64 MB down, and requests one after the other. Everything is on this machine, so what is measured
 * is our session and the tests' edge, not a network. Prints two lines (docs/reach.md).
 */
public final class ThroughBenchmark {
    private static final long BYTES = 64L << 20;
    private static final int REQUESTS = 2_000;

    private ThroughBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        HttpServer app =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        app.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        byte[] piece = new byte[1 << 16];
        app.createContext(
                "/large",
                exchange -> {
                    exchange.sendResponseHeaders(200, BYTES);
                    try (OutputStream out = exchange.getResponseBody()) {
                        for (long sent = 0; sent < BYTES; sent += piece.length) out.write(piece);
                    }
                });
        app.createContext(
                "/small",
                exchange -> {
                    exchange.sendResponseHeaders(200, 2);
                    exchange.getResponseBody().write(new byte[] {'o', 'k'});
                    exchange.close();
                });
        app.start();
        Path folder = Files.createTempDirectory("through");
        int direct = app.getAddress().getPort();
        var use = new MonthlyUse(folder.resolve("use"), InstantSource.system());
        try (var edge = new NgrokEdge(folder)) {
            var reach =
                    new NgrokReach(
                            () -> NgrokEdge.TOKEN,
                            null,
                            edge.service(),
                            "0",
                            use,
                            InstantSource.system());
            try (var _ = reach.open(new Door(direct))) {
                for (int port : new int[] {direct, edge.publicPort()}) latency(port); // warm
                double[] seconds = {down(direct), down(edge.publicPort())};
                double[] micros = {latency(direct), latency(edge.publicPort())};
                System.out.printf(
                        Locale.ROOT,
                        "64 MB down: direct %.0f MB/s, through %.0f MB/s (%.2fx)%n",
                        BYTES / 1e6 / seconds[0],
                        BYTES / 1e6 / seconds[1],
                        seconds[0] / seconds[1]);
                System.out.printf(
                        Locale.ROOT,
                        "a request, median: direct %.0f us, through %.0f us (+%.0f us)%n",
                        micros[0],
                        micros[1],
                        micros[1] - micros[0]);
            }
        }
        app.stop(0);
    }

    private static double down(int port) throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            long begun = System.nanoTime();
            ask(socket, "/large");
            byte[] piece = new byte[1 << 16];
            InputStream in = socket.getInputStream();
            for (long left = BYTES; left > 0; ) {
                int count = in.read(piece);
                if (count < 0) throw new AssertionError("it ended early");
                left -= count;
            }
            return (System.nanoTime() - begun) / 1e9;
        }
    }

    private static double latency(int port) throws Exception {
        long[] took = new long[REQUESTS];
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            byte[] answer = new byte[4096];
            for (int i = 0; i < REQUESTS; i++) {
                long begun = System.nanoTime();
                ask(socket, "/small");
                int count = 0;
                while (!new String(answer, 0, count, StandardCharsets.ISO_8859_1).endsWith("ok")) {
                    count += socket.getInputStream().read(answer, count, answer.length - count);
                }
                took[i] = System.nanoTime() - begun;
            }
        }
        Arrays.sort(took);
        return took[REQUESTS / 2] / 1e3;
    }

    private static void ask(Socket socket, String path) throws Exception {
        socket.getOutputStream()
                .write(
                        ("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
    }
}
