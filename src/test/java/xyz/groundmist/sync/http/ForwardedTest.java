package xyz.groundmist.sync.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import xyz.groundmist.sync.access.LedgerEntry;
import xyz.groundmist.sync.store.StoreException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Whose word about where a request comes from is believed. */
class ForwardedTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private RunningServer server;

    @BeforeEach
    void start() throws Exception {
        server = RunningServer.start(folder);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Connects with a token, and says which network the ledger noted. */
    private @Nullable String noted(@Nullable SocketChannel passage, String... headers)
            throws Exception {
        String token = server.grant().token();
        String handshake = RawClient.handshake("/?token=" + token, headers);
        try (SocketChannel channel = passage == null ? direct() : passage) {
            channel.write(ByteBuffer.wrap(handshake.getBytes(StandardCharsets.US_ASCII)));
            var answer = ByteBuffer.allocate(4096);
            while (!new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII)
                    .contains("\r\n\r\n")) {
                if (channel.read(answer) < 0) throw new AssertionError("no answer");
            }
            assertThat(new String(answer.array(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 101 ");
            RunningServer.eventually(() -> connected() != null);
            return Objects.requireNonNull(connected()).network();
        }
    }

    private @Nullable LedgerEntry connected() {
        try {
            return server.access.ledger().newest(null, 100).stream()
                    .filter(entry -> entry.event() == LedgerEntry.Event.CONNECTED)
                    .findFirst()
                    .orElse(null);
        } catch (StoreException e) {
            throw new AssertionError(e);
        }
    }

    private void trust(String... proxies) {
        server.server.trust(Objects.requireNonNull(TrustedProxies.parse(List.of(proxies))));
    }

    private SocketChannel direct() throws IOException {
        return SocketChannel.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    }

    @Test
    void nobodyIsBelievedByItself() throws Exception {
        assertThat(
                        noted(
                                null,
                                "X-Forwarded-For: 203.0.113.7",
                                "Forwarded: for=203.0.113.7",
                                "X-Real-IP: 203.0.113.7"))
                .isNull();
    }

    @Test
    void ofAConfiguredProxyTheLastEntryCounts() throws Exception {
        trust("10.0.0.0/8", "127.0.0.1");

        assertThat(noted(null, "X-Forwarded-For: 198.51.100.1, 203.0.113.7"))
                .isEqualTo("203.0.113.0/24");
    }

    @Test
    void ofSeveralHeadersTheLastOneCounts() throws Exception {
        trust("127.0.0.1");

        assertThat(noted(null, "X-Forwarded-For: 198.51.100.1", "X-Forwarded-For: 203.0.113.7"))
                .isEqualTo("203.0.113.0/24");
    }

    /** nginx and Caddy pass a client's own RFC 7239 header on as it is. */
    @Test
    void ofAConfiguredProxyNothingElseIsBelieved() throws Exception {
        trust("127.0.0.1");

        assertThat(
                        noted(
                                null,
                                "Forwarded: for=198.51.100.1;host=evil.example;proto=https",
                                "X-Forwarded-Host: evil.example",
                                "X-Forwarded-For: 203.0.113.7"))
                .isEqualTo("203.0.113.0/24");
        assertThat(
                        RawClient.answer(
                                server.port(),
                                "GET / HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host:"
                                        + " localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 421 ");
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7:4711,203.0.113.0/24",
        "[2001:db8:7::1]:443,2001:db8:7::/48",
        "2001:db8:7::1,2001:db8:7::/48",
        "unknown,",
        "_hidden,",
        "203.0.113.7.evil.example,",
        "'',"
    })
    void readsWhatProxiesWrite(String entry, @Nullable String network) throws Exception {
        trust("127.0.0.1");

        assertThat(noted(null, "X-Forwarded-For: 198.51.100.1, " + entry)).isEqualTo(network);
    }

    @Test
    void aTunnelSaysWhoComesThroughIt() throws Exception {
        InetAddress client = InetAddress.getByName("203.0.113.9");

        assertThat(
                        noted(
                                server.server.passages().connect(client, false),
                                "X-Forwarded-For: 198.51.100.1"))
                .isEqualTo("203.0.113.0/24");
        assertThat(server.server.passages().requests()).isEqualTo(1);
    }

    @Test
    void aTunnelWhoseEndWritesTheHeaderIsBelieved() throws Exception {
        InetAddress client = InetAddress.getByName("203.0.113.9");

        assertThat(
                        noted(
                                server.server.passages().connect(client, true),
                                "X-Forwarded-For: 198.51.100.1, 192.0.2.4"))
                .isEqualTo("192.0.2.0/24");
    }

    @Test
    void aTunnelThatSaysNothingIsNobody() throws Exception {
        trust("127.0.0.1");

        assertThat(
                        noted(
                                server.server.passages().connect(null, false),
                                "X-Forwarded-For: 198.51.100.1"))
                .isNull();
    }

    @Test
    void aPassageIsForgottenWithItsConnection() throws Exception {
        for (int i = 0; i < 20; i++) server.server.passages().connect(null, false).close();

        assertThat(server.server.passages().remembered()).isLessThan(2);
    }

    /** Somebody else on this machine may have its port a moment later. */
    @Test
    void aPassageThatIsClosedVouchesForNobody() throws Exception {
        SocketChannel passage =
                server.server.passages().connect(InetAddress.getByName("203.0.113.9"), false);
        SocketAddress end = passage.getLocalAddress();
        assertThat(server.server.passages().of(end)).isNotNull();

        passage.close();

        assertThat(server.server.passages().of(end)).isNull();
    }

    @Test
    void anotherPublicNameTakesThePlaceOfTheOneBefore() throws Exception {
        server.server.answerTo(Set.of("another.example.org"));

        assertThat(get("another.example.org")).startsWith("HTTP/1.1 200 ");
        assertThat(get("sync.example.org")).startsWith("HTTP/1.1 421 ");
        assertThat(get("localhost")).startsWith("HTTP/1.1 200 ");
    }

    private String get(String host) throws IOException {
        return RawClient.answer(server.port(), "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "", "::/129"})
    void aProxyThatIsNoAddressIsRefused(String text) {
        assertThat(TrustedProxies.parse(List.of(text))).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,10.255.0.1,true",
        "10.0.0.0/8,11.0.0.1,false",
        "192.168.4.0/22,192.168.7.9,true",
        "192.168.4.0/22,192.168.8.9,false",
        "0.0.0.0/0,203.0.113.1,true",
        "0.0.0.0/0,2001:db8::1,false",
        "2001:db8::/32,2001:db8:1::1,true",
        "127.0.0.1,127.0.0.2,false"
    })
    void networksAreComparedBitByBit(String proxy, String peer, boolean contained)
            throws Exception {
        TrustedProxies proxies = Objects.requireNonNull(TrustedProxies.parse(List.of(proxy)));

        assertThat(proxies.contains(new InetSocketAddress(InetAddress.getByName(peer), 1)))
                .isEqualTo(contained);
    }
}
