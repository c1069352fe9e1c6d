package xyz.groundmist.sync.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Who gets a WebSocket, and what those are told who don't. */
class AdmissionTest {
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

    private void assertRefused(String target, String error, String... headers) throws IOException {
        String answer = RawClient.answer(server.port(), RawClient.handshake(target, headers));
        assertThat(answer)
                .startsWith("HTTP/1.1 403 ")
                .containsIgnoringCase("content-type: application/json")
                .contains("\"error\":\"" + error + "\"")
                .contains("\"message\":\"")
                .doesNotContainIgnoringCase("www-authenticate")
                .doesNotContainIgnoringCase("access-control-allow-origin")
                .doesNotContain("invalid_token");
    }

    private String upgrade(String token, String... headers) throws IOException {
        try (var client = new RawClient(server.port())) {
            return client.upgrade(token, headers);
        }
    }

    @Test
    void withoutAGoodTokenThereIsNoSocket() throws Exception {
        assertRefused("/", "no_token");
        assertRefused("/?", "no_token");
        assertRefused("/?token=", "no_token");
        assertRefused("/?token=%zz", "no_token");
        assertRefused("/?Token=x", "no_token");
        assertRefused("/?token=x", "unknown");
        assertRefused("/?token=" + "x".repeat(4_000), "unknown");
        String token = server.grant().token();
        assertRefused("/", "no_token", "Authorization: Bearer " + token);
        assertRefused("/?token=x&token=" + token, "unknown");
        assertThat(server.sync.peers).isEmpty();
    }

    @Test
    void aRevokedTokenAndAnExpiredOneAreRefused() throws Exception {
        var revoked = server.grant();
        server.grants.revoke(revoked.grant().id());
        assertRefused("/?token=" + revoked.token(), "revoked");
        var expired =
                server.grants.add(RunningServer.SPACE, null, null, false, Duration.ofMillis(1));
        Thread.sleep(5);
        assertRefused("/?token=" + expired.token(), "expired");
    }

    @Test
    void aGoodTokenGetsASocketOfItsGrant() throws Exception {
        var grant = server.grant();
        assertThat(upgrade(grant.token()))
                .startsWith("HTTP/1.1 101 ")
                .doesNotContainIgnoringCase("server:");
        RunningServer.eventually(() -> server.sync.peers.size() == 1);
        assertThat(server.sync.peers.getFirst().grant.id()).isEqualTo(grant.grant().id());
    }

    @Test
    void theTokenOfAnAppIsGoodAtTheAppsOriginOnly() throws Exception {
        String token = server.grantOf("https://app.example").token();
        assertRefused("/?token=" + token, "wrong_origin");
        assertRefused("/?token=" + token, "wrong_origin", "Origin: null");
        assertRefused("/?token=" + token, "wrong_origin", "Origin: https://evil.example");
        assertRefused("/?token=" + token, "wrong_origin", "Origin: http://app.example");
        assertRefused(
                "/?token=" + token,
                "wrong_origin",
                "Origin: https://app.example",
                "Origin: https://evil.example");
        assertThat(server.sync.peers).isEmpty();
        assertThat(upgrade(token, "Origin: https://App.example:443")).startsWith("HTTP/1.1 101 ");
    }

    @Test
    void compressionIsNotAgreedTo() throws Exception {
        assertThat(
                        upgrade(
                                server.grant().token(),
                                "Sec-WebSocket-Extensions: permessage-deflate;"
                                        + " client_max_window_bits"))
                .startsWith("HTTP/1.1 101 ")
                .doesNotContainIgnoringCase("sec-websocket-extensions");
    }

    @Test
    void whatIsNoHandshakeHoldsNoPlace() throws Exception {
        String good = RawClient.handshake("/?token=" + server.grant().token());
        for (String bad :
                new String[] {
                    good.replace("Version: 13", "Version: 8"),
                    good.replace("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", ""),
                    good.replace("Connection: Upgrade\r\n", ""),
                }) {
            assertThat(RawClient.answer(server.port(), bad))
                    .containsPattern("^HTTP/1.1 4[0-9]{2} ");
        }
        RunningServer.eventually(() -> server.server.sockets() == 0);
        assertThat(server.sync.peers).isEmpty();
    }
}
