package xyz.groundmist.sync.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static xyz.groundmist.sync.store.Documents.LIBRARY;
import static xyz.groundmist.sync.store.Documents.answer;
import static xyz.groundmist.sync.store.Documents.append;
import static xyz.groundmist.sync.store.Documents.body;
import static xyz.groundmist.sync.store.Documents.head;
import static xyz.groundmist.sync.store.Documents.id;
import static xyz.groundmist.sync.store.Documents.row;
import static xyz.groundmist.sync.store.Documents.snapshot;
import static xyz.groundmist.sync.store.Documents.stored;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.store.StoreException.Kind;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** Snapshots, and the packs that the changes they cover go into. */
class CompactionTest {
    private static final int CHANGES = 5_000;

    @TempDir Path data;
    private SpaceStore store;
    private boolean sound = true;

    @BeforeEach
    void open() throws Exception {
        store = SpaceStore.open(data.resolve("space"), LIBRARY);
        assertThat(answer(append(store, 1, 0, CHANGES))).isNull();
        assertThat(answer(append(store, 2, 0, 3))).isNull();
    }

    @AfterEach
    void close() throws Exception {
        if (sound) assertThat(store.integrityCheck()).isEmpty();
        store.close();
    }

    private void reopen() throws Exception {
        store.close();
        store = SpaceStore.open(data.resolve("space"), LIBRARY);
    }

    private boolean keep(Snapshot snapshot) throws Exception {
        return store.compaction().keep(id(1), snapshot);
    }

    private byte @Nullable [] read() throws Exception {
        StoredDocument document = stored(store, 1);
        var into = ByteBuffer.allocate(document.snapshotBytes());
        boolean whole = store.compaction().read(document.row(), document.snapshotChanges(), into);
        return whole ? into.array() : null;
    }

    private long number(String sql) throws Exception {
        return store.database().read(session -> session.number(sql));
    }

    private void assertAllIsServed(int changes) throws Exception {
        StoredDocument document = stored(store, 1);
        assertThat(document.changes()).isEqualTo(changes);
        List<byte[]> bodies = store.bodies(document.row(), IntStream.range(0, changes).toArray());
        List<byte[]> rows = store.graphRows(document);
        for (int i = 0; i < changes; i++) {
            assertThat(bodies.get(i)).isEqualTo(body(1, i));
            assertThat(rows.get(i)).isEqualTo(row(1, i));
        }
    }

    @Test
    void aSnapshotIsKeptBesideTheDocumentAlsoTheNextDay() throws Exception {
        SpaceTotals before = store.totals();
        Snapshot snapshot = snapshot(1, 4_000, 600_000);
        assertThat(stored(store, 1).snapshotChanges()).isZero();
        assertThat(keep(snapshot)).isTrue();
        StoredDocument document = stored(store, 1);
        assertThat(document.snapshotChanges()).isEqualTo(4_000);
        assertThat(document.snapshotBytes()).isEqualTo(600_000);
        assertThat(document.coveredBytes())
                .isEqualTo(IntStream.range(0, 4_000).mapToLong(i -> body(1, i).length).sum());
        assertThat(read()).isEqualTo(snapshot.document());
        reopen();
        assertThat(read()).isEqualTo(snapshot.document());
        assertThat(stored(store, 2).snapshotChanges()).isZero();
        assertThat(store.totals()).isEqualTo(before);
    }

    @Test
    void whatItCoversIsPackedAndServedOneByOne() throws Exception {
        assertThat(keep(snapshot(1, 4_500, 100))).isTrue();
        assertThat(store.compaction().pack(id(1))).isTrue();
        assertThat(number("SELECT count(*) FROM packs")).isBetween(3L, 5L);
        assertThat(number("SELECT count(*) FROM changes WHERE length(body) = 0"))
                .isBetween(4_100L, 4_500L);
        assertThat(number("SELECT sum(length(bodies)) FROM packs"))
                .isLessThan(number("SELECT sum(bytes) / 4 FROM packs"));
        assertAllIsServed(CHANGES);
        long row = stored(store, 1).row();
        assertThat(store.bodies(row, new int[] {0, 7, 2_000, 4_499, 4_500}))
                .containsExactly(
                        body(1, 0), body(1, 7), body(1, 2_000), body(1, 4_499), body(1, 4_500));
        assertThat(answer(append(store, 1, CHANGES, 10))).isNull();
        reopen();
        assertAllIsServed(CHANGES + 10);
        assertThat(store.compaction().pack(id(1))).as("again").isFalse();
    }

    @Test
    void roomIsWonBack() throws Exception {
        long before = number("PRAGMA page_count");
        assertThat(keep(snapshot(1, CHANGES, 100))).isTrue();
        assertThat(store.compaction().pack(id(1))).isTrue();
        assertThat(number("PRAGMA freelist_count")).isGreaterThan(before / 4);
    }

    @Test
    void aLargerSnapshotTakesThePlaceAndTheNextPacksGoOn() throws Exception {
        assertThat(keep(snapshot(1, 2_000, 300_000))).isTrue();
        store.compaction().pack(id(1));
        Snapshot next = snapshot(1, 5_000, 400_000);
        assertThat(keep(next)).isTrue();
        store.compaction().pack(id(1));
        assertThat(read()).isEqualTo(next.document());
        assertThat(number("SELECT sum(length(part)) FROM snapshots")).isEqualTo(400_000);
        assertThat(store.compaction().read(stored(store, 1).row(), 2_000, ByteBuffer.allocate(9)))
                .isFalse();
        assertThat(stored(store, 1).coveredBytes()).isEqualTo(stored(store, 1).bytes());
        assertAllIsServed(CHANGES);
    }

    @Test
    void whatDoesntFitIsNotKept() throws Exception {
        var otherHeads = new Snapshot(1_000, List.of(head(1, 998)), new byte[10]);
        assertThat(keep(otherHeads)).as("other heads").isFalse();
        assertThat(keep(snapshot(1, CHANGES + 1, 10))).as("of more than there is").isFalse();
        assertThat(store.compaction().keep(id(9), snapshot(9, 1, 10))).as("unknown").isFalse();
        assertThat(keep(snapshot(1, 1_000, 10))).isTrue();
        assertThat(keep(snapshot(1, 1_000, 10))).as("as many").isFalse();
        assertThat(keep(snapshot(1, 999, 10))).as("fewer").isFalse();
        decide(1, true, 100);
        assertThat(keep(snapshot(1, 2_000, 10))).as("deleted").isFalse();
        assertThat(store.compaction().pack(id(1))).as("deleted").isFalse();
        assertThat(number("SELECT count(*) FROM snapshots")).isEqualTo(1);
        decide(1, false, 200);
        assertThat(read()).hasSize(10);
    }

    @Test
    void aPurgedDocumentLeavesNothingAndMayBeginAnew() throws Exception {
        assertThat(keep(snapshot(1, CHANGES, 300_000))).isTrue();
        store.compaction().pack(id(1));
        decide(1, true, 100);
        var purged = new CompletableFuture<@Nullable StoreException>();
        assertThat(store.purge(Instant.now().plus(Duration.ofDays(1)), purged::complete)).isTrue();
        assertThat(answer(purged)).isNull();
        assertThat(number("SELECT (SELECT count(*) FROM packs) + (SELECT count(*) FROM snapshots)"))
                .isZero();
        decide(1, false, 200);
        assertThat(answer(append(store, 1, 0, 3_000))).isNull();
        assertThat(stored(store, 1).snapshotChanges()).isZero();
        assertAllIsServed(3_000);
        assertThat(keep(snapshot(1, 3_000, 10))).isTrue();
        assertThat(store.compaction().pack(id(1))).isTrue();
        assertAllIsServed(3_000);
    }

    @Test
    void largeChangesAndThoseThatCantBeDeflatedStayAlone() throws Exception {
        var random = new Random(3);
        var changes = new ArrayList<Append.NewChange>();
        for (int i = 0; i < 400; i++) {
            byte[] body = new byte[i % 100 == 99 ? 40_000 : 900];
            random.nextBytes(body);
            changes.add(new Append.NewChange(row(3, i), body));
        }
        for (int i = 400; i < 1_000; i++) changes.add(Documents.changes(3, i, 1).getFirst());
        assertThat(answer(append(store, 3, 0, changes))).isNull();
        assertThat(store.compaction().keep(id(3), snapshot(3, 1_000, 10))).isTrue();
        assertThat(store.compaction().pack(id(3))).isTrue();
        StoredDocument document = stored(store, 3);
        assertThat(number("SELECT min(key & 0xffffffff) FROM packs")).isEqualTo(400);
        assertThat(document.packed()).isEqualTo(1_000);
        assertThat(store.compaction().unfinished()).isEmpty();
        List<byte[]> bodies = store.bodies(document.row(), IntStream.range(0, 1_000).toArray());
        for (int i = 0; i < 1_000; i++) {
            assertThat(bodies.get(i)).isEqualTo(changes.get(i).body());
        }
    }

    @Test
    void aFullDiskLosesNothingAndTheRestIsDoneLater() throws Exception {
        assertThat(keep(snapshot(1, 2_000, 100))).isTrue();
        List<Append.NewChange> halfRandom = halfRandom(1_000);
        assertThat(answer(append(store, 3, 0, halfRandom))).isNull();
        assertThat(store.compaction().keep(id(3), snapshot(3, 1_000, 100))).isTrue();
        store.database().write(session -> session.execute("PRAGMA max_page_count = 10"));
        assertFull(() -> keep(snapshot(1, 4_000, 500_000)));
        assertThat(stored(store, 1).snapshotChanges()).isEqualTo(2_000);
        assertThat(read()).hasSize(100);
        assertFull(() -> store.compaction().pack(id(3)));
        assertThat(number("SELECT count(*) FROM packs")).isZero();
        assertAllIsServed(CHANGES);
        assertThat(store.integrityCheck()).isEmpty();

        store.database().write(session -> session.execute("PRAGMA max_page_count = 100000"));
        assertThat(store.compaction().unfinished()).containsExactly(id(1), id(3));
        assertThat(store.compaction().pack(id(3))).isTrue();
        List<byte[]> bodies =
                store.bodies(stored(store, 3).row(), IntStream.range(0, 1_000).toArray());
        assertThat(bodies).containsExactlyElementsOf(bodies(halfRandom));
        assertThat(keep(snapshot(1, 4_000, 500_000))).isTrue();
        assertThat(number("SELECT sum(length(part)) FROM snapshots")).isEqualTo(500_100);
        assertAllIsServed(CHANGES);
    }

    private static List<Append.NewChange> halfRandom(int count) {
        var random = new Random(5);
        var changes = new ArrayList<Append.NewChange>();
        for (int i = 0; i < count; i++) {
            byte[] body = new byte[160];
            random.nextBytes(body);
            Arrays.fill(body, 80, 160, (byte) 1);
            changes.add(new Append.NewChange(row(3, i), body));
        }
        return changes;
    }

    private static List<byte[]> bodies(List<Append.NewChange> changes) {
        return changes.stream().map(Append.NewChange::body).toList();
    }

    private interface Attempt {
        boolean run() throws Exception;
    }

    private static void assertFull(Attempt attempt) {
        assertThatThrownBy(attempt::run)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FULL));
    }

    @Test
    void partsOfAnUnfinishedSnapshotAreNeverReadAndGo() throws Exception {
        assertThat(keep(snapshot(1, 1_000, 300_000))).isTrue();
        long row = stored(store, 1).row();
        store.database()
                .write(session -> SnapshotTables.addPart(session, row, 2_000, new byte[1_000]));
        reopen();
        assertThat(read()).isEqualTo(snapshot(1, 1_000, 300_000).document());
        store.compaction().unfinished();
        assertThat(number("SELECT sum(length(part)) FROM snapshots")).isEqualTo(300_000);
    }

    @Test
    void aBrokenPackIsDamageAndTheCheckNamesIt() throws Exception {
        assertThat(keep(snapshot(1, CHANGES, 100))).isTrue();
        store.compaction().pack(id(1));
        long row = stored(store, 1).row();
        for (String harm :
                List.of(
                        "UPDATE packs SET bodies = zeroblob(1000) WHERE key = (SELECT min(key)"
                                + " FROM packs)",
                        "UPDATE packs SET changes = 2000000000, bytes = 2000000000",
                        "DELETE FROM packs")) {
            store.database().write(session -> session.execute(harm));
            assertThatThrownBy(() -> store.bodies(row, new int[] {0}))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.DAMAGED));
            assertThat(store.integrityCheck())
                    .anySatisfy(problem -> assertThat(problem).contains("document " + row));
        }
        sound = false;
    }

    @Test
    void aSnapshotThatIsDroppedLeavesTheChangesServed() throws Exception {
        assertThat(keep(snapshot(1, CHANGES, 100))).isTrue();
        store.compaction().pack(id(1));
        long row = stored(store, 1).row();
        store.compaction().drop(row, 77);
        assertThat(stored(store, 1).snapshotChanges()).isEqualTo(CHANGES);
        store.compaction().drop(row, CHANGES);
        assertThat(stored(store, 1).snapshotChanges()).isZero();
        assertThat(number("SELECT count(*) FROM snapshots")).isZero();
        assertAllIsServed(CHANGES);
        assertThat(keep(snapshot(1, CHANGES, 100))).isTrue();
    }

    @Test
    void aSpaceOfTheVersionBeforeIsTakenOver() throws Exception {
        Path old = data.resolve("old");
        try (var database =
                Database.open(
                        old.resolve(SpaceStore.FILE),
                        SpaceTables.APPLICATION_ID,
                        SpaceTables.MIGRATIONS.subList(0, 2))) {
            database.write(session -> {
                SpaceTables.claim(session, LIBRARY);
                SpaceTables.append(
                        session,
                        new Append(
                                id(1),
                                0,
                                Documents.changes(1, 0, 800),
                                List.of(head(1, 799)),
                                _ -> {}),
                        0);
            });
        }
        store.close();
        store = SpaceStore.open(old, LIBRARY);
        assertAllIsServed(800);
        assertThat(keep(snapshot(1, 800, 100))).isTrue();
        assertThat(store.compaction().pack(id(1))).isTrue();
        assertAllIsServed(800);
    }

    private void decide(int document, boolean deleted, long at) throws Exception {
        var answer = new CompletableFuture<@Nullable StoreException>();
        store.decide(new Decision(id(document), new Deletion(deleted, at), answer::complete));
        assertThat(answer(answer)).isNull();
    }
}
