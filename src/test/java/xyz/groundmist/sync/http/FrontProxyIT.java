package xyz.groundmist.sync.http;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import xyz.groundmist.sync.access.LedgerEntry;
import xyz.groundmist.sync.access.NewGrant;
import xyz.groundmist.sync.reach.FrontProxy;
import xyz.groundmist.sync.reach.Recipe;
import xyz.groundmist.sync.reach.ssh.OpenSshServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Clients that lie in their headers, through real proxies set up as the documentation says. */
class FrontProxyIT {
    /** Each of them would be news to the server, if it were believed. */
    private static final String LIES =
            """
            X-Forwarded-For: 203.0.113.7\r
            X-Real-IP: 203.0.113.7\r
            Forwarded: for=203.0.113.7;host=evil.example;proto=http;by=203.0.113.8\r
            X-Forwarded-Host: evil.example\r
            X-Forwarded-Server: evil.example\r
            X-Forwarded-Proto: http\r
            X-Forwarded-Port: 1\r
            """;

    private static final InetAddress CLIENT = InetAddress.ofLiteral("127.0.0.5");

    enum Kind {
        NGINX,
        CADDY
    }

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private RunningServer running;

    @SuppressWarnings("NullAway.Init")
    private HttpServer behind;

    private @Nullable FrontProxy proxy;

    @BeforeEach
    void start() throws Exception {
        running = RunningServer.start(Files.createDirectory(folder.resolve("data")));
        TrustedProxies proxies = Objects.requireNonNull(TrustedProxies.parse(List.of("127.0.0.1")));
        behind =
                running.another(
                        new HttpSettings(
                                HttpSettings.LOOPBACK,
                                0,
                                Set.of("sync.example.org"),
                                proxies,
                                folder.resolve("spool"),
                                HttpLimits.DEFAULT));
        behind.start();
    }

    @AfterEach
    void stop() throws Exception {
        if (proxy != null) proxy.close();
        behind.close();
        running.close();
    }

    private FrontProxy proxy(Kind kind, int inside) throws Exception {
        int port = OpenSshServer.freePort();
        proxy =
                switch (kind) {
                    case NGINX -> FrontProxy.nginx(folder.resolve("nginx"), port, inside);
                    case CADDY ->
                            FrontProxy.caddy(
                                    folder.resolve("caddy"),
                                    port,
                                    Recipe.of("reach-proxies.md", "caddyfile")
                                            .replace("127.0.0.1:3031", "127.0.0.1:" + inside));
                };
        return proxy;
    }

    /** From an address of its own. */
    private static RawClient client(FrontProxy proxy) throws Exception {
        if (proxy.tls()) return new RawClient(HttpsListenerTest.tls(proxy.port(), CLIENT));
        return new RawClient(new Socket(InetAddress.getLoopbackAddress(), proxy.port(), CLIENT, 0));
    }

    private static String get(FrontProxy proxy, String target, String host) throws Exception {
        try (RawClient client = client(proxy)) {
            client.write(
                    "GET "
                            + target
                            + " HTTP/1.1\r\nHost: "
                            + host
                            + "\r\n"
                            + LIES
                            + "Connection: close\r\n\r\n");
            return client.rest();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theLastEntryIsTheProxysOwn(Kind kind) throws Exception {
        var seen = new CompletableFuture<String>();
        try (var capture = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> capture(capture, seen));
            get(proxy(kind, capture.getLocalPort()), "/", "sync.example.org");
            List<String> written =
                    seen.get(20, TimeUnit.SECONDS)
                            .lines()
                            .filter(line -> line.toLowerCase().startsWith("x-forwarded-for:"))
                            .toList();
            assertThat(written).hasSize(1);
            assertThat(written.getFirst()).endsWith(CLIENT.getHostAddress());
        }
    }

    private static void capture(ServerSocket listener, CompletableFuture<String> seen) {
        try (Socket socket = listener.accept()) {
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) head.append((char) socket.getInputStream().read());
            socket.getOutputStream()
                    .write(
                            "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
                                    .getBytes(ISO_8859_1));
            seen.complete(head.toString());
        } catch (IOException e) {
            seen.completeExceptionally(e);
        }
    }

    /** The client is on this machine, whose addresses say nothing: none of its lies shows. */
    @ParameterizedTest
    @EnumSource
    void whatAClientSaysOfItselfIsNotBelieved(Kind kind) throws Exception {
        FrontProxy front = proxy(kind, behind.port());
        NewGrant grant = running.grant();
        try (RawClient client = client(front)) {
            client.write(
                    RawClient.handshake("/?token=" + grant.token())
                            .replace("Host: localhost", "Host: sync.example.org")
                            .replace("Upgrade: websocket\r\n", "Upgrade: websocket\r\n" + LIES));
            assertThat(client.head()).startsWith("HTTP/1.1 101 ");
            client.sendBinary("through");
            assertThat(client.readText()).isEqualTo("through");
        }
        assertThat(network(grant)).isNull();
    }

    /** So that the test above means something: what a configured proxy says last is believed. */
    @Test
    void theLastEntryOfAConfiguredProxyIs() throws Exception {
        NewGrant grant = running.grant();
        try (var proxying = new RawClient(behind.port())) {
            proxying.write(
                    RawClient.handshake(
                            "/?token=" + grant.token(),
                            "X-Forwarded-For: 203.0.113.7, 198.51.100.4",
                            "Forwarded: for=203.0.113.7"));
            assertThat(proxying.head()).startsWith("HTTP/1.1 101 ");
        }
        assertThat(network(grant)).isEqualTo("198.51.100.0/24");

        NewGrant other = running.grant();
        try (var nobody = new RawClient(running.port())) {
            nobody.write(
                    RawClient.handshake(
                            "/?token=" + other.token(), "X-Forwarded-For: 198.51.100.4"));
            assertThat(nobody.head()).startsWith("HTTP/1.1 101 ");
        }
        assertThat(network(other)).isNull();
    }

    private @Nullable String network(NewGrant grant) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (System.nanoTime() < end) {
            for (LedgerEntry entry : running.access.ledger().newest(grant.grant().id(), 10)) {
                if (entry.event() == LedgerEntry.Event.CONNECTED) return entry.network();
            }
            Thread.sleep(50);
        }
        throw new AssertionError("the connection is not in the ledger");
    }

    @ParameterizedTest
    @EnumSource
    void anotherHostStaysAnotherHost(Kind kind) throws Exception {
        FrontProxy front = proxy(kind, behind.port());

        assertThat(get(front, "/", "evil.example")).startsWith("HTTP/1.1 421 ");
        assertThat(get(front, "/", "sync.example.org")).startsWith("HTTP/1.1 200 ");
        assertThat(get(front, "/.well-known/did.json", "sync.example.org"))
                .startsWith("HTTP/1.1 200 ")
                .contains("did:web:sync.example.org")
                .doesNotContain("evil");
    }
}
