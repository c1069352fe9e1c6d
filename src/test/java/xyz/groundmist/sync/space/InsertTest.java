package xyz.groundmist.sync.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import static xyz.groundmist.sync.space.Patience.talk;
import static xyz.groundmist.sync.space.Patience.talkForAMoment;
import static xyz.groundmist.sync.space.Patience.until;
import static xyz.groundmist.sync.space.Stage.ALICE;
import static xyz.groundmist.sync.space.Stage.document;

import org.automerge.ChangeHash;
import org.automerge.Document;
import org.automerge.ObjectId;
import org.automerge.Transaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.engine.Refusal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** The server itself changes a document: an earlier state is brought back, a folder imported. */
class InsertTest {
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

    /** One author's changes, a key each. */
    private static List<byte[]> changes(String... keys) {
        var document = new Document();
        var changes = new ArrayList<byte[]>();
        for (String key : keys) {
            ChangeHash[] before = document.getHeads();
            try (Transaction change = document.startTransaction()) {
                change.set(ObjectId.ROOT, key, "inserted");
                change.commit();
            }
            changes.add(document.encodeChangesSince(before));
        }
        document.free();
        return changes;
    }

    private Inserted insert(List<byte[]> changes) throws Exception {
        return stage.space().insert(ESSAY, changes).get(20, TimeUnit.SECONDS);
    }

    @Test
    void whoHasTheDocumentOpenOrAskedForItSeesTheChangesAtOnce() throws Exception {
        OracleClient alice = stage.client("alice", ALICE);
        alice.edit(ESSAY, "title", "Clouds");
        talk("it is stored", List.of(alice), () -> stage.storedChanges() == 1);
        assertThat(insert(changes("a", "b"))).isEqualTo(new Inserted(2, null));
        assertThat(stage.storedChanges()).isEqualTo(3);
        talk("alice has it", List.of(alice), () -> alice.has(ESSAY, "b"));
        OracleClient carol = stage.client("carol", ALICE);
        carol.find(document(2));
        stage.space().insert(document(2), changes("new")).get(20, TimeUnit.SECONDS);
        talk("carol has it", List.of(carol), () -> carol.has(document(2), "new"));
    }

    @Test
    void theSameAgainChangesNothingInWhateverOrder() throws Exception {
        List<byte[]> changes = changes("a", "b", "c");
        assertThat(insert(changes.reversed())).isEqualTo(new Inserted(3, null));
        assertThat(insert(changes)).isEqualTo(new Inserted(0, null));
        assertThat(stage.storedChanges()).isEqualTo(3);
        until("the document is let go", () -> stage.openDocuments() == 0);
    }

    @Test
    void whatLacksItsPredecessorsOrIsNoChangeIsNotTaken() throws Exception {
        List<byte[]> changes = changes("a", "b", "c");
        assertThat(insert(List.of(changes.get(0), changes.get(2))))
                .isEqualTo(new Inserted(1, Refusal.ORPHANS));
        assertThat(insert(List.of(new byte[] {1, 2, 3})).refusal()).isNotNull();
        assertThat(insert(List.of(changes.get(1)))).isEqualTo(new Inserted(1, null));
        assertThat(stage.storedChanges()).isEqualTo(2);
    }

    @Test
    void whatIsDeletedIsNotChanged() throws Exception {
        List<byte[]> changes = changes("a", "b");
        insert(changes.subList(0, 1));
        stage.space().delete(ESSAY);
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> insert(changes))
                .withMessageContaining("The document is deleted");
        stage.space().undelete(ESSAY);
        assertThat(insert(changes)).isEqualTo(new Inserted(1, null));
    }

    @Test
    void whatCannotBeStoredIsSaidAndShownToNobody() throws Exception {
        OracleClient alice = stage.client("alice", ALICE);
        alice.edit(ESSAY, "title", "Clouds");
        talk("it is stored", List.of(alice), () -> stage.storedChanges() == 1);
        List<byte[]> changes = changes("a", "b");
        try (var intruder = stage.intruder()) {
            intruder.failCommits();
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> insert(changes));
            talkForAMoment(alice);
            assertThat(alice.has(ESSAY, "a")).isFalse();
            intruder.repair();
        }
        assertThat(insert(changes)).isEqualTo(new Inserted(2, null));
        alice.reconnect();
        talk("alice has it", List.of(alice), () -> alice.has(ESSAY, "b"));
    }

    /** The disk is slow: what one insertion brings is not yet there when the next one comes. */
    @Test
    void nobodyHearsThatItIsStoredBeforeItIs() throws Exception {
        List<byte[]> changes = changes("a", "b", "c");
        insert(changes.subList(0, 1));
        try (var intruder = stage.intruder()) {
            intruder.holdCommits();
            var first = stage.space().insert(ESSAY, changes.subList(1, 2));
            var second = stage.space().insert(ESSAY, changes.subList(2, 3));
            var again =
                    stage.space()
                            .insert(ESSAY, changes.subList(2, 3))
                            .thenApply(_ -> stage.storedChanges());
            Thread.sleep(200);
            assertThat(first).isNotDone();
            assertThat(again).isNotDone();
            intruder.letCommit();
            assertThat(second.get(20, TimeUnit.SECONDS).added()).isEqualTo(1);
            assertThat(again.get(20, TimeUnit.SECONDS)).isEqualTo(3);
        }
    }

    @Test
    void aServerThatStopsStoresItOrSaysThatItDidNot() throws Exception {
        Space space = stage.space();
        List<byte[]> changes = changes("a", "b", "c", "d");
        var done = new ArrayList<CompletableFuture<Inserted>>();
        for (byte[] change : changes) done.add(space.insert(ESSAY, List.of(change)));
        stage.restart();
        int stored = 0;
        for (var one : done) {
            assertThat(one).succeedsWithin(20, TimeUnit.SECONDS);
            stored += one.get().added();
        }
        assertThat(stage.storedChanges()).isEqualTo(stored).isEqualTo(4);
        assertThat(space.insert(ESSAY, changes))
                .failsWithin(20, TimeUnit.SECONDS)
                .withThrowableThat()
                .withMessageContaining("The server is stopping");
    }
}
