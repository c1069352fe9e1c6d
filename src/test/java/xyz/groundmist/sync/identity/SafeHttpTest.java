package xyz.groundmist.sync.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import org.eclipse.jetty.util.Promise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

class SafeHttpTest {
    private static final Network LOOPBACK =
            new Network(URI.create("http://127.0.0.1:1"), null, true);
    private static final Duration SHORT = Duration.ofMillis(700);
    private static final Duration LONG = Duration.ofSeconds(30);

    private static SafeHttp onLoopback(Duration patience) {
        return new SafeHttp(LOOPBACK, InetAddress::getAllByName, patience);
    }

    private static IdentityException refusal(SafeHttp http, URI uri) {
        return catchThrowableOfType(IdentityException.class, () -> http.send(HttpAsk.get(uri)));
    }

    @Test
    void bringsAnAnswerWithItsStatusAndHeaders() throws Exception {
        try (var server =
                        new TinyServer(
                                TinyServer.text(
                                        "HTTP/1.1 401 No\r\nDPoP-Nonce: n1\r\nX: a\r\nX: b\r\n"
                                                + "Content-Length: 2\r\n\r\nhm"));
                var http = onLoopback(LONG)) {
            HttpAnswer answer =
                    http.send(
                            new HttpAsk(
                                    "POST",
                                    server.uri("/path?query=1"),
                                    Map.of("Content-Type", "application/json", "DPoP", "proof"),
                                    "{}".getBytes(StandardCharsets.UTF_8)));

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("dpop-nonce")).isEqualTo("n1");
            assertThat(answer.headers().get("x")).containsExactly("a", "b");
            assertThat(answer.header("y")).isNull();
            assertThat(answer.body()).asString(StandardCharsets.UTF_8).isEqualTo("hm");
            assertThat(server.requests().getFirst())
                    .startsWith("POST /path?query=1 HTTP/1.1\n")
                    .contains("Content-Type: application/json\n")
                    .contains("DPoP: proof\n")
                    .contains("Content-Length: 2\n")
                    .contains("User-Agent: Groundmist-Sync\n")
                    .contains("Connection: close\n")
                    .doesNotContain("Accept-Encoding");
        }
    }

    @Test
    void followsNoRedirect() throws Exception {
        try (var inside = new TinyServer(TinyServer.ok("secret"));
                var server =
                        new TinyServer(
                                TinyServer.text(
                                        "HTTP/1.1 302 Found\r\nLocation: "
                                                + inside.uri("/admin")
                                                + "\r\nContent-Length: 0\r\n\r\n"));
                var http = onLoopback(LONG)) {
            assertThat(http.send(HttpAsk.get(server.uri("/"))).status()).isEqualTo(302);
            assertThat(inside.requests()).isEmpty();
        }
    }

    @Test
    void keepsNoCookie() throws Exception {
        try (var server =
                        new TinyServer(
                                TinyServer.text(
                                        "HTTP/1.1 200 OK\r\nSet-Cookie: who=alice; Path=/\r\n"
                                                + "Content-Length: 0\r\n\r\n"));
                var http = onLoopback(LONG)) {
            http.send(HttpAsk.get(server.uri("/")));
            http.send(HttpAsk.get(server.uri("/")));

            assertThat(server.requests()).hasSize(2);
            assertThat(server.requests().getLast()).doesNotContain("Cookie");
        }
    }

    @Test
    void waitsForASilentServerOnlySoLong() throws Exception {
        try (var server = new TinyServer(_ -> Thread.sleep(LONG));
                var http = onLoopback(SHORT)) {
            assertThat(refusal(http, server.uri("/")).kind())
                    .isEqualTo(IdentityException.Kind.TOO_SLOW);
        }
    }

    /** No pause is long enough to be noticed, and yet the answer has no end. */
    @Test
    void waitsForADrippingServerNoLonger() throws Exception {
        try (var server =
                        new TinyServer(out -> {
                            out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                            while (true) {
                                out.write('x');
                                out.flush();
                                Thread.sleep(20);
                            }
                        });
                var http = onLoopback(SHORT)) {
            assertThat(refusal(http, server.uri("/")).kind())
                    .isEqualTo(IdentityException.Kind.TOO_SLOW);
        }
    }

    @Test
    void waitsForDrippingHeadersNoLonger() throws Exception {
        try (var server =
                        new TinyServer(out -> {
                            out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.UTF_8));
                            while (true) {
                                out.write("X: y\r\n".getBytes(StandardCharsets.UTF_8));
                                out.flush();
                                Thread.sleep(20);
                            }
                        });
                var http = onLoopback(SHORT)) {
            assertThat(refusal(http, server.uri("/")).kind())
                    .isEqualTo(IdentityException.Kind.TOO_SLOW);
        }
    }

    @Test
    void waitsForSlowNamesNoLonger() throws Exception {
        CheckedAddresses.Names slow =
                _ -> {
                    try {
                        Thread.sleep(LONG);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    throw new UnknownHostException();
                };
        try (var http = new SafeHttp(Network.PUBLIC, slow, SHORT)) {
            assertThat(refusal(http, URI.create("https://slow.example.com/")).kind())
                    .isEqualTo(IdentityException.Kind.TOO_SLOW);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Content-Length: 99999999\r\n", "Transfer-Encoding: chunked\r\n"})
    void takesNoMoreThan512Kb(String header) throws Exception {
        boolean chunked = header.startsWith("Transfer");
        byte[] part = "x".repeat(64 * 1024).getBytes(StandardCharsets.UTF_8);
        try (var server =
                        new TinyServer(out -> {
                            out.write(
                                    ("HTTP/1.1 200 OK\r\n" + header + "\r\n")
                                            .getBytes(StandardCharsets.UTF_8));
                            while (true) {
                                if (chunked) {
                                    out.write("10000\r\n".getBytes(StandardCharsets.UTF_8));
                                }
                                out.write(part);
                                if (chunked) out.write("\r\n".getBytes(StandardCharsets.UTF_8));
                            }
                        });
                var http = onLoopback(LONG)) {
            assertThat(refusal(http, server.uri("/")).kind())
                    .isEqualTo(IdentityException.Kind.TOO_LARGE);
        }
    }

    @Test
    void takes512Kb() throws Exception {
        String most = "x".repeat(512 * 1024);
        try (var server = new TinyServer(TinyServer.ok(most));
                var http = onLoopback(LONG)) {
            assertThat(http.send(HttpAsk.get(server.uri("/"))).body()).hasSize(512 * 1024);
        }
    }

    @Test
    void takesNoEndOfHeaders() throws Exception {
        try (var server =
                        new TinyServer(out -> {
                            out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.UTF_8));
                            while (true)
                                out.write("X: yyyyyyyy\r\n".getBytes(StandardCharsets.UTF_8));
                        });
                var http = onLoopback(LONG)) {
            assertThat(refusal(http, server.uri("/"))).isNotNull();
        }
    }

    @Test
    void unpacksNothing() throws Exception {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(new byte[10_000_000]);
        }
        try (var server =
                        new TinyServer(out -> {
                            out.write(
                                    ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: "
                                                    + packed.size()
                                                    + "\r\n\r\n")
                                            .getBytes(StandardCharsets.UTF_8));
                            packed.writeTo(out);
                        });
                var http = onLoopback(LONG)) {
            assertThat(refusal(http, server.uri("/")).kind())
                    .isEqualTo(IdentityException.Kind.INVALID);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:", "http://localhost:", "https://127.0.0.1:"})
    void asksNothingOfThisMachine(String base) throws Exception {
        try (var server = new TinyServer(TinyServer.ok("secret"));
                var http = new SafeHttp(Network.PUBLIC)) {
            assertThat(refusal(http, URI.create(base + server.port() + "/")).kind())
                    .isEqualTo(IdentityException.Kind.NOT_PUBLIC);
            assertThat(server.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:192.168.0.1"})
    void aPublicNameThatLeadsInsideIsNotAsked(String address) throws Exception {
        try (var http =
                new SafeHttp(
                        Network.PUBLIC,
                        _ -> new InetAddress[] {InetAddress.ofLiteral(address)},
                        LONG)) {
            assertThat(refusal(http, URI.create("https://lure.example.com/")).kind())
                    .isEqualTo(IdentityException.Kind.NOT_PUBLIC);
        }
    }

    @Test
    void aNameIsLookedUpOnceAndTheCheckedAddressesAreConnectedTo() throws Exception {
        var asked = new AtomicInteger();
        CheckedAddresses.Names changing =
                _ -> {
                    String answer = asked.getAndIncrement() == 0 ? "93.184.216.34" : "127.0.0.1";
                    return new InetAddress[] {
                        InetAddress.ofLiteral(answer), InetAddress.ofLiteral("192.168.0.7")
                    };
                };
        var found = new CompletableFuture<List<InetSocketAddress>>();

        new CheckedAddresses(changing, new LookupThreads(), false)
                .resolve(
                        "rebind.example.com",
                        443,
                        Map.of(),
                        Promise.from(found::complete, found::completeExceptionally));

        List<InetSocketAddress> addresses = found.get(10, TimeUnit.SECONDS);
        assertThat(addresses)
                .containsExactly(
                        new InetSocketAddress(InetAddress.ofLiteral("93.184.216.34"), 443));
        assertThat(addresses.getFirst().isUnresolved()).isFalse();
        assertThat(asked).hasValue(1);
    }

    /** The same through the whole client: the second answer would lead to a server that listens. */
    @Test
    void aNameThatChangesItsAnswerLeadsNowhereElse() throws Exception {
        var asked = new AtomicInteger();
        try (var inside = new TinyServer(TinyServer.ok("secret"));
                var http =
                        new SafeHttp(
                                LOOPBACK,
                                _ -> {
                                    // nobody listens at 127.1.2.3
                                    String answer =
                                            asked.getAndIncrement() == 0
                                                    ? "127.1.2.3"
                                                    : "127.0.0.1";
                                    return new InetAddress[] {InetAddress.ofLiteral(answer)};
                                },
                                LONG)) {
            URI uri = URI.create("http://localhost:" + inside.port() + "/");

            assertThat(refusal(http, uri).kind()).isEqualTo(IdentityException.Kind.UNREACHABLE);
            assertThat(asked).hasValue(1);
            assertThat(inside.requests()).isEmpty();
        }
    }

    @Test
    void aNameNobodyHasIsSaidSo() throws Exception {
        try (var http =
                new SafeHttp(
                        Network.PUBLIC,
                        host -> {
                            throw new UnknownHostException(host);
                        },
                        LONG)) {
            IdentityException e = refusal(http, URI.create("https://nobody.example.com/?code=x"));

            assertThat(e.kind()).isEqualTo(IdentityException.Kind.UNREACHABLE);
            assertThat(e).hasMessageContaining("nobody.example.com").hasMessageNotContaining("x=");
        }
    }

    /** A certificate for the right name, of an issuer that nobody knows. */
    @Test
    void aServerThatCantShowWhoItIsIsToldNothing(@TempDir Path folder) throws Exception {
        Path store = folder.resolve("self-signed.p12");
        char[] password = "password".toCharArray();
        var keytool =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "password");
        assertThat(new ProcessBuilder(keytool).start().waitFor()).isZero();
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(KeyStore.getInstance(store.toFile(), password), password);
        var tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        var asked = new AtomicInteger();
        HttpsServer server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext("/", _ -> asked.incrementAndGet());
        server.start();
        try (var http = onLoopback(LONG)) {
            URI uri = URI.create("https://localhost:" + server.getAddress().getPort() + "/");

            assertThat(refusal(http, uri).kind()).isEqualTo(IdentityException.Kind.UNREACHABLE);
            assertThat(asked).hasValue(0);
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 ",
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx",
                "SSH-2.0-x\r\n\r\n"
            })
    void aBrokenAnswerIsSaidSoAndWhatWasAskedIsNotRepeated(String answer) throws Exception {
        try (var server = new TinyServer(TinyServer.text(answer));
                var http = onLoopback(LONG)) {
            IdentityException e = refusal(http, server.uri("/token?code=SECRET"));

            assertThat(e.kind()).isEqualTo(IdentityException.Kind.UNREACHABLE);
            var trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            assertThat(trace.toString()).doesNotContain("SECRET").doesNotContain("/token");
        }
    }

    @Test
    void aServerThatIsntThereIsSaidSo() throws Exception {
        var server = new TinyServer(TinyServer.ok(""));
        server.close();
        try (var http = onLoopback(LONG)) {
            assertThat(refusal(http, server.uri("/?code=SECRET")))
                    .hasMessageContaining("nobody answers there")
                    .hasMessageNotContaining("SECRET");
        }
    }

    @Test
    void manyMayAskAtTheSameTime() throws Exception {
        try (var server =
                        new TinyServer(out -> {
                            Thread.sleep(50);
                            TinyServer.ok("hello").to(out);
                        });
                var http = onLoopback(LONG);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpAnswer>> answers = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                answers.add(threads.submit(() -> http.send(HttpAsk.get(server.uri("/")))));
            }
            for (var answer : answers) assertThat(answer.get().status()).isEqualTo(200);
        }
    }

    @Test
    void onceClosedItAsksNobody() throws Exception {
        try (var server = new TinyServer(TinyServer.ok(""))) {
            var http = onLoopback(LONG);
            http.send(HttpAsk.get(server.uri("/")));
            http.close();

            assertThat(refusal(http, server.uri("/"))).isNotNull();
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void whatIsAskedAndAnsweredIsInNoText() {
        var ask =
                new HttpAsk(
                        "POST",
                        URI.create("https://pds.example.com/token?code=SECRET"),
                        Map.of("Authorization", "DPoP SECRET"),
                        "SECRET".getBytes(StandardCharsets.UTF_8));
        var answer = new HttpAnswer(200, Map.of("DPoP-Nonce", List.of("SECRET")), new byte[0]);

        assertThat(ask.toString() + answer).doesNotContain("SECRET");
    }
}
