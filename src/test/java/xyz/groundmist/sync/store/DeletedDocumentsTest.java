package xyz.groundmist.sync.store;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.store.Documents.LIBRARY;
import static xyz.groundmist.sync.store.Documents.answer;
import static xyz.groundmist.sync.store.Documents.append;
import static xyz.groundmist.sync.store.Documents.head;
import static xyz.groundmist.sync.store.Documents.id;
import static xyz.groundmist.sync.store.Documents.stored;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What is kept of a deleted document, and for how long. */
class DeletedDocumentsTest {
    private static final Instant TOMORROW = Instant.now().plus(Duration.ofDays(1));

    @TempDir Path data;
    private SpaceStore store;

    @BeforeEach
    void open() throws Exception {
        store = SpaceStore.open(data.resolve("space"), LIBRARY);
        assertThat(answer(append(store, 1, 0, 3))).isNull();
        assertThat(answer(append(store, 2, 0, 2))).isNull();
    }

    @AfterEach
    void close() throws Exception {
        assertThat(store.integrityCheck()).isEmpty();
        SpaceTotals before = store.totals();
        store.close();
        try (var again = SpaceStore.open(data.resolve("space"), LIBRARY)) {
            assertThat(again.totals()).as("counted anew").isEqualTo(before);
        }
    }

    private void decide(int document, boolean deleted, long at) throws Exception {
        var answer = new CompletableFuture<@Nullable StoreException>();
        store.decide(new Decision(id(document), new Deletion(deleted, at), answer::complete));
        assertThat(answer(answer)).isNull();
    }

    private boolean purge(Instant before) throws Exception {
        var answer = new CompletableFuture<@Nullable StoreException>();
        if (!store.purge(before, answer::complete)) return false;
        assertThat(answer(answer)).isNull();
        return true;
    }

    @Test
    void aDeletedDocumentIsInNoListAndItsContentIsKept() throws Exception {
        decide(1, true, 100);
        assertThat(store.documents()).extracting(StoredDocument::id).containsExactly(id(2));
        assertThat(store.totals().documents()).isEqualTo(1);
        assertThat(store.totals().changes()).isEqualTo(2);
        StoredDocument kept = stored(store, 1);
        assertThat(kept.deletion()).isEqualTo(new Deletion(true, 100));
        assertThat(store.graphRows(kept)).hasSize(3);

        decide(1, false, 101);
        assertThat(store.documents()).hasSize(2);
        assertThat(store.totals().changes()).isEqualTo(5);
        assertThat(answer(append(store, 1, 3, 1))).isNull();
    }

    @Test
    void anOlderDecisionChangesNothingAndOfTwoAtOnceTheDeletionHolds() throws Exception {
        decide(1, false, 100);
        decide(1, true, 99);
        assertThat(stored(store, 1).deletion()).isEqualTo(new Deletion(false, 100));
        decide(1, true, 100);
        assertThat(stored(store, 1).deletion()).isEqualTo(new Deletion(true, 100));
        decide(1, false, 100);
        assertThat(stored(store, 1).deletion()).isEqualTo(new Deletion(true, 100));
    }

    @Test
    void aDocumentThatWasNeverHereIsKnownToBeDeleted() throws Exception {
        decide(7, true, 100);
        assertThat(stored(store, 7).changes()).isZero();
        assertThat(store.documents()).hasSize(2);
        decide(7, false, 200);
        assertThat(store.documents()).as("nothing of it is here").hasSize(2);
        assertThat(answer(append(store, 7, 0, 1))).isNull();
        assertThat(store.documents()).hasSize(3);
    }

    @Test
    void purgingForgetsTheContentOfWhatWasDeletedBeforeAndOfNothingElse() throws Exception {
        // The clock of whoever deleted it says nothing: it is kept here from when it was known
        // here.
        decide(1, true, 100);
        assertThat(purge(Instant.now().minus(Duration.ofDays(30)))).isFalse();
        assertThat(stored(store, 1).changes()).isEqualTo(3);

        assertThat(purge(TOMORROW)).isTrue();
        assertThat(purge(TOMORROW)).as("a second time").isFalse();
        assertThat(stored(store, 1).changes()).isZero();
        assertThat(stored(store, 1).heads()).isEmpty();
        assertThat(stored(store, 1).deletion().deleted()).isTrue();
        assertThat(store.graphRows(stored(store, 2))).hasSize(2);
        assertThat(store.totals().documents()).isEqualTo(1);

        decide(1, false, 200);
        assertThat(answer(append(store, 1, 0, 2))).as("it comes from elsewhere").isNull();
        assertThat(store.totals().documents()).isEqualTo(2);
    }

    @Test
    void byWhomChangesCameIsForgottenWithThem() throws Exception {
        var alice = new Source(Source.Kind.APP, "alice");
        var bob = new Source(Source.Kind.APP, "bob");
        assertThat(answer(append(store, 3, 0, by(3, alice)))).isNull();
        assertThat(answer(append(store, 4, 0, by(4, bob)))).isNull();
        assertThat(store.arrivals(stored(store, 3))).containsExactly(new Arrival(0, alice));
        assertThat(store.lastSource(stored(store, 3))).isEqualTo(alice);
        assertThat(store.lastSource(stored(store, 1))).as("nobody said").isNull();
        decide(3, true, 100);
        assertThat(purge(TOMORROW)).isTrue();
        decide(3, false, 200);
        assertThat(answer(append(store, 3, 0, 1))).isNull();
        assertThat(store.arrivals(stored(store, 3))).isEmpty();
        assertThat(store.arrivals(stored(store, 4))).containsExactly(new Arrival(0, bob));
    }

    private static List<Append.NewChange> by(int document, Source source) {
        byte[] row = Documents.row(document, 0);
        return List.of(new Append.NewChange(row, Documents.body(document, 0), source));
    }

    @Test
    void statesComeInPagesByTheBytesOfIdsDeletedOnesToo() throws Exception {
        decide(2, true, 100);
        assertThat(answer(append(store, -1, 0, 1))).isNull(); // its first byte is 0xff
        List<DocumentState> first = store.states(null, 2);
        assertThat(first).extracting(DocumentState::id).containsExactly(id(1), id(2));
        assertThat(first.getFirst().heads()).containsExactly(head(1, 2));
        assertThat(first.getLast().deletion().deleted()).isTrue();
        assertThat(store.states(id(2), 2)).extracting(DocumentState::id).containsExactly(id(-1));
    }

    @Test
    void theNextDecisionIsLaterWhateverTheClockSays() {
        var fromTheFuture = new Deletion(true, 5_000);
        assertThat(fromTheFuture.next(false, 1_000)).isEqualTo(new Deletion(false, 5_001));
        assertThat(fromTheFuture.next(false, 9_000)).isEqualTo(new Deletion(false, 9_000));
    }
}
