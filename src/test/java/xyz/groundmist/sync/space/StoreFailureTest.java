package xyz.groundmist.sync.space;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.space.Patience.talk;
import static xyz.groundmist.sync.space.Patience.talkForAMoment;
import static xyz.groundmist.sync.space.Patience.until;
import static xyz.groundmist.sync.space.Stage.ALICE;
import static xyz.groundmist.sync.space.Stage.BOB;
import static xyz.groundmist.sync.space.Stage.document;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.engine.DocumentId;

import java.nio.file.Path;
import java.util.List;

/** Changes can't be stored for a while, of a full disk for example. */
class StoreFailureTest {
    private static final DocumentId ESSAY = document(1);

    @TempDir Path folder;
    private Stage stage;
    private OracleClient alice;
    private OracleClient bob;

    @BeforeEach
    void open() throws Exception {
        stage = new Stage(folder);
        alice = stage.client("alice", ALICE);
        bob = stage.client("bob", BOB);
        alice.edit(ESSAY, "title", "Clouds");
        talk("it is stored", List.of(alice), () -> stage.storedChanges() == 1);
        bob.find(ESSAY);
        talk("bob has it", List.of(alice, bob), () -> bob.has(ESSAY, "title"));
        talkForAMoment(alice, bob);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void theWriterIsToldToComeBackAndNobodyHearsOfTheEdit() throws Exception {
        try (var intruder = stage.intruder()) {
            intruder.failCommits();
            alice.edit(ESSAY, "lost", "1");
            alice.step();
            until("alice is told to come back", () -> alice.socket().closeCode() != null);
            assertThat(alice.socket().closeCode()).isEqualTo(1013);
            talkForAMoment(bob);
            assertThat(bob.has(ESSAY, "lost")).isFalse();
            assertThat(stage.space().status().problem()).isNotEmpty();
            assertThat(stage.storedChanges()).isEqualTo(1);
            intruder.repair();
        }
        alice.reconnect();
        talk("bob has it now", List.of(alice, bob), () -> bob.has(ESSAY, "lost"));
        assertThat(stage.space().status().problem()).isNull();
        assertThat(bob.socket().closeCode()).isNull();
    }

    @Test
    void aReaderThatWasInStepStillHearsWhatIsStoredLater() throws Exception {
        try (var intruder = stage.intruder()) {
            intruder.failCommits();
            alice.edit(ESSAY, "lost", "1");
            alice.step();
            until("the failure is known", () -> stage.problem() != null);
            // Bob has all there is: whatever he hears now, he has nothing to say.
            talkForAMoment(bob);
            intruder.repair();
        }
        OracleClient carol = stage.client("carol", ALICE);
        carol.find(ESSAY);
        talk("carol has it", List.of(carol), () -> carol.has(ESSAY, "title"));
        carol.edit(ESSAY, "carol", "1");
        talk("bob hears of carol", List.of(carol, bob), () -> bob.has(ESSAY, "carol"));
    }

    @Test
    void whatTwoSentAndWasNotStoredIsTakenFromEitherLater() throws Exception {
        OracleClient twin = stage.client("twin", BOB);
        try (var intruder = stage.intruder()) {
            intruder.failCommits();
            alice.edit(ESSAY, "lost", "1");
            alice.step();
            until("the failure is known", () -> stage.problem() != null);
            intruder.repair();
        }
        twin.find(ESSAY);
        talk("twin has the title", List.of(twin), () -> twin.has(ESSAY, "title"));
        until("alice is told to come back", () -> alice.socket().closeCode() != null);
        alice.reconnectWithState();
        talk(
                "all have all",
                List.of(alice, bob, twin),
                () -> bob.has(ESSAY, "lost") && twin.has(ESSAY, "lost"));
    }

    @Test
    void aNewDocumentThatCannotBeStoredIsOfferedAgain() throws Exception {
        DocumentId fresh = document(2);
        try (var intruder = stage.intruder()) {
            intruder.failCommits();
            alice.edit(fresh, "title", "Rain");
            talk("alice is told", List.of(alice), () -> alice.socket().closeCode() != null);
            assertThat(alice.unavailable(fresh)).isLessThan(2);
            intruder.repair();
        }
        alice.reconnect();
        talk("it is stored", List.of(alice), () -> stage.storedDocuments() == 2);
    }

    @Test
    void aFailureLeavesNothingOpen() throws Exception {
        try (var intruder = stage.intruder()) {
            intruder.failCommits();
            alice.edit(ESSAY, "lost", "1");
            alice.step();
            until("the failure is known", () -> stage.problem() != null);
            alice.disconnect();
            bob.disconnect();
            until("the document is let go", () -> stage.openDocuments() == 0);
            intruder.repair();
        }
    }
}
