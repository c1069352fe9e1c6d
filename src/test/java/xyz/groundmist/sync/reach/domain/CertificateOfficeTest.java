package xyz.groundmist.sync.reach.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.shredzone.acme4j.Identifier;
import org.shredzone.acme4j.util.CertificateUtils;

import xyz.groundmist.sync.reach.Inside;
import xyz.groundmist.sync.reach.OpenReach;
import xyz.groundmist.sync.reach.ReachException;
import xyz.groundmist.sync.reach.Visitor;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A certificate authority that doesn't speak as it should. */
@Timeout(120)
class CertificateOfficeTest {
    private static final String NAME = "sync.example.org";

    @TempDir Path folder;
    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer authority;
    private volatile Duration ahead = Duration.ZERO;

    @BeforeEach
    void start() throws Exception {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        authority = HttpServer.create(address, 0);
        authority.createContext(
                "/",
                exchange -> {
                    asked.incrementAndGet();
                    byte[] answer = "<html>Welcome to your router</html>".getBytes(UTF_8);
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    exchange.sendResponseHeaders(200, answer.length);
                    exchange.getResponseBody().write(answer);
                    exchange.close();
                });
        authority.start();
    }

    @AfterEach
    void end() {
        authority.stop(0);
    }

    private DomainReach reach() {
        return new DomainReach(
                new DomainSettings(NAME, 443, 0, null, true),
                folder.resolve("account.pem"),
                folder.resolve("certificate.pem"),
                _ -> new Doors(),
                new CertificateAuthority(
                        URI.create("http://127.0.0.1:" + authority.getAddress().getPort() + "/dir"),
                        null),
                () -> Instant.now().plus(ahead));
    }

    /** A certificate with another's key, as nobody is shown it. */
    private Instant keepCertificate() throws Exception {
        X509Certificate certificate =
                CertificateUtils.createTlsAlpn01Certificate(
                        KeyPairGenerator.getInstance("RSA").generateKeyPair(),
                        Identifier.dns(NAME),
                        new byte[32]);
        var kept = new StoredCertificate(PemFile.newKey().getPrivate(), List.of(certificate));
        PemFile.writeCertificate(folder.resolve("certificate.pem"), kept);
        return kept.expires();
    }

    @Test
    void anAnswerThatIsNoneIsAFailureLikeAnyOtherAndNotRepeatedAtOnce() {
        DomainReach reach = reach();

        var why = catchThrowableOfType(ReachException.class, () -> reach.open(new Nothing()));

        assertThat(why.fatal()).isFalse();
        assertThat(why).hasMessageContaining("gives an answer that is none");
        assertThat(why.nextStep()).contains("It is asked again at");
        int before = asked.get();
        assertThat(catchThrowableOfType(ReachException.class, () -> reach.open(new Nothing())))
                .hasMessage(why.getMessage());
        assertThat(asked.get()).isEqualTo(before);
    }

    @Test
    void theCertificateIsLookedAfterAllTheSame() throws Exception {
        Instant end = keepCertificate();
        ahead = Duration.between(Instant.now(), end.minusSeconds(5));

        try (OpenReach open = reach().open(new Nothing())) {
            ReachException over = open.lost().get(100, TimeUnit.SECONDS);

            assertThat(open.concern()).contains("could not be renewed. The certificate authority");
            assertThat(over).hasMessageContaining("expired on");
        }
    }

    private static final class Doors implements PublicListener.Doors {
        @Override
        public void use(PrivateKey key, List<X509Certificate> chain) {}

        @Override
        public void answer(String token, String authorization) {}

        @Override
        public void answer(PrivateKey key, X509Certificate proof) {}

        @Override
        public void forgetAnswers() {}

        @Override
        public void close() {}
    }

    private static final class Nothing implements Inside {
        @Override
        public SocketChannel connect(Visitor visitor) {
            throw new AssertionError("nobody comes");
        }

        @Override
        public int port() {
            return 0;
        }
    }
}
