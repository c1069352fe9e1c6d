package xyz.groundmist.sync.space;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.space.Patience.talk;
import static xyz.groundmist.sync.space.Patience.talkForAMoment;
import static xyz.groundmist.sync.space.Stage.ALICE;
import static xyz.groundmist.sync.space.Stage.BOB;
import static xyz.groundmist.sync.space.Stage.READER;
import static xyz.groundmist.sync.space.Stage.document;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.engine.ChangeHash;
import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.wire.RemoteHeadsChanged;
import xyz.groundmist.sync.wire.RemoteSubscriptionChange;
import xyz.groundmist.sync.wire.Sync;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/** An app wants to know whether another device has caught up. */
class RemoteHeadsTest {
    private static final DocumentId ESSAY = document(1);

    /** Automerge 3 ends its messages like this; what it announces tells how it writes heads. */
    private static final byte[] FLAGS_OF_AUTOMERGE_3 = {2, 2, (byte) 0x84};

    @TempDir Path folder;
    private Stage stage;
    private OracleClient alice;

    @BeforeEach
    void open() throws Exception {
        stage = new Stage(folder);
        alice = stage.client("alice", ALICE, "storage of alice");
        alice.edit(ESSAY, "title", "Clouds");
        talk("it is stored", List.of(alice), () -> stage.storedChanges() == 1);
        talkForAMoment(alice);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void whoWatchesAStorageHearsOfItsHeads() throws Exception {
        OracleClient bob = stage.client("bob", BOB);
        bob.find(ESSAY);
        talk("bob has it", List.of(bob), () -> bob.has(ESSAY, "title"));
        assertThat(bob.heard(RemoteHeadsChanged.class)).isEmpty();
        watch(bob, "storage of alice");
        talk("bob hears", List.of(bob), () -> heads(bob).equals(alice.heads(ESSAY)));
        alice.edit(ESSAY, "more", "rain");
        talk("bob hears", List.of(alice, bob), () -> heads(bob).equals(alice.heads(ESSAY)));
        assertThat(bob.heard(RemoteHeadsChanged.class))
                .allSatisfy(news ->
                        assertThat(news.newHeads().keySet()).containsExactly("storage of alice"));
    }

    @Test
    void whoOpensADocumentLaterHearsWhatIsKnown() throws Exception {
        OracleClient bob = stage.client("bob", BOB);
        watch(bob, "storage of alice");
        bob.find(ESSAY);
        talk("bob hears", List.of(bob), () -> heads(bob).equals(alice.heads(ESSAY)));
    }

    @Test
    void whoStoppedWatchingHearsNothing() throws Exception {
        OracleClient bob = stage.client("bob", BOB);
        watch(bob, "storage of alice");
        bob.send(
                new RemoteSubscriptionChange(
                        "bob", "server", List.of(), List.of("storage of alice")));
        bob.find(ESSAY);
        talk("bob has it", List.of(bob), () -> bob.has(ESSAY, "title"));
        talkForAMoment(bob);
        assertThat(bob.heard(RemoteHeadsChanged.class)).isEmpty();
    }

    @Test
    void automerge3ReadsHeadsAsBase58() throws Exception {
        OracleClient bob = stage.client("bob", BOB);
        ByteBuffer data = ByteBuffer.allocate(8).put(new byte[] {0x42, 0, 0, 0, 0});
        data.put(FLAGS_OF_AUTOMERGE_3).flip();
        bob.send(new Sync("bob", "server", ESSAY.toString(), data));
        watch(bob, "storage of alice");
        talk("bob hears", List.of(bob), () -> !heads(bob).isEmpty());
        String hex = alice.heads(ESSAY).getFirst();
        ChangeHash head = ChangeHash.of(HexFormat.of().parseHex(hex));
        assertThat(heads(bob)).containsExactly(head.toBase58Check()).doesNotContain(hex);
    }

    @Test
    void whatAReaderWroteForItselfIsNotToldAround() throws Exception {
        OracleClient reader = stage.client("reader", READER, "storage of the reader");
        watch(alice, "storage of the reader");
        reader.find(ESSAY);
        talk("alice hears", List.of(alice, reader), () -> !heads(alice).isEmpty());
        assertThat(heads(alice)).isEqualTo(alice.heads(ESSAY));
        reader.edit(ESSAY, "unwanted", "1");
        talkForAMoment(alice, reader);
        assertThat(heads(alice)).isEqualTo(alice.heads(ESSAY));
    }

    private static void watch(OracleClient client, String storage) {
        client.send(
                new RemoteSubscriptionChange(
                        client.peerId(), "server", List.of(storage), List.of()));
    }

    /** The heads last heard of. */
    private static List<String> heads(OracleClient client) {
        List<RemoteHeadsChanged> heard = client.heard(RemoteHeadsChanged.class);
        if (heard.isEmpty()) return List.of();
        return heard.getLast().newHeads().values().iterator().next().heads();
    }
}
