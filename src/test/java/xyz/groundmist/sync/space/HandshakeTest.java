package xyz.groundmist.sync.space;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.space.Patience.talk;
import static xyz.groundmist.sync.space.Patience.until;
import static xyz.groundmist.sync.space.Stage.ALICE;
import static xyz.groundmist.sync.space.Stage.BOB;
import static xyz.groundmist.sync.space.Stage.LIBRARY;
import static xyz.groundmist.sync.space.Stage.document;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.wire.ErrorMessage;
import xyz.groundmist.sync.wire.Join;
import xyz.groundmist.sync.wire.Leave;
import xyz.groundmist.sync.wire.Peer;
import xyz.groundmist.sync.wire.PeerMetadata;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

class HandshakeTest {
    @TempDir Path folder;
    private Stage stage;

    @BeforeEach
    void open() throws Exception {
        stage = new Stage(folder);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void aJoinIsAnsweredWithWhoWeAre() throws Exception {
        OracleClient tab = stage.client("tab", ALICE);
        Peer answer = tab.heard(Peer.class).getFirst();
        assertThat(answer.targetId()).isEqualTo("tab");
        assertThat(answer.selectedProtocolVersion()).isEqualTo("1");
        assertThat(answer.senderId()).contains("storage-server", "service-worker");
        assertThat(answer.peerMetadata().storageId()).isNotEmpty();
        assertThat(stage.space().status().connected()).isEqualTo(1);
    }

    @Test
    void whoeverDoesNotBeginWithAJoinIsClosed() throws Exception {
        OracleClient tab = stage.stranger(LIBRARY, "tab", ALICE, null);
        tab.send(new Leave("tab"));
        assertThat(tab.socket().closeCode()).isEqualTo(1002);
        assertThat(tab.socket().sent()).isZero();
    }

    @Test
    void aMalformedMessageEndsTheSocket() throws Exception {
        OracleClient tab = stage.client("tab", ALICE);
        tab.connection().receive(ByteBuffer.wrap(new byte[] {(byte) 0xbf, 1, 2}));
        assertThat(tab.socket().closeCode()).isEqualTo(1002);
    }

    @Test
    void aSocketThatNeverJoinsIsClosed() throws Exception {
        stage.close();
        stage = new Stage(folder, Stage.limits(Duration.ofMillis(200)));
        OracleClient quick = stage.client("quick", ALICE);
        OracleClient silent = stage.stranger(LIBRARY, "silent", ALICE, null);
        until("the silent one is closed", () -> silent.socket().closeCode() != null);
        assertThat(silent.socket().closeCode()).isEqualTo(1008);
        assertThat(quick.socket().closeCode()).isNull();
    }

    @Test
    void anotherProtocolVersionIsRefusedWithAReason() throws Exception {
        OracleClient tab = stage.stranger(LIBRARY, "tab", ALICE, null);
        tab.send(new Join("tab", PeerMetadata.NONE, List.of("2")));
        tab.step();
        assertThat(tab.heard(ErrorMessage.class)).hasSize(1);
        assertThat(tab.socket().closeCode()).isEqualTo(1008);
        assertThat(stage.space().status().connected()).isZero();
    }

    @Test
    void aSecondSocketOfTheSameGrantTakesThePeerIdOver() throws Exception {
        OracleClient asleep = stage.client("laptop", ALICE);
        OracleClient awake = stage.client("laptop", ALICE);
        assertThat(asleep.socket().closeCode()).isEqualTo(1000);
        assertThat(awake.socket().closeCode()).isNull();
        asleep.connection().closed();
        assertThat(stage.space().status().connected()).isEqualTo(1);
    }

    @Test
    void anotherGrantCannotTakeAPeerId() throws Exception {
        OracleClient owner = stage.client("laptop", ALICE);
        OracleClient thief = stage.stranger(LIBRARY, "laptop", BOB, null).join();
        assertThat(thief.heard(ErrorMessage.class)).hasSize(1);
        assertThat(thief.heard(Peer.class)).isEmpty();
        assertThat(thief.socket().closeCode()).isEqualTo(1008);
        assertThat(owner.socket().closeCode()).isNull();
        assertThat(stage.space().status().connected()).isEqualTo(1);
    }

    @Test
    void aPeerIdIsFreeAgainWhenItsSocketEndedBeforeItsJoinWasRead() throws Exception {
        OracleClient gone = stage.stranger(LIBRARY, "laptop", ALICE, null);
        gone.connection().closed();
        gone.send(new Join("laptop", PeerMetadata.NONE, List.of("1")));
        assertThat(stage.space().status().connected()).isZero();
        OracleClient other = stage.client("laptop", BOB);
        assertThat(other.heard(Peer.class)).hasSize(1);
    }

    @Test
    void syncInAnothersNameEndsTheSocket() throws Exception {
        OracleClient alice = stage.client("alice-tab", ALICE);
        OracleClient liar = stage.client("liar", BOB);
        var claim =
                new xyz.groundmist.sync.wire.Sync(
                        "alice-tab",
                        "server",
                        document(1).toString(),
                        ByteBuffer.wrap(new byte[] {0x42, 0, 0, 0, 0}));
        liar.send(claim);
        assertThat(liar.socket().closeCode()).isEqualTo(1008);
        assertThat(alice.socket().closeCode()).isNull();
        assertThat(stage.space().openDocuments()).isZero();
    }

    @Test
    void whoLeavesLeavesNothingBehind() throws Exception {
        OracleClient tab = stage.client("tab", ALICE);
        tab.edit(document(1), "title", "hello");
        talk("it is stored", List.of(tab), () -> stage.storedDocuments() == 1);
        tab.send(new Leave("tab"));
        assertThat(tab.socket().closeCode()).isEqualTo(1000);
        until("the document is let go", () -> stage.openDocuments() == 0);
        assertThat(stage.space().status().connected()).isZero();
        assertThat(stage.space().documents()).hasSize(1);
    }
}
