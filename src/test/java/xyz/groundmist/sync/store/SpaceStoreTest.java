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
import static xyz.groundmist.sync.store.Documents.stored;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.store.StoreException.Kind;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

class SpaceStoreTest {
    @TempDir Path data;

    @Test
    void whatIsStoredIsReadBackAlsoTheNextDay() throws Exception {
        Instant before = Instant.now().minus(Duration.ofSeconds(1));
        try (var store = open()) {
            assertThat(answer(append(store, 7, 0, 3))).isNull();
            assertThat(answer(append(store, 7, 3, 2))).isNull();
            assertThat(answer(append(store, 8, 0, 1))).isNull();
        }
        try (var store = open()) {
            StoredDocument seven = stored(store, 7);
            assertThat(seven.id()).isEqualTo(id(7));
            assertThat(seven.changes()).isEqualTo(5);
            assertThat(seven.bytes())
                    .isEqualTo(IntStream.range(0, 5).mapToLong(i -> body(7, i).length).sum());
            assertThat(seven.heads()).containsExactly(head(7, 4));
            assertThat(seven.created()).isBetween(before, seven.changed());
            assertThat(store.graphRows(seven))
                    .containsExactly(row(7, 0), row(7, 1), row(7, 2), row(7, 3), row(7, 4));
            assertThat(store.bodies(seven.row(), new int[] {0, 2, 3}))
                    .containsExactly(body(7, 0), body(7, 2), body(7, 3));
            assertThat(store.bodies(seven.row(), new int[0])).isEmpty();
            assertThat(store.documents())
                    .extracting(StoredDocument::id)
                    .containsExactly(id(7), id(8));
            assertThat(store.totals())
                    .isEqualTo(new SpaceTotals(2, 6, seven.bytes() + body(8, 0).length));
            assertThat(store.queuedBytes()).isZero();
            assertThat(store.integrityCheck()).isEmpty();
        }
    }

    @Test
    void aDocumentNobodyStoredIsUnknown() throws Exception {
        try (var store = open()) {
            assertThat(store.find(id(1))).isNull();
            assertThat(store.documents()).isEmpty();
            assertThat(store.totals()).isEqualTo(new SpaceTotals(0, 0, 0));
        }
    }

    @Test
    void headsAreKeptSorted() throws Exception {
        try (var store = open()) {
            var heads = List.of(head(-1, 0), head(1, 5), head(1, 2));
            var answer = new CompletableFuture<@Nullable StoreException>();
            store.append(new Append(id(1), 0, Documents.changes(1, 0, 1), heads, answer::complete));
            assertThat(answer(answer)).isNull();
            assertThat(stored(store, 1).heads())
                    .containsExactly(head(1, 2), head(1, 5), head(-1, 0));
        }
    }

    @Test
    void aThousandAppendsAreAnsweredInTheirOrder() throws Exception {
        var answered = Collections.synchronizedList(new ArrayList<Integer>());
        try (var store = open()) {
            var last = new CompletableFuture<@Nullable StoreException>();
            for (int i = 0; i < 1_000; i++) {
                int index = i;
                store.append(
                        new Append(
                                id(1),
                                i,
                                Documents.changes(1, i, 1),
                                List.of(head(1, i)),
                                failure -> {
                                    if (failure == null) answered.add(index);
                                    if (index == 999) last.complete(failure);
                                }));
            }
            assertThat(answer(last)).isNull();
            assertThat(answered).isEqualTo(IntStream.range(0, 1_000).boxed().toList());
            assertThat(store.graphRows(stored(store, 1)))
                    .hasSize(1_000)
                    .last()
                    .isEqualTo(row(1, 999));
        }
    }

    @Test
    void closingStoresWhatWasAppendedAndRefusesMore() throws Exception {
        var answers = new ArrayList<CompletableFuture<@Nullable StoreException>>();
        var store = open();
        for (int i = 0; i < 500; i++) answers.add(append(store, i % 10, i / 10, 1));
        store.close();
        for (var answer : answers) assertThat(answer.getNow(unanswered())).isNull();
        assertThat(failure(append(store, 1, 50, 1)).kind()).isEqualTo(Kind.FAILED);
        assertThatThrownBy(() -> store.find(id(1)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("stopping");
        store.close();

        Path folder = data.resolve("space");
        assertThat(folder).isDirectoryContaining("glob:**/space.db");
        assertThat(folder).isDirectoryNotContaining("glob:**-wal");
        try (var again = open()) {
            assertThat(again.totals().changes()).isEqualTo(500);
        }
    }

    @Test
    void changesThatDontContinueTheDocumentAreRefusedAndLeaveNoGap() throws Exception {
        try (var store = open()) {
            var first = append(store, 1, 0, 2);
            var gap = append(store, 1, 3, 1);
            var other = append(store, 2, 0, 1);
            var again = append(store, 1, 0, 1);
            var next = append(store, 1, 2, 1);
            assertThat(failure(gap)).hasMessageContaining(id(1).toString());
            assertThat(failure(again).kind()).isEqualTo(Kind.FAILED);
            for (var good : List.of(first, other, next)) assertThat(answer(good)).isNull();
            assertThat(stored(store, 1).changes()).isEqualTo(3);
            assertThat(store.integrityCheck()).isEmpty();
        }
    }

    @Test
    void aFullDiskRefusesChangesAndNothingElse() throws Exception {
        try (var store = open()) {
            assertThat(answer(append(store, 1, 0, 5))).isNull();
            SpaceTotals before = store.totals();
            store.database().write(session -> session.execute("PRAGMA max_page_count = 10"));
            var big = List.of(new Append.NewChange(row(1, 5), new byte[200_000]));
            var refused = append(store, 1, 5, big);
            var builtOnIt = append(store, 1, 6, 1);
            assertThat(failure(refused).kind()).isEqualTo(Kind.FULL);
            assertThat(failure(refused))
                    .hasMessageContaining("space.db")
                    .hasMessageContaining("Free");
            assertThat(failure(builtOnIt)).isNotNull();
            assertThat(store.graphRows(stored(store, 1))).hasSize(5);
            assertThat(store.totals()).isEqualTo(before);

            store.database().write(session -> session.execute("PRAGMA max_page_count = 100000"));
            assertThat(answer(append(store, 1, 5, big))).isNull();
            assertThat(answer(append(store, 1, 6, 1))).isNull();
            assertThat(store.integrityCheck()).isEmpty();
        }
    }

    @Test
    void anAnswerThatFailsStopsNobody() throws Exception {
        try (var store = open()) {
            store.append(
                    new Append(
                            id(1),
                            0,
                            Documents.changes(1, 0, 1),
                            List.of(head(1, 0)),
                            _ -> {
                                throw new IllegalStateException("a careless caller");
                            }));
            assertThat(answer(append(store, 1, 1, 1))).isNull();
        }
    }

    @Test
    void queuedBytesAreThoseNotYetAnswered() throws Exception {
        try (var store = open()) {
            var go = new CountDownLatch(1);
            store.append(
                    new Append(
                            id(1),
                            0,
                            Documents.changes(1, 0, 1),
                            List.of(head(1, 0)),
                            _ -> waitFor(go)));
            var large = List.of(new Append.NewChange(new byte[10], new byte[1_000]));
            var answer = append(store, 2, 0, large);
            assertThat(store.queuedBytes()).isGreaterThanOrEqualTo(1_010);
            go.countDown();
            assertThat(answer(answer)).isNull();
            assertThat(store.queuedBytes()).isZero();
        }
    }

    @Test
    void manyReadWhileOneWrites() throws Exception {
        try (var store = open()) {
            assertThat(answer(append(store, 1, 0, 1))).isNull();
            var failures = Collections.synchronizedList(new ArrayList<Throwable>());
            var readers = new ArrayList<Thread>();
            for (int reader = 0; reader < 16; reader++) {
                readers.add(
                        Thread.startVirtualThread(() -> {
                            try {
                                for (int i = 0; i < 40; i++) readEverything(store);
                            } catch (Throwable e) {
                                failures.add(e);
                            }
                        }));
            }
            for (int i = 1; i < 150; i++) assertThat(answer(append(store, 1, i, 1))).isNull();
            for (Thread reader : readers) reader.join();
            assertThat(failures).isEmpty();
        }
    }

    private static void readEverything(SpaceStore store) throws StoreException {
        StoredDocument document = stored(store, 1);
        int last = document.changes() - 1;
        assertThat(document.heads()).containsExactly(head(1, last));
        assertThat(store.graphRows(document)).hasSize(document.changes());
        assertThat(store.bodies(document.row(), new int[] {last})).containsExactly(body(1, last));
    }

    @Test
    void otherUsersCantLookIntoTheFolder() throws Exception {
        try (var store = open()) {
            assertThat(answer(append(store, 1, 0, 1))).isNull();
            Path folder = data.resolve("space");
            assertThat(mode(folder)).isEqualTo("rwx------");
            try (var files = Files.list(folder)) {
                assertThat(files).hasSize(3).allMatch(file -> mode(file).equals("rw-------"));
            }
        }
    }

    @Test
    void aFolderMayHaveAnyName() throws Exception {
        Path odd = data.resolve("a b?mode=ro#ü%41;");
        try (var store = SpaceStore.open(odd, LIBRARY)) {
            assertThat(answer(append(store, 1, 0, 1))).isNull();
        }
        assertThat(odd.resolve("space.db")).isNotEmptyFile();
    }

    private SpaceStore open() throws StoreException {
        return SpaceStore.open(data.resolve("space"), LIBRARY);
    }

    private static StoreException failure(CompletableFuture<@Nullable StoreException> future)
            throws Exception {
        StoreException failure = answer(future);
        if (failure == null) throw new AssertionError("the changes were stored");
        return failure;
    }

    private static StoreException unanswered() {
        return StoreException.failed("nobody answered", null);
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String mode(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
