package xyz.groundmist.sync.reach.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.home.OpenRooms;
import xyz.groundmist.sync.reach.OpenReach;
import xyz.groundmist.sync.reach.ReachException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/** Certificates from a real authority for the server's own public ports. */
class DomainReachIT {
    private static final String NAME = OpenRooms.NAME;
    private static final Duration LONG = Duration.ofDays(90);

    @TempDir Path folder;
    private final Deque<AutoCloseable> endings = new ArrayDeque<>();

    @AfterEach
    void end() throws Exception {
        while (!endings.isEmpty()) endings.pop().close();
    }

    private <T extends AutoCloseable> T until(T it) {
        endings.push(it);
        return it;
    }

    private Pebble pebble(Duration validity) throws Exception {
        return until(new Pebble(folder.resolve("pebble"), validity));
    }

    private OpenRooms server() throws Exception {
        return until(new OpenRooms(Files.createDirectories(folder.resolve("data"))));
    }

    private static DomainSettings settings(Pebble pebble, int httpPort) {
        return new DomainSettings(NAME, pebble.httpsPort, httpPort, "me@example.org", true);
    }

    private static String get(Socket socket, String host) throws IOException {
        socket.getOutputStream()
                .write(
                        ("GET /healthz HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void aCertificateByHandshakeThatClientsBelieve() throws Exception {
        Pebble pebble = pebble(LONG);
        OpenRooms server = server();
        var reach = pebble.reach(settings(pebble, 0), folder, server.publicListener());

        try (OpenReach open = reach.open(server)) {
            assertThat(open.publicUrl()).isEqualTo(URI.create("https://" + NAME));
            try (SSLSocket client = pebble.connect(NAME)) {
                assertThat(client.getSession().getProtocol()).isEqualTo("TLSv1.3");
                assertThat(get(client, NAME)).startsWith("HTTP/1.1 200 ");
            }
            try (SSLSocket client = pebble.connect(NAME)) {
                assertThat(get(client, "evil.example")).startsWith("HTTP/1.1 421 ");
            }
            for (String file : new String[] {"account.pem", "certificate.pem"}) {
                assertThat(
                                PosixFilePermissions.toString(
                                        Files.getPosixFilePermissions(folder.resolve(file))))
                        .isEqualTo("rw-------");
            }
        }
        // every second of its nonces was refused, so things were said twice
        assertThat(count(pebble.log(), "POST /")).isGreaterThan(7);
    }

    /** The handshake is tried first; when that port doesn't get through, the file. */
    @Test
    void aCertificateByAFileOnThePlainPort() throws Exception {
        Pebble pebble = pebble(LONG);
        OpenRooms server = server();
        var elsewhere = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        int other = elsewhere.getLocalPort();
        elsewhere.close();
        var clock = new SetClock();
        var reach =
                new DomainReach(
                        new DomainSettings(NAME, other, pebble.httpPort, null, true),
                        folder.resolve("account.pem"),
                        folder.resolve("certificate.pem"),
                        server.publicListener(),
                        pebble.authority(),
                        clock);

        var first = catchThrowableOfType(ReachException.class, () -> reach.open(server));
        assertThat(first.fatal()).isFalse();
        assertThat(first).hasMessageContaining(NAME).hasMessageContaining("443");
        int orders = count(pebble.log(), "POST /order-plz");
        var early = catchThrowableOfType(ReachException.class, () -> reach.open(server));
        assertThat(early).hasMessage(first.getMessage());
        assertThat(count(pebble.log(), "POST /order-plz")).isEqualTo(orders);

        clock.now = clock.now.plus(Duration.ofMinutes(2));
        try (OpenReach open = reach.open(server)) {
            assertThat(open.lost()).isNotDone();
            try (var lost = new Socket("127.0.0.1", pebble.httpPort)) {
                assertThat(get(lost, NAME))
                        .startsWith("HTTP/1.1 308 ")
                        .contains("https://" + NAME + "/\r\n");
            }
        }
        assertThat(pebble.log()).contains("Attempting to validate w/ HTTP");
    }

    private static int count(String text, String part) {
        return text.split(part, -1).length - 1;
    }

    @Test
    void aKeptCertificateIsUsedWithoutTheAuthority() throws Exception {
        Pebble pebble = pebble(LONG);
        OpenRooms server = server();
        X509Certificate first;
        try (OpenReach _ = pebble.reach(NAME, folder, server.publicListener()).open(server)) {
            first = pebble.shown(NAME);
        }
        pebble.stop();
        try (OpenReach _ = pebble.reach(NAME, folder, server.publicListener()).open(server)) {
            assertThat(pebble.shown(NAME)).isEqualTo(first);
        }
    }

    @Test
    void theOldOneServesWhileTheAuthorityIsAwayAndItsEndIsTold() throws Exception {
        Pebble pebble = pebble(Duration.ofSeconds(60));
        OpenRooms server = server();
        var reach = pebble.reach(NAME, folder, server.publicListener());
        try (OpenReach open = reach.open(server)) {
            X509Certificate first = pebble.shown(NAME);
            pebble.stop();
            Thread.sleep(
                    Duration.between(Instant.now(), first.getNotAfter().toInstant())
                            .minusSeconds(15));
            assertThat(pebble.shown(NAME)).isEqualTo(first);
            assertThat(open.lost()).isNotDone();
            assertThat(open.concern())
                    .contains("could not be renewed. ")
                    .contains("can't be reached. Check that this machine is online.");

            ReachException over = open.lost().get(60, TimeUnit.SECONDS);
            assertThat(over.fatal()).isFalse();
            assertThat(over)
                    .hasMessageContaining("expired on")
                    .hasMessageContaining("can't be reached");
        }
        var again = catchThrowableOfType(ReachException.class, () -> reach.open(server));
        assertThat(again).hasMessageContaining("expired on");
    }

    @Test
    void nothingIsAskedBeforeTheTermsAreAccepted() throws Exception {
        Pebble pebble = pebble(LONG);
        OpenRooms server = server();
        var unread = new DomainSettings(NAME, pebble.httpsPort, 0, null, false);

        var why =
                catchThrowableOfType(
                        ReachException.class,
                        () -> pebble.reach(unread, folder, server.publicListener()).open(server));

        assertThat(why.fatal()).isTrue();
        assertThat(why.link()).isNotNull();
        assertThat(pebble.log()).doesNotContain("GET /dir");
    }

    @Test
    void aTakenPortIsTold() throws Exception {
        Pebble pebble = pebble(LONG);
        OpenRooms server = server();
        try (var _ = new ServerSocket(pebble.httpsPort)) {
            var why =
                    catchThrowableOfType(
                            ReachException.class,
                            () -> pebble.reach(NAME, folder, server.publicListener()).open(server));
            assertThat(why.fatal()).isFalse();
            assertThat(why)
                    .hasMessageContaining(pebble.httpsPort + "")
                    .hasMessageContaining("taken");
        }
    }

    @Test
    void withoutACertificateNobodyGetsAnAnswer() throws Exception {
        Pebble pebble = pebble(LONG);
        OpenRooms server = server();
        try (var doors = server.publicListener().listen(settings(pebble, 0))) {
            assertThat(catchThrowableOfType(SSLException.class, () -> pebble.connect(NAME).close()))
                    .isNotNull();
        }
        assertThat(catchThrowableOfType(IOException.class, () -> pebble.connect(NAME).close()))
                .isNotNull();
    }

    private static final class SetClock implements InstantSource {
        private Instant now = Instant.now();

        @Override
        public Instant instant() {
            return now;
        }
    }
}
