package xyz.groundmist.sync.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import xyz.groundmist.sync.wire.RemoteHeadsChanged.RemoteHeads;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What real clients put on the wire: bytes written by cbor-x with the options of automerge-repo's
 * {@code helpers/cbor.ts}, keys in the order in which the repo builds them.
 */
class ClientBytesTest {
    private static final String SERVER = "storage-server-1";
    private static final String CLIENT = "peer-ab";
    private static final String DOCUMENT = "4NMNnkMhL8jXrdJ9jamS58PAVdXu";
    private static final PeerMetadata STORED =
            new PeerMetadata("3760df37-a4c6-4f66-9ecd-732039a9385d", false);
    private static final List<String> VERSIONS = List.of("1");

    @Test
    void clientsJoin() throws Exception {
        assertThat(received("join")).isEqualTo(new Join(CLIENT, STORED, VERSIONS));
        assertThat(received("joinEphemeral"))
                .isEqualTo(new Join(CLIENT, new PeerMetadata(null, true), VERSIONS));
        assertThat(received("joinBare")).isEqualTo(new Join(CLIENT, PeerMetadata.NONE, VERSIONS));
    }

    @Test
    void aServerAnswersAndAClientLeaves() throws Exception {
        assertThat(received("peer")).isEqualTo(new Peer(SERVER, CLIENT, STORED, "1"));
        assertThat(received("error"))
                .isEqualTo(new ErrorMessage(SERVER, CLIENT, "unsupported protocol version"));
        assertThat(received("leave")).isEqualTo(new Leave(CLIENT));
    }

    @Test
    void aDocumentIsSyncedAskedForAndUnavailable() throws Exception {
        ByteBuffer first = ByteBuffer.wrap(new byte[] {0x42, 0, 0, 1, 0, 0, 0});
        assertThat(received("sync")).isEqualTo(new Sync(CLIENT, SERVER, DOCUMENT, first));
        assertThat(received("request")).isEqualTo(new Request(CLIENT, SERVER, DOCUMENT, first));
        byte[] sevens = new byte[300];
        Arrays.fill(sevens, (byte) 7);
        assertThat(received("syncLong"))
                .isEqualTo(new Sync(CLIENT, SERVER, DOCUMENT, ByteBuffer.wrap(sevens)));
        assertThat(received("unavailable"))
                .isEqualTo(new DocumentUnavailable(SERVER, CLIENT, DOCUMENT));
    }

    @Test
    void bytesMayComeAsATypedArray() throws Exception {
        assertThat(received("tagged"))
                .isEqualTo(
                        new Sync(CLIENT, SERVER, DOCUMENT, ByteBuffer.wrap(new byte[] {1, 2, 3})));
    }

    @Test
    void anAppSendsItsCursor() throws Exception {
        assertThat(received("ephemeral"))
                .isEqualTo(
                        new Ephemeral(
                                CLIENT,
                                SERVER,
                                DOCUMENT,
                                "k1y9x2",
                                70_000,
                                ByteBuffer.wrap(new byte[] {1, 2, 3})));
    }

    @Test
    void aListThatIsUndefinedIsEmpty() throws Exception {
        assertThat(received("subscribe"))
                .isEqualTo(
                        new RemoteSubscriptionChange(
                                CLIENT, SERVER, List.of("a-storage", "b-storage"), List.of()));
        assertThat(received("unsubscribe"))
                .isEqualTo(
                        new RemoteSubscriptionChange(
                                CLIENT, SERVER, List.of(), List.of("a-storage")));
    }

    @Test
    void headsComeAsHexFrom1xAndAsBase58From2xWithAFloatForTheTime() throws Exception {
        long seen = 1_764_000_000_123L;
        assertThat(received("heads1x"))
                .isEqualTo(
                        new RemoteHeadsChanged(
                                CLIENT,
                                SERVER,
                                DOCUMENT,
                                Map.of(
                                        "a-storage",
                                        new RemoteHeads(List.of("00".repeat(32)), seen))));
        assertThat(received("heads2x"))
                .isEqualTo(
                        new RemoteHeadsChanged(
                                CLIENT,
                                SERVER,
                                DOCUMENT,
                                Map.of(
                                        "a-storage",
                                        new RemoteHeads(
                                                List.of(
                                                        "2PjnfCkPMTbBp1HxpwZvh2jRMj1oH5mKJpd3b2Bj1Y1Fga9oRj"),
                                                seen))));
    }

    @Test
    void whatIsReceivedIsTheSameAfterItWasSentOn() throws Exception {
        for (String name : ClientMessages.names()) {
            Message message = received(name);
            ByteBuffer sent = MessageCodec.encode(message);
            assertThat(sent.remaining()).as(name).isEqualTo(sent.capacity());
            assertThat(MessageCodec.decode(sent)).as(name).isEqualTo(message);
        }
    }

    private static Message received(String name) throws Exception {
        return MessageCodec.decode(ByteBuffer.wrap(ClientMessages.bytes(name)));
    }
}
