package xyz.groundmist.sync.identity;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A PLC directory on loopback that says what a test wants. */
public final class FakePlc implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private final AtomicInteger questions = new AtomicInteger();
    private volatile @Nullable Integer failure;

    private record Page(int status, String body) {}

    public FakePlc() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            questions.incrementAndGet();
            Integer broken = failure;
            Page page =
                    broken != null
                            ? new Page(broken, "")
                            : pages.getOrDefault(
                                    exchange.getRequestURI().getPath(), new Page(404, "{}"));
            byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(page.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** A network whose directory this is. */
    public Network network() {
        return network(null);
    }

    public Network network(@Nullable HandleSource handles) {
        return new Network(URI.create("http://127.0.0.1:" + port()), handles, true);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public void put(TestAccount account) {
        put("/" + account.did(), 200, account.document());
    }

    public void put(String path, int status, String body) {
        pages.put(path, new Page(status, body));
    }

    /** From now on every question is answered with this status; null: as it should be. */
    public void fail(@Nullable Integer status) {
        failure = status;
    }

    /** How many questions have come. */
    public int questions() {
        return questions.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
