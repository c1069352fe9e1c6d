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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.json.JsonMapper;

import xyz.groundmist.sync.documents.Documents.Which;
import xyz.groundmist.sync.engine.HostileChunks;
import xyz.groundmist.sync.store.Flaw;
import xyz.groundmist.sync.store.FlawedDocument;
import xyz.groundmist.sync.store.Source;
import xyz.groundmist.sync.store.SpaceStore;
import xyz.groundmist.sync.store.StoredDocument;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
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
            until(
                    "both are looked into",
                    () -> isExamined(library, note) && isExamined(library, large));
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
            assertThat(library.documents.history(which))
                    .flatExtracting(Step::sources)
                    .extracting(Source::name)
                    .containsExactly("notes", "evil", "notes");

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

    private static CareLimits patient(Duration firstPause) {
        return new CareLimits(
                LIMITS.quiet(),
                LIMITS.enough(),
                LIMITS.between(),
                0,
                firstPause,
                Duration.ofDays(1),
                LIMITS.snapshotChanges(),
                LIMITS.snapshotBytes());
    }

    /** What starts the real worker and keeps count. */
    private List<String> counting(Path started) {
        var command = new ArrayList<>(List.of("sh", "-c"));
        command.add("echo x >> '" + started + "'; exec \"$0\" \"$@\"");
        command.addAll(WorkerCommand.here());
        return command;
    }

    private static long resident() throws Exception {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) return 0;
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                .sum();
    }

    @Test
    void documentsThatBringTheWorkerDownAreLeftAloneAndNobodyIsBlamed() throws Exception {
        Path started = folder.resolve("started");
        var usual = CageLimits.DEFAULT;
        var trusting =
                new CageLimits(
                        160L << 20,
                        Duration.ofSeconds(10),
                        usual.idle(),
                        usual.start(),
                        Integer.MAX_VALUE,
                        Integer.MAX_VALUE,
                        usual.actors(),
                        usual.changes());
        try (var library = new Library(folder, trusting, counting(started))) {
            library.add(List.of(HostileChunks.maps(8 << 20)));
            library.add(List.of(HostileChunks.operations(8 << 20)));
            library.add(List.of(HostileChunks.scalar(20 << 20)));
            Which calm = library.add(typed(5));
            long before = resident();
            Caretaker caretaker =
                    new Caretaker(
                            library.spaces,
                            library.cage,
                            patient(Duration.ofHours(1)),
                            (which, flaw, by) -> found.add(new Found(which, flaw, by)));
            caretaker.start();
            try (caretaker) {
                until("the calm one is looked into", () -> isExamined(library, calm));
                for (int i = 1; i < 4; i++) {
                    Which next = library.add(typed(i));
                    until("the next is looked into", () -> isExamined(library, next));
                }
            }
            // one for each of the three, one for the rest, and some that ended as they were asked
            assertThat(Files.readAllLines(started)).hasSizeLessThanOrEqualTo(8);
            // in here the three would take gigabytes; the tests' own garbage takes some
            assertThat(resident() - before).isLessThan(256L << 20);
            assertThat(found).isEmpty();
            assertThat(flawed(library)).isEmpty();
        }
    }

    @Test
    void aWorkerThatIsKilledAgainAndAgainCostsNothingAndTheWorkIsTakenUpAgain() throws Exception {
        List<byte[]> novel = typed(1_500);
        try (var library = new Library(folder)) {
            Which which = library.add(novel);
            try (var _ = caretaker(library)) {
                int killed = 0;
                long last = 0;
                while (killed < 15) {
                    WorkerProcess worker = library.cage.worker();
                    if (worker == null || worker.pid() == last || !worker.isAlive()) {
                        if (isExamined(library, which)) library.take(which, typed(2));
                        Thread.sleep(1);
                        continue;
                    }
                    last = worker.pid();
                    Thread.sleep(killed * 6L);
                    worker.kill();
                    killed++;
                }
                until("it is looked into", () -> isExamined(library, which));
            }
            assertThat(found).isEmpty();
            assertThat(flawed(library)).isEmpty();
            StoredDocument now = stored(library, which);
            assertThat(now.changes()).isGreaterThanOrEqualTo(1_500);
            assertThat(now.snapshotChanges()).isGreaterThanOrEqualTo(1_500);
            Document read = library.stored(which);
            assertThat(read.getHeads()).hasSize(now.heads().size());
        }
        try (var spaces = Files.list(folder.resolve("spaces"))) {
            for (Path space : spaces.toList()) {
                try (var store = SpaceStore.open(space, Library.SPACE)) {
                    assertThat(store.integrityCheck()).isEmpty();
                }
            }
        }
    }

    /** "It can't be loaded" of whatever it is given; then as if nothing had come out of it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "printf R; while printf '\\377\\377\\377\\377\\0\\006spoilt'; do :; done",
                "printf 'R\\0\\0\\0\\4\\0\\0\\0\\0\\0\\0\\0\\0'; sleep 0.1"
            })
    void aWorkerThatIsBrokenItselfHasNobodyBlamed(String says) throws Exception {
        Path started = folder.resolve("started");
        List<String> broken = List.of("sh", "-c", "echo x >> '" + started + "'; " + says);
        Files.createFile(started);
        try (var library = new Library(folder, CageLimits.DEFAULT, broken);
                var _ = caretaker(library)) {
            Which which = library.add(typed(3));
            until(
                    "it was asked often",
                    () -> Files.readAllLines(started).size() > 12 || !found.isEmpty());
            assertThat(found).isEmpty();
            assertThat(flawed(library)).isEmpty();
            assertThat(stored(library, which).examined()).isZero();
        }
    }

    @Test
    void withoutNativeCodeNothingIsLookedInto() throws Exception {
        Path started = folder.resolve("started");
        List<String> absent = List.of("sh", "-c", "echo x >> '" + started + "'; printf A");
        try (var library = new Library(folder, CageLimits.DEFAULT, absent);
                var _ = caretaker(library)) {
            Which which = library.add(typed(3));
            until("it is known", library.cage::isAbsent);
            library.take(which, typed(2));
            Thread.sleep(200);
            assertThat(started).hasContent("x\n");
            assertThat(stored(library, which).examined()).isZero();
        }
    }

    @Test
    void whatCannotBeWrittenDownIsDoneAgainLater() throws Exception {
        List<byte[]> honest = typed(5);
        try (var library = new Library(folder)) {
            Which good = library.add(typed(4));
            Which bad = library.add(honest);
            library.take(bad, List.of(HostileChunks.spoiling(honest.get(0))));
            Path space;
            try (var spaces = Files.list(folder.resolve("spaces"))) {
                space = spaces.findFirst().orElseThrow();
            }
            try (var other =
                            DriverManager.getConnection(
                                    "jdbc:sqlite:" + space.resolve(SpaceStore.FILE));
                    var statement = other.createStatement();
                    var _ = caretaker(library)) {
                statement.execute("PRAGMA busy_timeout = 5000");
                statement.execute(
                        "CREATE TRIGGER full BEFORE UPDATE OF examined ON documents"
                                + " BEGIN SELECT RAISE(ABORT, 'a test makes this fail'); END");
                library.take(good, typed(2));
                until("it is told of again", () -> found.size() > 1);
                assertThat(flawed(library)).isEmpty();
                statement.execute("DROP TRIGGER full");
                until("it is written down", () -> !flawed(library).isEmpty());
                until("the good one is looked into", () -> isExamined(library, good));
            }
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
