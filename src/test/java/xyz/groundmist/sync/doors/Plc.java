package xyz.groundmist.sync.doors;

import com.sun.net.httpserver.HttpServer;

import xyz.groundmist.sync.identity.Network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A directory of DIDs on loopback. */
final class Plc implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, String> documents = new ConcurrentHashMap<>();
    final AtomicInteger asked = new AtomicInteger();
    volatile boolean down;

    Plc() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    asked.incrementAndGet();
                    String document =
                            documents.get(exchange.getRequestURI().getPath().substring(1));
                    byte[] body =
                            (document == null ? "{\"message\":\"not registered\"}" : document)
                                    .getBytes(StandardCharsets.UTF_8);
                    int status = down ? 503 : document == null ? 404 : 200;
                    exchange.getResponseHeaders().set("Content-Type", "application/did+ld+json");
                    exchange.sendResponseHeaders(status, body.length);
                    try (var out = exchange.getResponseBody()) {
                        out.write(body);
                    }
                });
        server.start();
    }

    Network network() {
        return new Network(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), null, true);
    }

    /** Says of the account what its keys are now. */
    void publish(Account account) {
        documents.put(account.did(), account.document());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
