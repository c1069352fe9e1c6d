package xyz.groundmist.sync.space;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.space.Patience.pause;
import static xyz.groundmist.sync.space.Patience.talk;
import static xyz.groundmist.sync.space.Patience.talkForAMoment;
import static xyz.groundmist.sync.space.Patience.until;
import static xyz.groundmist.sync.space.Stage.ALICE;
import static xyz.groundmist.sync.space.Stage.BOB;
import static xyz.groundmist.sync.space.Stage.LIBRARY;
import static xyz.groundmist.sync.space.Stage.NOTEBOOK;
import static xyz.groundmist.sync.space.Stage.document;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.engine.DocumentId;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

@Timeout(60)
class SyncTest {
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
    void twoAppsWriteInOneDocumentAtOnce() throws Exception {
        OracleClient alice = stage.client("alice", ALICE);
        OracleClient bob = stage.client("bob", BOB);
        alice.edit(ESSAY, "title", "Clouds");
        alice.step();
        bob.find(ESSAY);
        talk("bob has it", List.of(alice, bob), () -> bob.has(ESSAY, "title"));
        alice.edit(ESSAY, "alice", "was here");
        bob.edit(ESSAY, "bob", "was here too");
        talk("both have all", List.of(alice, bob), () -> agree(alice, bob));
        assertThat(alice.text(ESSAY)).contains("Clouds", "was here too");
    }

    @Test
    void nothingLeavesBeforeItIsOnDisk() throws Exception {
        OracleClient alice = stage.client("alice", ALICE);
        OracleClient bob = stage.client("bob", BOB);
        alice.edit(ESSAY, "title", "Clouds");
        talk("it is stored", List.of(alice), () -> alice.syncs(ESSAY) > 0);
        bob.find(ESSAY);
        talk("bob has it", List.of(alice, bob), () -> agree(alice, bob));
        int toAlice = alice.socket().sent();
        int toBob = bob.socket().sent();
        try (var intruder = stage.intruder()) {
            intruder.holdCommits();
            alice.edit(ESSAY, "secret", "not on disk");
            alice.step();
            bob.findAgain(ESSAY);
            talkForAMoment(alice, bob);
            assertThat(alice.socket().sent()).isEqualTo(toAlice);
            assertThat(bob.socket().sent()).isEqualTo(toBob);
            intruder.letCommit();
        }
        talk("bob has the rest", List.of(alice, bob), () -> bob.has(ESSAY, "secret"));
    }

    @Test
    void aSocketThatBecomesFreeDuringACommitStillGetsItsNews() throws Exception {
        OracleClient alice = stage.client("alice", ALICE);
        OracleClient bob = stage.client("bob", BOB);
        share(alice, bob);
        bob.socket().pace(FakeSocket.Pace.STOPPED);
        alice.edit(ESSAY, "first", "1");
        talk("it is on its way", List.of(alice), () -> !bob.socket().isIdle());
        alice.edit(ESSAY, "second", "2");
        int before = alice.syncs(ESSAY);
        talk("it is stored", List.of(alice), () -> alice.syncs(ESSAY) > before);
        try (var intruder = stage.intruder()) {
            intruder.holdCommits();
            alice.edit(ESSAY, "third", "3");
            alice.step();
            bob.socket().pace(FakeSocket.Pace.AT_ONCE);
            bob.socket().readOne(); // its turn comes now, and has to be passed on
            talkForAMoment(alice);
            intruder.letCommit();
        }
        talk("bob has all", List.of(alice, bob), () -> agree(alice, bob));
        assertThat(bob.has(ESSAY, "third")).isTrue();
    }

    @Test
    void aSlowReaderGetsTheSumOfItsNewsWhileOthersRunOn() throws Exception {
        OracleClient alice = stage.client("alice", ALICE);
        OracleClient bob = stage.client("bob", BOB);
        OracleClient slow = stage.client("slow", BOB);
        share(alice, bob);
        slow.find(ESSAY);
        talk("slow has it", List.of(slow), () -> agree(alice, slow));
        slow.fallSilent(ESSAY);
        slow.socket().pace(FakeSocket.Pace.STOPPED);
        int before = slow.socket().sent();
        for (int i = 0; i < 60; i++) {
            String key = "k" + i;
            alice.edit(ESSAY, key, "v");
            talk("bob has " + key, List.of(alice, bob), () -> bob.has(ESSAY, key));
        }
        until("one message waits for slow", () -> slow.socket().sent() == before + 1);
        slow.socket().pace(FakeSocket.Pace.AT_ONCE);
        slow.socket().readOne();
        talk("slow has all", List.of(slow), () -> agree(alice, slow));
        assertThat(slow.socket().sent()).isEqualTo(before + 2);
    }

    @Test
    void aThousandDocumentsGoToOneSocketThatTakesThemAtOnce() throws Exception {
        List<DocumentId> all = IntStream.range(0, 1_000).mapToObj(Stage::document).toList();
        OracleClient alice = stage.client("alice", ALICE);
        OracleClient bob = stage.client("bob", BOB);
        for (DocumentId id : all) alice.edit(id, "n", id.toString());
        talk("all are stored", List.of(alice), () -> stage.storedDocuments() == all.size());
        bob.socket().pace(FakeSocket.Pace.STOPPED);
        for (DocumentId id : all) bob.find(id);
        bob.socket().pace(FakeSocket.Pace.AT_ONCE);
        bob.socket().readOne();
        talk("bob has all", List.of(bob), () -> all.stream().allMatch(id -> bob.has(id, "n")));
        bob.disconnect();
        alice.disconnect();
        until("they are let go", () -> stage.openDocuments() == 0);
    }

    @Test
    void spacesShareNothing() throws Exception {
        OracleClient alice = stage.client("alice", ALICE);
        alice.edit(ESSAY, "title", "Clouds");
        talk("it is stored", List.of(alice), () -> alice.syncs(ESSAY) > 0);
        OracleClient other = stage.stranger(NOTEBOOK, "alice", BOB, null).join();
        other.find(ESSAY);
        talk("it is unknown", List.of(other), () -> other.unavailable(ESSAY) == 1);
        other.edit(ESSAY, "title", "Rain");
        talk("it is stored", List.of(other), () -> stage.stored(NOTEBOOK) == 1);
        talkForAMoment(alice, other);
        assertThat(alice.text(ESSAY)).doesNotContain("Rain");
        assertThat(other.text(ESSAY)).doesNotContain("Clouds");
    }

    @Test
    void whatWasTakenIsStoredWhenTheServerStops() throws Exception {
        OracleClient alice = stage.client("alice", ALICE);
        alice.edit(ESSAY, "title", "Clouds");
        talk("it is stored", List.of(alice), () -> alice.syncs(ESSAY) > 0);
        try (var intruder = stage.intruder()) {
            intruder.holdCommits();
            alice.edit(ESSAY, "first", "1");
            alice.speak(ESSAY);
            alice.edit(ESSAY, "second", "2");
            alice.speak(ESSAY);
            Thread letting =
                    Thread.startVirtualThread(() -> {
                        pause(Duration.ofMillis(150));
                        intruder.letCommitUnchecked();
                    });
            stage.spaces().close();
            letting.join();
        }
        assertThat(alice.socket().closeCode()).isEqualTo(1001);
        stage.restart();
        OracleClient bob = stage.client("bob", BOB);
        bob.find(ESSAY);
        talk("bob has all", List.of(bob), () -> bob.has(ESSAY, "second"));
        assertThat(bob.has(ESSAY, "first")).isTrue();
    }

    @Test
    void afterTheEndNobodyIsLetInAndNothingIsOpenedAgain() throws Exception {
        Space space = stage.space();
        stage.spaces().close();
        var late = new FakeSocket();
        space.connect(late, ALICE);
        assertThat(late.closeCode()).isEqualTo(1013);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> stage.spaces().open(LIBRARY))
                .hasMessageContaining("stopping");
    }

    @Test
    void anAppThatComesBackGetsWhatItMissed() throws Exception {
        OracleClient alice = stage.client("alice", ALICE);
        OracleClient bob = stage.client("bob", BOB);
        share(alice, bob);
        bob.disconnect();
        bob.edit(ESSAY, "offline", "bob");
        alice.edit(ESSAY, "online", "alice");
        alice.step();
        bob.reconnectWithState();
        talk("both have all", List.of(alice, bob), () -> agree(alice, bob));
        assertThat(alice.text(ESSAY)).contains("offline", "online");
    }

    @Test
    void whatASocketSaysAfterItsEndIsNotTaken() throws Exception {
        OracleClient alice = stage.client("alice", ALICE);
        OracleClient bob = stage.client("bob", BOB);
        alice.edit(ESSAY, "title", "Clouds");
        talk("it is stored", List.of(alice), () -> alice.syncs(ESSAY) > 0);
        alice.connection().closed();
        until("the document is let go", () -> stage.openDocuments() == 0);
        alice.edit(ESSAY, "late", "1");
        alice.step();
        bob.find(ESSAY);
        talk("bob has it", List.of(bob), () -> bob.has(ESSAY, "title"));
        bob.edit(ESSAY, "bob", "1");
        talk("it is stored", List.of(bob), () -> stage.storedChanges() == 2);
        talkForAMoment(bob);
        assertThat(stage.space().status().problem()).isNull();
        assertThat(bob.has(ESSAY, "late")).isFalse();
    }

    @Test
    void anIdleDocumentGivesUpItsGraphAndStillAnswers() throws Exception {
        OracleClient alice = stage.client("alice", ALICE);
        OracleClient bob = stage.client("bob", BOB);
        share(alice, bob);
        bob.disconnect();
        try (var intruder = stage.intruder()) {
            stage.space().restIdleDocuments();
            pause(Duration.ofMillis(100));
            intruder.run("ALTER TABLE changes RENAME TO elsewhere");
            bob.reconnect();
            talk("bob hears that it has all", List.of(bob), () -> bob.syncs(ESSAY) > 0);
            OracleClient carol = stage.client("carol", BOB);
            carol.find(ESSAY);
            until("carol is told to come back", () -> carol.socket().closeCode() != null);
            assertThat(carol.socket().closeCode()).isEqualTo(1013);
            assertThat(carol.socket().take()).isEmpty();
            intruder.run("ALTER TABLE elsewhere RENAME TO changes");
        }
        OracleClient carol = stage.client("carol", BOB);
        carol.find(ESSAY);
        talk("carol has it", List.of(carol), () -> agree(alice, carol));
    }

    private void share(OracleClient alice, OracleClient bob) {
        alice.edit(ESSAY, "title", "Clouds");
        talk("it is stored", List.of(alice), () -> alice.syncs(ESSAY) > 0);
        bob.find(ESSAY);
        talk("bob has it", List.of(alice, bob), () -> agree(alice, bob));
        talkForAMoment(alice, bob);
    }

    private static boolean agree(OracleClient one, OracleClient other) {
        return !one.heads(ESSAY).isEmpty() && one.heads(ESSAY).equals(other.heads(ESSAY));
    }
}
