package xyz.groundmist.sync.http;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.http.RunningServer.eventually;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;

/** Those who want more of the machine than is theirs. */
class LimitsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final RunningServer.Limits limits = new RunningServer.Limits();

    @SuppressWarnings("NullAway.Init")
    private RunningServer server;

    private void start() throws Exception {
        server = RunningServer.start(folder, limits.build());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String refusedUpgrade(String token) throws IOException {
        return RawClient.answer(server.port(), RawClient.handshake("/?token=" + token));
    }

    @Test
    void oneGrantHasSoManySocketsAndGetsAPlaceBack() throws Exception {
        limits.socketsPerGrant = 2;
        start();
        var token = server.grant().token();
        try (var one = server.client(token)) {
            try (var two = server.client(token)) {
                assertThat(refusedUpgrade(token))
                        .startsWith("HTTP/1.1 503 ")
                        .contains("too_many_sockets")
                        .containsIgnoringCase("retry-after: ");
                try (var other = server.client(server.grant().token())) {
                    other.sendBinary("another grant has its own");
                    assertThat(other.readText()).isNotEmpty();
                }
                assertThat(two.socket().isConnected()).isTrue();
            }
            eventually(() -> server.server.sockets() == 1);
            server.client(token).close();
            assertThat(one.socket().isConnected()).isTrue();
        }
    }

    @Test
    void allGrantsTogetherHaveSoManySockets() throws Exception {
        limits.sockets = 2;
        start();
        try (var one = server.client(server.grant().token());
                var two = server.client(server.grant().token())) {
            assertThat(refusedUpgrade(server.grant().token())).startsWith("HTTP/1.1 503 ");
            one.sendBinary("undisturbed");
            assertThat(one.readText()).isEqualTo("undisturbed");
            assertThat(two.socket().isConnected()).isTrue();
        }
    }

    @Test
    void whoDripsARequestIsCutOff() throws Exception {
        limits.requestDeadline = Duration.ofMillis(700);
        start();
        try (var silent = new RawClient(server.port());
                var dripping = new RawClient(server.port())) {
            var dripper =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    dripping.write("GET / HTTP/1.1\r\n");
                                    for (int i = 0; i < 400; i++) {
                                        dripping.write("X-" + i + ": x\r\n");
                                        Thread.sleep(50);
                                    }
                                } catch (IOException | InterruptedException e) {
                                    // cut off
                                }
                            });
            assertThat(dripping.endsByServer()).isTrue();
            assertThat(silent.endsByServer()).isTrue();
            dripper.interrupt();
            dripper.join();
        }
    }

    @Test
    void whoAsksAndAsksOnOneConnectionGetsOneAnswer() throws Exception {
        start();
        String get = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
        assertThat(RawClient.answer(server.port(), get + get).split("HTTP/1.1 200", -1)).hasSize(2);
    }

    @Test
    void anOpenSocketOutlivesTheRequestsDeadline() throws Exception {
        limits.requestDeadline = Duration.ofSeconds(2);
        start();
        try (var client = server.client(server.grant().token())) {
            Thread.sleep(3_000);
            client.sendBinary("still here");
            assertThat(client.readText()).isEqualTo("still here");
        }
    }

    @Test
    void aFloodOfNewcomersKeepsNobodyOutWhoHasAToken() throws Exception {
        limits.newcomers = 10;
        start();
        var flood = new ArrayList<RawClient>();
        for (int i = 0; i < 100; i++) flood.add(new RawClient(server.port()));
        try (var client = server.client(server.grant().token())) {
            client.sendBinary("here");
            assertThat(client.readText()).isEqualTo("here");
            assertThat(flood.getFirst().endsByServer()).isTrue();
            client.sendBinary("still here");
            assertThat(client.readText()).isEqualTo("still here");
        }
        for (var newcomer : flood) newcomer.close();
    }

    @Test
    void whoAnswersPingsStays() throws Exception {
        limits.pingInterval = Duration.ofSeconds(1);
        start();
        try (var client = server.client(server.grant().token())) {
            for (int i = 0; i < 4; i++) {
                var frame = client.read();
                assertThat(frame.opcode()).isEqualTo(RawClient.PING);
                client.send(RawClient.PONG, frame.payload());
            }
            client.sendBinary("still here");
            assertThat(client.readText()).isEqualTo("still here");
        }
    }

    @Test
    void whoSendsDataNeedNotAnswerAndGetsOnePingOnly() throws Exception {
        limits.pingInterval = Duration.ofSeconds(1);
        start();
        try (var client = server.client(server.grant().token())) {
            int pings = 0;
            for (int i = 0; i < 35; i++) {
                client.sendBinary("message");
                RawClient.Frame frame = client.read();
                while (frame.opcode() == RawClient.PING) {
                    pings++;
                    frame = client.read();
                }
                Thread.sleep(100);
            }
            assertThat(pings).isEqualTo(1);
        }
    }

    @Test
    void whoGivesNoSignOfLifeIsClosed() throws Exception {
        limits.pingInterval = Duration.ofMillis(200);
        start();
        try (var client = server.client(server.grant().token())) {
            assertThat(client.readClose().closeCode()).isEqualTo(1008);
            assertThat(client.endsByServer()).isTrue();
        }
        eventually(() -> server.server.sockets() == 0);
        assertThat(server.sync.peers.getFirst().closed).hasValue(1);
    }

    @Test
    void whoStopsInTheMiddleOfAMessageIsClosedThoughItAnswersPings() throws Exception {
        limits.pingInterval = Duration.ofMillis(200);
        start();
        try (var client = server.client(server.grant().token())) {
            client.send(RawClient.BINARY, false, 5, new byte[5]);
            RawClient.Frame frame = client.read();
            while (frame.opcode() == RawClient.PING) {
                client.send(RawClient.PONG, frame.payload());
                frame = client.read();
            }
            assertThat(frame.opcode()).isEqualTo(RawClient.CLOSE);
        }
    }

    @Test
    void whoIsHeldBackByTheSpaceIsNotTakenForDead() throws Exception {
        limits.pingInterval = Duration.ofMillis(200);
        start();
        try (var client = server.client(server.grant().token())) {
            client.sendBinary("B");
            eventually(() -> server.sync.blocked.get() == 1);
            Thread.sleep(1_500);
            server.sync.unblocked.countDown();
            assertThat(client.readText()).isEqualTo("B");
        }
    }
}
