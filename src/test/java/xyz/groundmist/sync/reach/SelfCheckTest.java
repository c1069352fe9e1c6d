package xyz.groundmist.sync.reach;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.identity.ServiceIdentity;
import xyz.groundmist.sync.reach.ngrok.NgrokEdge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a look from outside says about each thing that can be wrong. */
class SelfCheckTest {
    private static final URI ADDRESS = URI.create("http://sync.example.org");

    @TempDir Path folder;

    @SuppressWarnings("NullAway.Init")
    private ServiceIdentity me;

    @SuppressWarnings("NullAway.Init")
    private HttpServer outside;

    private final AtomicReference<Answerer> answerer = new AtomicReference<>();
    private int port;

    private interface Answerer {
        void answer(HttpExchange exchange) throws IOException;
    }

    @BeforeEach
    void begin() throws Exception {
        me = ServiceIdentity.open(folder.resolve("service-key.pem"));
        outside = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        port = outside.getAddress().getPort();
        outside.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        Objects.requireNonNull(answerer.get()).answer(exchange);
                    }
                });
        outside.start();
        answerer.set(exchange -> proves(exchange, me, ADDRESS.toString(), null));
    }

    @AfterEach
    void end() {
        outside.stop(0);
    }

    private static void proves(
            HttpExchange exchange, ServiceIdentity who, String origin, @Nullable String oldNonce)
            throws IOException {
        Map<String, String> asked =
                Stream.of(exchange.getRequestURI().getQuery().split("&"))
                        .collect(Collectors.toMap(p -> p.split("=")[0], p -> p.split("=", 2)[1]));
        String nonce = oldNonce == null ? asked.get("nonce") : oldNonce;
        byte[] signature =
                who.sign(
                        ("groundmist-sync server proof v1\n" + origin + "\n" + nonce)
                                .getBytes(StandardCharsets.UTF_8));
        says(
                exchange,
                200,
                "{\"key\":\""
                        + who.multikey()
                        + "\",\"signature\":\""
                        + Base64.getUrlEncoder().withoutPadding().encodeToString(signature)
                        + "\"}");
    }

    private static void says(HttpExchange exchange, int status, String body) throws IOException {
        exchange.sendResponseHeaders(status, 0); // in chunks
        exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
    }

    private Finding look(int there) throws InterruptedException {
        var internet =
                new Internet(
                        (_, _) ->
                                List.of(
                                        new InetSocketAddress(
                                                InetAddress.getLoopbackAddress(), there)),
                        Internet.PUBLIC.tls(),
                        null);
        return new SelfCheck(me, internet, InstantSource.system()).look(ADDRESS, port, _ -> true);
    }

    private static List<String> hops(Finding finding) {
        return finding.hops().stream()
                .map(hop -> hop.place() + (hop.fine() ? "" : " fails"))
                .toList();
    }

    @Test
    void isReachedHopByHop() throws Exception {
        Finding finding = look(port);

        assertThat(finding.verdict()).isEqualTo(Finding.Verdict.REACHED);
        assertThat(finding.sentence()).isNull();
        assertThat(hops(finding)).containsExactly("COMPUTER", "TUNNEL", "INTERNET", "BACK");
    }

    @Test
    void anotherServersSignatureIsNotMine() throws Exception {
        ServiceIdentity other = ServiceIdentity.open(folder.resolve("other.pem"));
        answerer.set(exchange -> proves(exchange, other, ADDRESS.toString(), null));

        Finding finding = look(port);

        assertThat(finding.verdict()).isEqualTo(Finding.Verdict.NOT_ME);
        assertThat(finding.sentence())
                .isEqualTo(
                        "Somebody answers at sync.example.org, and it isn't this server (it answers"
                                + " 200).");
        assertThat(hops(finding)).endsWith("BACK fails");
    }

    @Test
    void anOldAnswerIsNoAnswer() throws Exception {
        String old = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[24]);
        answerer.set(exchange -> proves(exchange, me, ADDRESS.toString(), old));

        assertThat(look(port).verdict()).isEqualTo(Finding.Verdict.NOT_ME);
    }

    @Test
    void myAnswerForAnotherNameIsNoAnswer() throws Exception {
        answerer.set(exchange -> proves(exchange, me, "http://another.example.org", null));

        assertThat(look(port).verdict()).isEqualTo(Finding.Verdict.NOT_ME);
    }

    @Test
    void aProxyWithNothingBehindItIsSaid() throws Exception {
        answerer.set(exchange -> says(exchange, 502, "Bad Gateway"));

        Finding finding = look(port);

        assertThat(finding.verdict()).isEqualTo(Finding.Verdict.UNREACHABLE);
        assertThat(finding.sentence()).contains("doesn't reach this computer", "502");
    }

    @Test
    void aProxyThatChangesTheNameIsSaid() throws Exception {
        answerer.set(exchange -> says(exchange, 421, "{}"));

        Finding finding = look(port);

        assertThat(finding.sentence()).contains("under another name");
        assertThat(finding.nextStep()).contains("header Host");
    }

    @Test
    void aTunnelThatNobodyServesIsSaid() throws Exception {
        answerer.set(exchange -> {
            exchange.getResponseHeaders().set("ngrok-error-code", "ERR_NGROK_3200");
            says(exchange, 404, "");
        });

        assertThat(look(port).sentence())
                .isEqualTo("ngrok says that nobody serves this address at the moment.");
    }

    @Test
    void wordsInHeadersAreNotRepeated() throws Exception {
        answerer.set(exchange -> {
            exchange.getResponseHeaders().set("ngrok-error-code", "Call 555-1234 now");
            says(exchange, 404, "");
        });

        assertThat(look(port).sentence()).doesNotContain("555");
    }

    @Test
    void nobodyThereIsSaid() throws Exception {
        int free;
        try (var socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        Finding finding = look(free);

        assertThat(finding.verdict()).isEqualTo(Finding.Verdict.UNREACHABLE);
        assertThat(finding.sentence()).isEqualTo("Nobody takes connections at sync.example.org.");
        assertThat(finding.nextStep()).contains("your router doesn't lead its own outer address");
        assertThat(hops(finding)).containsExactly("COMPUTER", "TUNNEL", "INTERNET fails");
    }

    @Test
    void somebodyWhoSaysNothingIsSaid() throws Exception {
        try (var silent = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
            Finding finding = look(silent.getLocalPort());

            assertThat(finding.sentence())
                    .isEqualTo("Whoever answers at sync.example.org passes nothing back.");
            assertThat(hops(finding)).endsWith("BACK fails");
        }
    }

    @Test
    void aNameThatLeadsNowhereIsSaid() throws Exception {
        var internet =
                new Internet(
                        (host, _) -> {
                            throw new UnknownHostException(host);
                        },
                        Internet.PUBLIC.tls(),
                        null);

        Finding finding =
                new SelfCheck(me, internet, InstantSource.system()).look(ADDRESS, port, null);

        assertThat(finding.sentence()).isEqualTo("The name sync.example.org leads nowhere.");
        assertThat(hops(finding)).containsExactly("COMPUTER", "INTERNET fails");
    }

    @Test
    void aCertificateThatNobodyKnowsIsSaid() throws Exception {
        try (var edge = new NgrokEdge(folder)) {
            var internet =
                    new Internet(
                            (_, _) ->
                                    List.of(
                                            new InetSocketAddress(
                                                    InetAddress.getLoopbackAddress(),
                                                    edge.publicTlsPort())),
                            Internet.PUBLIC.tls(),
                            null);

            Finding finding =
                    new SelfCheck(me, internet, InstantSource.system())
                            .look(URI.create("https://sync.example.org"), port, null);

            assertThat(finding.sentence())
                    .isEqualTo(
                            "The certificate of sync.example.org isn't one that browsers take for"
                                    + " it.");
            assertThat(hops(finding)).endsWith("INTERNET fails");
        }
    }

    @Test
    void aTunnelThatDoesNotAnswerIsSaid() throws Exception {
        Finding finding =
                new SelfCheck(me, Internet.none(), InstantSource.system())
                        .look(ADDRESS, port, _ -> false);

        assertThat(finding.sentence()).isEqualTo("The tunnel isn't open.");
        assertThat(hops(finding)).containsExactly("COMPUTER", "TUNNEL fails");
    }

    @Test
    void aServerThatDoesNotListenIsSaid() throws Exception {
        outside.stop(0);

        assertThat(hops(look(port))).containsExactly("COMPUTER fails");
    }
}
