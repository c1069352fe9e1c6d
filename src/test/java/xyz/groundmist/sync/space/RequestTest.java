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

import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.wire.DocumentUnavailable;
import xyz.groundmist.sync.wire.Request;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** An app asks for a document that isn't here, or isn't here yet. */
class RequestTest {
    private static final DocumentId ESSAY = document(1);

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
    void aRequestIsServedWhenTheDocumentTurnsUpInTime() throws Exception {
        OracleClient bob = stage.client("bob", BOB);
        int before = bob.socket().sent();
        bob.find(ESSAY);
        assertThat(bob.socket().sent()).isEqualTo(before);
        OracleClient alice = stage.client("alice", ALICE);
        alice.edit(ESSAY, "title", "Clouds");
        talk("bob has it", List.of(alice, bob), () -> bob.has(ESSAY, "title"));
        talkForAMoment(alice, bob);
        talkForAMoment(alice, bob);
        assertThat(bob.unavailable(ESSAY)).isZero();
    }

    @Test
    void elseItIsAnsweredOnceAndTheDocumentStillComesLater() throws Exception {
        OracleClient bob = stage.client("bob", BOB);
        bob.find(ESSAY);
        talk("bob hears no", List.of(bob), () -> bob.unavailable(ESSAY) > 0);
        talkForAMoment(bob);
        assertThat(bob.unavailable(ESSAY)).isEqualTo(1);
        bob.findAgain(ESSAY);
        talk("bob hears no again", List.of(bob), () -> bob.unavailable(ESSAY) > 1);
        OracleClient alice = stage.client("alice", ALICE);
        alice.edit(ESSAY, "title", "Clouds");
        talk("bob has it", List.of(alice, bob), () -> bob.has(ESSAY, "title"));
        assertThat(bob.unavailable(ESSAY)).isEqualTo(2);
    }

    @Test
    void anAppThatHeardNoMayBringTheDocumentItself() throws Exception {
        OracleClient bob = stage.client("bob", BOB);
        bob.find(ESSAY);
        talk("bob hears no", List.of(bob), () -> bob.unavailable(ESSAY) > 0);
        bob.edit(ESSAY, "title", "from another tab");
        bob.speak(ESSAY); // its heads only: it waits to hear what we lack
        talk("it is stored", List.of(bob), () -> stage.storedChanges() == 1);
    }

    @Test
    void anAppThatStillWaitsForAnAnswerMayBringTheDocumentItself() throws Exception {
        OracleClient bob = stage.client("bob", BOB);
        bob.find(ESSAY);
        bob.edit(ESSAY, "title", "from another tab");
        bob.speak(ESSAY);
        talk("it is stored", List.of(bob), () -> stage.storedChanges() == 1);
        talkForAMoment(bob);
        talkForAMoment(bob);
        assertThat(bob.unavailable(ESSAY)).isZero();
    }

    @Test
    void aRequestThatCameWithAFailedCommitIsAnsweredToo() throws Exception {
        OracleClient alice = stage.client("alice", ALICE);
        OracleClient carol = stage.client("carol", ALICE);
        OracleClient bob = stage.client("bob", BOB);
        for (OracleClient writer : List.of(alice, carol)) {
            writer.edit(ESSAY, writer.peerId(), "1");
            writer.speak(ESSAY);
            writer.fallSilent(ESSAY);
            talk("it is asked for it", List.of(writer), () -> writer.syncs(ESSAY) > 0);
            writer.fallSilent(ESSAY, false);
        }
        try (var intruder = stage.intruder()) {
            intruder.failCommits();
            intruder.holdCommits();
            alice.speak(ESSAY);
            carol.speak(ESSAY); // waits for the first commit, and so does
            bob.find(ESSAY);
            intruder.letCommit();
            talk("bob hears no", List.of(bob), () -> bob.unavailable(ESSAY) > 0);
        }
    }

    @Test
    void anIdThatIsNoneIsUnavailableAtOnce() throws Exception {
        OracleClient bob = stage.client("bob", BOB);
        for (String id : List.of("../../etc/passwd", "", "4NMNnkMhL8jXrdJ9jamS58PAVdX")) {
            var data = ByteBuffer.wrap(new byte[] {0x42, 0, 0, 0, 0});
            bob.send(new Request("bob", "server", id, data));
            assertThat(bob.socket().take())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            DocumentUnavailable.class,
                            none -> assertThat(none.documentId()).isEqualTo(id));
        }
        assertThat(stage.openDocuments()).isZero();
    }

    @Test
    void whoeverAsksWithoutEverReadingIsClosed() throws Exception {
        OracleClient bob = stage.client("bob", BOB);
        bob.socket().pace(FakeSocket.Pace.STOPPED);
        for (int i = 0; i < 5_010; i++) {
            var data = ByteBuffer.wrap(new byte[] {0x42, 0, 0, 0, 0});
            bob.send(new Request("bob", "server", "no id " + i, data));
        }
        Patience.until("bob is closed", () -> bob.socket().closeCode() != null);
        assertThat(bob.socket().closeCode()).isEqualTo(1008);
    }

    @Test
    void aReaderThatBringsAnUnknownDocumentHearsNoOnce() throws Exception {
        OracleClient reader = stage.client("reader", READER);
        reader.edit(ESSAY, "title", "unwanted");
        talk("it hears no", List.of(reader), () -> reader.unavailable(ESSAY) > 0);
        int sent = reader.socket().sent();
        for (int i = 0; i < 10; i++) {
            reader.edit(ESSAY, "k" + i, "unwanted");
            reader.step();
        }
        talkForAMoment(reader);
        assertThat(reader.socket().sent()).isEqualTo(sent);
        assertThat(stage.storedDocuments()).isZero();
    }
}
