package xyz.groundmist.sync.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static xyz.groundmist.sync.http.RunningServer.eventually;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shredzone.acme4j.util.CertificateUtils;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** The public ports: what is different there, and that nothing else is. */
class HttpsListenerTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final RunningServer.Limits limits = new RunningServer.Limits();

    @SuppressWarnings("NullAway.Init")
    private RunningServer server;

    @SuppressWarnings("NullAway.Init")
    private HttpsListener listener;

    private int plainPort;

    private void start() throws Exception {
        server = RunningServer.start(folder, limits.build());
        plainPort = freePort();
        listener = server.server.listenPublicly(new PublicPorts("sync.example.org", 0, plainPort));
        use("first");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @AfterEach
    void stop() {
        listener.close();
        server.close();
    }

    private void use(String subject) throws Exception {
        certify(listener, subject);
    }

    /** Gives it some certificate. */
    static void certify(HttpsListener listener, String subject) throws Exception {
        KeyPair key = key();
        listener.use(key.getPrivate(), List.of(certificate(subject, key)));
    }

    private static KeyPair key() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private static X509Certificate certificate(String subject, KeyPair key) {
        Instant now = Instant.now();
        return CertificateUtils.createTestRootCertificate(
                "CN=" + subject, now.minusSeconds(60), now.plusSeconds(3600), key);
    }

    private SSLSocket tls(String... protocols) throws Exception {
        return tls(listener.httpsPort(), InetAddress.getLoopbackAddress(), protocols);
    }

    /** A handshake that believes every certificate, from this address. */
    static SSLSocket tls(int port, InetAddress from, String... protocols) throws Exception {
        return tls(
                port,
                from,
                parameters -> {
                    if (protocols.length > 0) parameters.setApplicationProtocols(protocols);
                });
    }

    static SSLSocket tls(int port, InetAddress from, Consumer<SSLParameters> wanted)
            throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Credulous()}, null);
        var socket =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(InetAddress.getLoopbackAddress(), port, from, 0);
        socket.setSoTimeout(15_000);
        socket.setTcpNoDelay(true);
        SSLParameters parameters = socket.getSSLParameters();
        wanted.accept(parameters);
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private String shown(String... protocols) throws Exception {
        try (SSLSocket socket = tls(protocols)) {
            var certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return certificate.getSubjectX500Principal().getName();
        }
    }

    private RawClient webSocket() throws Exception {
        var client = new RawClient(tls());
        assertThat(client.upgrade(server.grant().token())).startsWith("HTTP/1.1 101 ");
        return client;
    }

    @Test
    void aSocketOutlivesTheDeadlineOfNewcomersAndANewCertificate() throws Exception {
        limits.requestDeadline = Duration.ofSeconds(1);
        start();
        try (RawClient client = webSocket()) {
            assertThat(shown()).isEqualTo("CN=first");
            use("second");
            assertThat(shown()).isEqualTo("CN=second");
            use("third");
            Thread.sleep(2500);
            client.sendBinary("still here");
            assertThat(client.readText()).contains("still here");
            assertThat(shown("http/1.1")).isEqualTo("CN=third");
        }
        eventually(() -> server.server.sockets() == 0);
    }

    @Test
    void whoNeverShakesHandsIsClosedAtTheDeadline() throws Exception {
        limits.requestDeadline = Duration.ofSeconds(1);
        start();
        try (var silent =
                        new RawClient(
                                new Socket(
                                        InetAddress.getLoopbackAddress(), listener.httpsPort()));
                var shaken = new RawClient(tls())) {
            silent.socket().getOutputStream().write(0x16);
            assertThat(silent.endsByServer()).isTrue();
            assertThat(shaken.endsByServer()).isTrue();
        }
    }

    /** The oldest gives way, whichever door it came in by. */
    @Test
    void newcomersAreCountedOnceAndTogether() throws Exception {
        limits.newcomers = 3;
        start();
        try (var first = new RawClient(tls());
                var second = new RawClient(tls());
                var third = new RawClient(server.port())) {
            third.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(third.head()).startsWith("HTTP/1.1 200 ");
            second.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(second.head()).startsWith("HTTP/1.1 200 ");
            try (var fourth = new RawClient(server.port())) {
                assertThat(first.endsByServer()).isTrue();
                fourth.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(fourth.head()).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    @Test
    void otherHostsAreRefusedThereToo() throws Exception {
        start();
        try (var client = new RawClient(tls())) {
            client.write("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n");
            assertThat(client.rest()).startsWith("HTTP/1.1 421 ");
        }
        try (var client = new RawClient(tls())) {
            client.write("GET / HTTP/1.1\r\nHost: sync.example.org\r\nConnection: close\r\n\r\n");
            assertThat(client.rest()).startsWith("HTTP/1.1 200 ").contains("nosniff");
        }
    }

    @Test
    void anAuthoritysQuestionsAreAnsweredWhileTheyAreOpen() throws Exception {
        start();
        KeyPair key = key();
        listener.answer(key.getPrivate(), certificate("proof", key));
        listener.answer("token-1", "token-1.thumbprint");

        assertThat(shown("acme-tls/1")).isEqualTo("CN=proof");
        assertThat(shown("http/1.1")).isEqualTo("CN=first");
        assertThat(plain("/.well-known/acme-challenge/token-1"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("\r\n\r\ntoken-1.thumbprint");
        assertThat(plain("/.well-known/acme-challenge/token-2")).startsWith("HTTP/1.1 308 ");

        listener.forgetAnswers();
        assertThatThrownBy(() -> shown("acme-tls/1")).isInstanceOf(SSLException.class);
        assertThat(plain("/.well-known/acme-challenge/token-1")).startsWith("HTTP/1.1 308 ");
    }

    /** Neither a token nor anything else that was asked for goes into the address it names. */
    @Test
    void thePlainPortSendsEverybodyToHttps() throws Exception {
        start();
        assertThat(plain("/?token=secret"))
                .startsWith("HTTP/1.1 308 ")
                .contains("https://sync.example.org/\r\n")
                .doesNotContain("secret");
        assertThat(plain("/authenticate")).startsWith("HTTP/1.1 308 ");
    }

    private String plain(String target) throws IOException {
        return RawClient.answer(
                plainPort, "GET " + target + " HTTP/1.1\r\nHost: sync.example.org\r\n\r\n");
    }

    @Test
    void theServersEndIsTold() throws Exception {
        start();
        try (RawClient client = webSocket()) {
            // counted before it is open; until then it would be cut off without a word
            eventually(() -> server.sync.peers.size() == 1);
            Thread closing = Thread.ofVirtual().start(server.server::close);
            assertThat(client.readClose().closeCode()).isEqualTo(1001);
            client.close();
            closing.join();
        }
    }

    @Test
    void theEndOfTheWayInEndsItsSocketsOnly() throws Exception {
        start();
        try (RawClient outside = webSocket();
                RawClient home = server.client(server.grant().token())) {
            listener.close();
            assertThat(outside.endsByServer()).isTrue();
            home.sendBinary("undisturbed");
            assertThat(home.readText()).contains("undisturbed");
            eventually(() -> server.server.sockets() == 1);
        }
    }

    @Test
    void aTakenPortIsSaid() throws Exception {
        start();
        assertThatThrownBy(() ->
                        server.server.listenPublicly(
                                new PublicPorts("sync.example.org", listener.httpsPort(), 0)))
                .isInstanceOfSatisfying(
                        ListenException.class,
                        e -> assertThat(e.reason()).isEqualTo(ListenException.Reason.PORT_TAKEN));
        assertThat(shown()).isEqualTo("CN=first");
    }

    /** Believes every certificate: the tests look at them themselves. */
    private static final class Credulous extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
