package xyz.groundmist.sync.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static xyz.groundmist.sync.http.RunningServer.eventually;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Messages to and fro, and every way in which a socket ends. */
class SocketTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private RunningServer server;

    @BeforeEach
    void start() throws Exception {
        var limits = new RunningServer.Limits();
        limits.closePatience = Duration.ofMillis(700);
        server = RunningServer.start(folder, limits.build());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RawClient client() throws Exception {
        return server.client(server.grant().token());
    }

    private FakeSync.Peer peer() {
        return server.sync.peers.getLast();
    }

    @Test
    void aMessageComesBackThroughTheSpace() throws Exception {
        try (var client = client()) {
            client.sendBinary("hello");
            assertThat(client.readText()).isEqualTo("hello");
            client.send(RawClient.BINARY, new byte[0]);
            assertThat(client.readMessage()).isEmpty();
        }
    }

    @Test
    void anOrdinaryWebSocketClientIsServed() throws Exception {
        var answer = new CompletableFuture<byte[]>();
        var closed = new CompletableFuture<Integer>();
        try (var http = HttpClient.newHttpClient()) {
            WebSocket socket =
                    http.newWebSocketBuilder()
                            .buildAsync(
                                    URI.create(
                                            "ws://127.0.0.1:%d?token=%s"
                                                    .formatted(
                                                            server.port(), server.grant().token())),
                                    new Collecting(answer, closed))
                            .join();
            byte[] large = new byte[3_000_000];
            large[2_999_999] = 7;
            socket.sendBinary(ByteBuffer.wrap(large), true).join();
            assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(large);
            peer().socket.close(1008, "enough");
            assertThat(closed.get(20, TimeUnit.SECONDS)).isEqualTo(1008);
        }
    }

    private static final class Collecting implements WebSocket.Listener {
        private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
        private final CompletableFuture<byte[]> message;
        private final CompletableFuture<Integer> closed;

        Collecting(CompletableFuture<byte[]> message, CompletableFuture<Integer> closed) {
            this.message = message;
            this.closed = closed;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean last) {
            byte[] bytes = new byte[part.remaining()];
            part.get(bytes);
            parts.writeBytes(bytes);
            if (last) message.complete(parts.toByteArray());
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return CompletableFuture.completedStage(null);
        }
    }

    @Test
    void textIsIgnored() throws Exception {
        try (var client = client()) {
            client.send(RawClient.TEXT, "hello".getBytes(StandardCharsets.UTF_8));
            client.send(RawClient.TEXT, new byte[200_000]);
            client.sendBinary("after");
            assertThat(client.readText()).isEqualTo("after");
            assertThat(peer().received).hasValue(1);
        }
    }

    @Test
    void messagesArriveInOrderAndOneAtATime() throws Exception {
        try (var client = client()) {
            for (int i = 0; i < 300; i++) client.sendBinary("message " + i);
            for (int i = 0; i < 300; i++) {
                assertThat(client.readText()).isEqualTo("message " + i);
            }
        }
    }

    @Test
    void aSpaceThatFailsClosesTheSocketAndKeepsItsReasonsToItself() throws Exception {
        try (var client = client()) {
            client.sendBinary("F");
            var close = client.readClose();
            assertThat(close.closeCode()).isEqualTo(1011);
            assertThat(close.closeReason()).doesNotContain("planted").isNotBlank();
        }
        assertClosedOnce();
    }

    @Test
    void aSpaceThatCanNotConnectClosesTheSocket() throws Exception {
        server.sync.refusal = new IllegalStateException("planted, not for the peer");
        try (var client = new RawClient(server.port())) {
            client.upgrade(server.grant().token());
            var close = client.readClose();
            assertThat(close.closeCode()).isEqualTo(1011);
            assertThat(close.closeReason()).doesNotContain("planted").isNotBlank();
        }
        eventually(() -> server.server.sockets() == 0);
    }

    @Test
    void aSocketThatEndsWhileItIsConnectedIsToldSoOnce() throws Exception {
        server.sync.atConnect =
                socket -> {
                    socket.close(1000, "at once");
                    try {
                        Thread.sleep(1_500);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                };
        try (var client = server.client(server.grant().token())) {
            assertThat(client.endsByServer()).isTrue();
        }
        assertClosedOnce();
    }

    private void assertClosedOnce() throws Exception {
        eventually(() -> server.server.sockets() == 0);
        assertThat(peer().closed).hasValue(1);
    }

    @Test
    void theClientsCloseIsAnsweredAndTold() throws Exception {
        try (var client = client()) {
            client.send(RawClient.CLOSE, new byte[] {3, (byte) 0xe8});
            assertThat(client.readClose().closeCode()).isEqualTo(1000);
            assertThat(client.endsByServer()).isTrue();
        }
        assertClosedOnce();
    }

    @Test
    void aClientThatJustGoesIsTold() throws Exception {
        try (var client = client()) {
            client.socket().setSoLinger(true, 0);
        }
        assertClosedOnce();
    }

    @Test
    void aFrameThatIsNoneClosesTheSocket() throws Exception {
        try (var client = client()) {
            client.send(0x3, new byte[1]);
            assertThat(client.readClose().closeCode()).isEqualTo(1002);
        }
        assertClosedOnce();
    }

    @Test
    void theSpaceClosesWithItsCodeAndAReasonThatFits() throws Exception {
        try (var client = client()) {
            peer().socket.close(4000, "ä".repeat(200));
            peer().socket.close(4001, "too late");
            var close = client.readClose();
            assertThat(close.closeCode()).isEqualTo(4000);
            assertThat(close.closeReason()).isEqualTo("ä".repeat(61));
            client.send(RawClient.CLOSE, close.payload());
            assertThat(client.endsByServer()).isTrue();
        }
        assertClosedOnce();
    }

    @Test
    void reasonsAreCutBetweenCharacters() {
        assertThat(ClientSocket.shorten("short")).isEqualTo("short");
        assertThat(ClientSocket.shorten("x".repeat(123))).hasSize(123);
        assertThat(ClientSocket.shorten("x".repeat(124))).hasSize(123);
        assertThat(ClientSocket.shorten("x".repeat(122) + "€")).isEqualTo("x".repeat(122));
        assertThat(ClientSocket.shorten("x".repeat(120) + "😀")).isEqualTo("x".repeat(120));
    }

    @Test
    void aClientThatDoesNotAnswerTheCloseIsCutOff() throws Exception {
        try (var client = client()) {
            peer().socket.close(1000, "bye");
            assertThat(client.readClose().closeCode()).isEqualTo(1000);
            assertThat(client.endsByServer()).isTrue();
        }
        assertClosedOnce();
    }

    @Test
    void aClientThatReadsNothingIsCutOffAndItsMessageToldToHaveFailed() throws Exception {
        try (var client = client()) {
            var peer = peer();
            peer.send(ByteBuffer.allocate(64 << 20));
            peer.socket.close(1000, "bye");
            assertClosedOnce();
            eventually(() -> peer.failed.get() + peer.sent.get() == 1);
            assertThat(peer.failed).hasValue(1);
            assertThat(client.socket().isClosed()).isFalse();
        }
    }

    @Test
    void everySendIsAnsweredExactlyOnceWhateverHappensToTheSocket() throws Exception {
        for (int round = 0; round < 5; round++) {
            var client = client();
            var peer = peer();
            Thread.ofVirtual()
                    .start(() -> {
                        for (int i = 0; i < 500; i++) peer.send(ByteBuffer.allocate(9_000));
                    });
            eventually(() -> peer.sent.get() > 0);
            client.close();
            eventually(() -> peer.sent.get() + peer.failed.get() == 500);
            peer.send(ByteBuffer.allocate(1));
            eventually(() -> peer.sent.get() + peer.failed.get() == 501);
        }
        eventually(() -> server.server.sockets() == 0);
        Thread.sleep(100);
        for (var peer : server.sync.peers) {
            assertThat(peer.sent.get() + peer.failed.get()).isEqualTo(501);
            assertThat(peer.closed).hasValue(1);
        }
    }

    @Test
    void theSentBufferStaysAsItWas() throws Exception {
        try (var client = client()) {
            var shared = ByteBuffer.wrap("shared".getBytes(StandardCharsets.UTF_8));
            peer().send(shared);
            peer().send(shared);
            assertThat(client.readText()).isEqualTo("shared");
            assertThat(client.readText()).isEqualTo("shared");
            assertThat(shared.remaining()).isEqualTo(6);
        }
    }

    @Test
    void aRevokedGrantsSocketsAreClosedAndNoOthers() throws Exception {
        var grant = server.grant();
        try (var one = server.client(grant.token());
                var two = server.client(grant.token());
                var other = client()) {
            server.grants.revoke(grant.grant().id());
            for (var client : List.of(one, two)) {
                var close = client.readClose();
                assertThat(close.closeCode()).isEqualTo(1008);
                assertThat(close.closeReason()).contains("permission");
                assertThat(client.endsByServer()).isTrue();
            }
            other.sendBinary("still here");
            assertThat(other.readText()).isEqualTo("still here");
        }
    }

    @Test
    void aRevokedGrantsSocketIsCutOffThoughItReadsNothing() throws Exception {
        var grant = server.grant();
        try (var client = server.client(grant.token())) {
            var peer = peer();
            peer.send(ByteBuffer.allocate(64 << 20));
            server.grants.revoke(grant.grant().id());
            assertClosedOnce();
            assertThat(client.socket().isClosed()).isFalse();
            assertThat(peer.failed).hasValue(1);
        }
    }

    @Test
    void nothingOfARevokedClientReachesTheSpaceAnyMore() throws Exception {
        var grant = server.grant();
        try (var client = server.client(grant.token())) {
            server.grants.revoke(grant.grant().id());
            try {
                for (int i = 0; i < 200; i++) client.sendBinary("late");
            } catch (java.io.IOException e) {
                // cut off by then
            }
            eventually(() -> server.server.sockets() == 0);
            assertThat(peer().received).hasValue(0);
        }
    }

    @Test
    void aGrantThatExpiresClosesItsSockets() throws Exception {
        var grant =
                server.grants.add(RunningServer.SPACE, null, null, false, Duration.ofSeconds(5));
        try (var client = server.client(grant.token())) {
            assertThat(client.readClose().closeCode()).isEqualTo(1008);
        }
        assertClosedOnce();
    }

    @Test
    void blockedSocketsKeepNobodyElseWaiting() throws Exception {
        var grant = server.grant();
        var other = server.grant();
        var blocked = new ArrayList<RawClient>();
        for (int i = 0; i < 250; i++) {
            var client = server.client(i < 200 ? grant.token() : other.token());
            client.sendBinary("B");
            blocked.add(client);
        }
        eventually(() -> server.sync.blocked.get() == 250);
        try (var client = client()) {
            client.sendBinary("served");
            assertThat(client.readText()).isEqualTo("served");
        }
        server.sync.unblocked.countDown();
        for (var client : blocked) {
            assertThat(client.readText()).isEqualTo("B");
            client.close();
        }
    }

    @Test
    void aBlockedSocketsEndIsTold() throws Exception {
        var grant = server.grant();
        try (var client = server.client(grant.token())) {
            client.sendBinary("B");
            eventually(() -> server.sync.blocked.get() == 1);
            server.grants.revoke(grant.grant().id());
            eventually(() -> peer().closed.get() == 1);
            assertThat(client.endsByServer()).isTrue();
            assertThat(server.server.sockets()).as("its message is still at work").isEqualTo(1);
            server.sync.unblocked.countDown();
        }
        assertClosedOnce();
    }

    @Test
    void whenTheServerStopsEveryoneIsTold() throws Exception {
        try (var one = client();
                var two = client()) {
            server.server.close();
            assertThat(server.sync.peers).allSatisfy(peer -> assertThat(peer.closed).hasValue(1));
            for (var client : List.of(one, two)) {
                assertThat(client.readClose().closeCode()).isEqualTo(1001);
                assertThat(client.endsByServer()).isTrue();
            }
            assertThatThrownBy(() -> new RawClient(server.port())).isInstanceOf(Exception.class);
        }
    }

    @Test
    void aPortThatIsTakenIsSaidSo() throws Exception {
        try (var other = new ServerSocket()) {
            other.bind(new InetSocketAddress("127.0.0.1", 0));
            var settings =
                    new HttpSettings(
                            "127.0.0.1",
                            other.getLocalPort(),
                            Set.of(),
                            TrustedProxies.NONE,
                            folder.resolve("other"),
                            HttpLimits.DEFAULT);
            var late = server.another(settings);
            assertThatThrownBy(late::start)
                    .isInstanceOfSatisfying(
                            ListenException.class,
                            e ->
                                    assertThat(e.reason())
                                            .isEqualTo(ListenException.Reason.PORT_TAKEN))
                    .hasMessage(
                            "Port %d is taken by another program. Stop it, or choose another port"
                                    + " with --port.",
                            other.getLocalPort());
        }
    }

    @Test
    void aPortHeldByOneWhoDoesNotListenIsTakenToo(@TempDir Path folder) throws Exception {
        try (var holder = SocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
            int port = ((InetSocketAddress) holder.getLocalAddress()).getPort();
            var settings =
                    new HttpSettings(
                            "127.0.0.1",
                            port,
                            Set.of(),
                            TrustedProxies.NONE,
                            folder.resolve("other"),
                            HttpLimits.DEFAULT);
            var late = server.another(settings);
            assertThatThrownBy(late::start)
                    .isInstanceOf(ListenException.class)
                    .hasMessageContaining("is taken by another program");
        }
    }
}
