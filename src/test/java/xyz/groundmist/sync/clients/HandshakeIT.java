package xyz.groundmist.sync.clients;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.clients.ServerUnderTest.Ability.ACCESS_CONTROL;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;
import java.util.Map;

/** The first messages on a bare WebSocket, as automerge-repo's protocol "1" has them. */
final class HandshakeIT {
    @RegisterExtension static final Cast CAST = new Cast();

    @Test
    void aJoinIsAnsweredWithTheServersPeer() throws Exception {
        BareSocket socket = CAST.bareSocket(CAST.server().url(Cast.SPACE)).awaitOpen();

        socket.send(join("bare-1", "1"));

        var peer = socket.awaitMessages(1).getFirst();
        assertThat(peer.get("type").asString()).isEqualTo("peer");
        assertThat(peer.get("targetId").asString()).isEqualTo("bare-1");
        assertThat(peer.get("selectedProtocolVersion").asString()).isEqualTo("1");
        assertThat(peer.get("peerMetadata").isObject()).isTrue();
        assertThat(peer.get("senderId").asString())
                .as("apps share their documents only with peers of such names")
                .contains("storage-server", "service-worker");
    }

    @Test
    void aJoinInAnUnknownProtocolIsToldSoAndClosed() throws Exception {
        BareSocket socket = CAST.bareSocket(CAST.server().url(Cast.SPACE)).awaitOpen();

        socket.send(join("bare-2", "2"));

        var error = socket.awaitMessages(1).getFirst();
        assertThat(error.get("type").asString()).isEqualTo("error");
        assertThat(error.get("message").asString()).isNotBlank();
        socket.awaitClosed();
    }

    @Test
    void aSocketWithoutAGrantNeverOpens() throws Exception {
        CAST.needs(ACCESS_CONTROL);
        String url = CAST.server().url(Cast.SPACE);
        for (String wrong : List.of(url.replaceFirst("\\?.*", ""), url + "x")) {
            BareSocket socket = CAST.bareSocket(wrong);
            assertThat(socket.awaitClosed().get("reason").asString()).containsPattern("40[13]");
            assertThat(socket.messages()).isEmpty();
        }
    }

    private static Map<String, ?> join(String peerId, String version) {
        return Map.of(
                "type",
                "join",
                "senderId",
                peerId,
                "peerMetadata",
                Map.of("isEphemeral", true),
                "supportedProtocolVersions",
                List.of(version));
    }
}
