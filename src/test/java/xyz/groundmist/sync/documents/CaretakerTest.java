package xyz.groundmist.sync.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import org.automerge.Document;
import org.automerge.ObjectId;
import org.automerge.ObjectType;
import org.automerge.Transaction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.json.JsonMapper;

import xyz.groundmist.sync.documents.Documents.Which;
import xyz.groundmist.sync.engine.HostileChunks;
import xyz.groundmist.sync.store.Flaw;
import xyz.groundmist.sync.store.FlawedDocument;
import xyz.groundmist.sync.store.Source;
import xyz.groundmist.sync.store.StoredDocument;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the caretaker finds in documents, and what it makes of them. */
@Timeout(180)
class CaretakerTest {
    /** Hasty: nothing is waited for. */
    private static final CareLimits LIMITS =
            new CareLimits(
                    Duration.ofMillis(10),
                    5_000,
                    Duration.ofMillis(10),
                    0,
                    Duration.ofMillis(10),
                    Duration.ofMillis(100),
                    50,
                    2_000);

    @TempDir Path folder;

    private record Found(Which which, Flaw flaw, @Nullable Source by) {}

    private final List<Found> found = new CopyOnWriteArrayList<>();

    private Caretaker caretaker(Library library) {
        var caretaker =
                new Caretaker(
                        library.spaces,
                        library.cage,
                        LIMITS,
                        (which, flaw, by) -> found.add(new Found(which, flaw, by)));
        caretaker.start();
        return caretaker;
    }

    /** A text that one author types. */
    private static List<byte[]> typed(int letters) throws Exception {
        var document = new Document();
        ObjectId text;
        try (Transaction change = document.startTransaction()) {
            text = change.set(ObjectId.ROOT, "text", ObjectType.TEXT);
            change.commit();
        }
        for (int i = 1; i < letters; i++) {
            try (Transaction change = document.startTransaction()) {
                change.spliceText(text, i - 1, 0, "x");
                change.commit();
            }
        }
        List<byte[]> changes = Library.changes(document);
        document.free();
        return changes;
    }

    private static StoredDocument stored(Library library, Which which) throws Exception {
        return Objects.requireNonNull(library.spaces.open(which.space()).find(which.id()));
    }

    private static List<FlawedDocument> flawed(Library library) throws Exception {
        return library.spaces.open(Library.SPACE).flawed();
    }

    private static boolean isExamined(Library library, Which which) throws Exception {
        StoredDocument stored = stored(library, which);
        return stored.examined() == stored.changes();
    }

    private static void until(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) fail("it never came to pass that " + what);
            Thread.sleep(5);
        }
    }

    @Test
    void aDocumentThatWasEditedIsLookedIntoAndGetsASnapshotWhenItIsWorthIt() throws Exception {
        List<byte[]> novel = typed(500);
        try (var library = new Library(folder);
                var caretaker = caretaker(library)) {
            Which note = library.add(typed(3));
            Which large = library.add(novel.subList(0, 200));
            until("both are looked into", () ->
                    isExamined(library, note) && isExamined(library, large));
            assertThat(stored(library, note).snapshotChanges()).as("too small").isZero();
            assertThat(stored(library, large).snapshotChanges()).isEqualTo(200);

            library.take(large, novel.subList(200, 210));
            until("it is looked into", () -> isExamined(library, large));
            assertThat(stored(library, large).snapshotChanges()).as("too little").isEqualTo(200);

            library.take(large, novel.subList(210, 500));
            until("it is looked into", () -> isExamined(library, large));
            StoredDocument now = stored(library, large);
            assertThat(now.snapshotChanges()).isEqualTo(500);
            assertThat(now.snapshotBytes()).isLessThan((int) (now.bytes() / 10));
            assertThat(library.stored(large).getHeads()).hasSize(1);
            assertThat(found).isEmpty();
            assertThat(caretaker).isNotNull();
        }
    }

    @Test
    void theChangeThatSpoilsADocumentIsFoundAndByWhomItCame() throws Exception {
        List<byte[]> honest = typed(40);
        try (var library = new Library(folder)) {
            var which = new Which(Library.SPACE, Library.newId());
            library.write("notes", which, honest.subList(0, 20));
            library.write("evil", which, List.of(HostileChunks.spoiling(honest.get(0))));
            library.write("notes", which, honest.subList(20, 40));
            Which other = library.add(typed(5));
            try (var _ = caretaker(library)) {
                until("it is found", () -> !flawed(library).isEmpty());
                until("the other one is looked into", () -> isExamined(library, other));
            }
            FlawedDocument one = flawed(library).getFirst();
            assertThat(one.id()).isEqualTo(which.id());
            assertThat(one.flaw().kind()).isEqualTo(Flaw.Kind.SPOILT);
            assertThat(one.flaw().change()).isEqualTo(20);
            assertThat(one.by()).isEqualTo(new Source(Source.Kind.APP, "evil"));
            assertThat(found).singleElement().matches(f -> f.which().equals(which));
            assertThat(stored(library, other).changes()).isEqualTo(5);

            String point = one.flaw().before().getFirst().toString().substring(0, 8);
            byte[] view = library.documents.view(which, point, "", 0);
            assertThat(JsonMapper.shared().readTree(view).at("/value/text").asString())
                    .isEqualTo("x".repeat(19));
            Path file = folder.resolve("good.automerge");
            library.documents.exportFile(which, point, file, "automerge");
            Document good = Document.load(Files.readAllBytes(file));
            assertThat(good.getHeads()).hasSize(1);
            Path whole = folder.resolve("whole.automerge");
            library.documents.exportFile(which, null, whole, "automerge");
            assertThat(Library.changes(applied(Files.readAllBytes(whole)))).hasSize(41);
        }
    }

    private static Document applied(byte[] changes) {
        var document = new Document();
        document.applyEncodedChanges(changes);
        return document;
    }

    @Test
    void aFlawOutlastsARestartAndIsToldOnce() throws Exception {
        List<byte[]> honest = typed(10);
        Which which;
        try (var library = new Library(folder);
                var _ = caretaker(library)) {
            which = library.add(honest);
            until("it is looked into", () -> isExamined(library, which));
            library.take(which, List.of(HostileChunks.spoiling(honest.get(0))));
            until("it is found", () -> !flawed(library).isEmpty());
        }
        assertThat(found).hasSize(1);
        try (var library = new Library(folder);
                var _ = caretaker(library)) {
            assertThat(flawed(library)).singleElement().matches(one -> one.flaw().change() == 10);
            Which later = library.add(typed(5));
            until("another one is looked into", () -> isExamined(library, later));
            library.take(which, typed(4));
            Which last = library.add(typed(6));
            until("and one more", () -> isExamined(library, last));
            assertThat(flawed(library)).hasSize(1);
            assertThat(found).hasSize(1);
        }
    }

    /** As a newer Automerge may write one day: its app is not to be blamed. */
    @Test
    void whatNoAutomergeKnowsYetIsToldApart() throws Exception {
        List<byte[]> honest = typed(10);
        try (var library = new Library(folder);
                var _ = caretaker(library)) {
            var which = new Which(Library.SPACE, Library.newId());
            var changes = new ArrayList<>(honest.subList(0, 9));
            changes.add(HostileChunks.foreign(honest.get(9)));
            library.write("newer", which, changes);
            until("it is found", () -> !flawed(library).isEmpty());
            assertThat(flawed(library).getFirst().flaw().kind()).isEqualTo(Flaw.Kind.FOREIGN);
        }
    }

    /** What the others of these tests build on. */
    @Test
    void itIsTheOracleThatSaysWhatASpoiltDocumentIs() throws Exception {
        List<byte[]> honest = typed(2);
        var document = new Document();
        for (byte[] one : honest) document.applyEncodedChanges(one);
        document.applyEncodedChanges(HostileChunks.spoiling(honest.get(0)));
        byte[] saved = document.save();
        assertThat(document.getHeads()).hasSize(2);
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> Document.load(saved))
                .withMessageContaining("mismatching heads");
    }
}
