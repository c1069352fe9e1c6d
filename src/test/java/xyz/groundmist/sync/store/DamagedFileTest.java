package xyz.groundmist.sync.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import static xyz.groundmist.sync.store.Documents.LIBRARY;
import static xyz.groundmist.sync.store.Documents.answer;
import static xyz.groundmist.sync.store.Documents.append;
import static xyz.groundmist.sync.store.Documents.id;
import static xyz.groundmist.sync.store.Documents.stored;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.store.StoreException.Kind;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** Files that are not what this program left there. */
class DamagedFileTest {
    private static final int PAGE = 4_096;

    @TempDir Path data;

    @Test
    void aDamagedHeaderIsNamedWithWhatToDoAndOtherSpacesGoOn() throws Exception {
        Path file = spaceWithDocuments(50);
        overwrite(file, 0, 100);
        StoreException refusal = refusal(() -> open().close());
        assertThat(refusal.kind()).isEqualTo(Kind.DAMAGED);
        assertThat(refusal)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("restore it from a backup");
        try (var other = SpaceStore.open(data.resolve("other"), LIBRARY)) {
            assertThat(answer(append(other, 1, 0, 1))).isNull();
        }
    }

    @Test
    void aDamagedPageIsNamedWhenItIsMet() throws Exception {
        Path file = spaceWithDocuments(500);
        // The schema on the first page stays: only what is read from it on meets the damage.
        overwrite(file, 4 * PAGE, (int) Files.size(file) - 4 * PAGE);
        assertThat(refusal(this::readEverything).kind()).isEqualTo(Kind.DAMAGED);
    }

    @Test
    void writingToADamagedFileFailsAsLoudly() throws Exception {
        Path file = spaceWithDocuments(500);
        try (var store = open()) {
            overwrite(file, 2 * PAGE, (int) Files.size(file) - 2 * PAGE);
            StoreException failure = null;
            for (int number = 1_000; failure == null && number < 1_200; number++) {
                failure = answer(append(store, number, 0, 1));
            }
            assertThat(failure).isNotNull().returns(Kind.DAMAGED, StoreException::kind);
            assertThat(store.integrityCheck()).isNotEmpty();
        }
    }

    @Test
    void aFileCutShortIsDamaged() throws Exception {
        Path file = spaceWithDocuments(500);
        try (var cut = new RandomAccessFile(file.toFile(), "rw")) {
            cut.setLength(cut.length() / 2 / PAGE * PAGE);
        }
        assertThat(refusal(this::readEverything).kind()).isEqualTo(Kind.DAMAGED);
    }

    @Test
    void aFileEmptiedBesideItsLogIsNotTakenForANewOne() throws Exception {
        Path file = spaceWithDocuments(1);
        Files.write(file, new byte[0]);
        Files.writeString(file.resolveSibling("space.db-wal"), "what was written last");
        assertThat(refusal(() -> open().close()).kind()).isEqualTo(Kind.DAMAGED);
        Files.delete(file);
        assertThat(refusal(() -> open().close()).kind()).isEqualTo(Kind.DAMAGED);
        assertThat(file).doesNotExist();
    }

    @Test
    void missingChangesAreDamageAndTheCheckSaysWhose() throws Exception {
        spaceWithDocuments(3);
        try (var store = open()) {
            StoredDocument document = stored(store, 1);
            store.database()
                    .write(session ->
                            session.execute(
                                    "DELETE FROM changes WHERE key = "
                                            + (document.row() << 32 | 1)));
            assertThat(refusal(() -> store.graphRows(document)).kind()).isEqualTo(Kind.DAMAGED);
            assertThat(refusal(() -> store.bodies(document.row(), new int[] {0, 1})).kind())
                    .isEqualTo(Kind.DAMAGED);
            assertThat(store.graphRows(stored(store, 2))).hasSize(3);
            assertThat(store.integrityCheck())
                    .singleElement()
                    .asString()
                    .contains("document " + document.row());
        }
    }

    @Test
    void aFileOfANewerVersionIsLeftAlone() throws Exception {
        Path file = spaceWithDocuments(1);
        try (var store = open()) {
            store.database().write(session -> session.execute("PRAGMA user_version = 99"));
        }
        byte[] before = Files.readAllBytes(file);
        StoreException refusal = refusal(() -> open().close());
        assertThat(refusal.kind()).isEqualTo(Kind.FAILED);
        assertThat(refusal).hasMessageContaining("newer version").hasMessageContaining("99");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void anotherProgramsFileIsLeftAlone() throws Exception {
        Path file = data.resolve("space").resolve("space.db");
        try (var _ = Database.open(file, 4711, List.of("CREATE TABLE theirs (x)"))) {}
        byte[] before = Files.readAllBytes(file);
        assertThat(refusal(() -> open().close())).hasMessageContaining("another program");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);

        Files.writeString(file, "Dear diary, ".repeat(500));
        assertThat(refusal(() -> open().close()).kind()).isEqualTo(Kind.DAMAGED);
    }

    @Test
    void aFolderOfAnotherSpaceIsRefused() throws Exception {
        spaceWithDocuments(1);
        StoreException refusal =
                refusal(() ->
                        SpaceStore.open(
                                        data.resolve("space"),
                                        new SpaceName("xyz.groundmist.notebook"))
                                .close());
        assertThat(refusal)
                .hasMessageContaining("xyz.groundmist.library, not xyz.groundmist.notebook");
    }

    @Test
    void aFileWhereTheFolderShouldBeIsSaid() throws Exception {
        Files.writeString(data.resolve("space"), "a file");
        assertThat(refusal(() -> open().close()))
                .hasMessageContaining(data.resolve("space").toString())
                .hasMessageContaining("can't be created");
    }

    private Path spaceWithDocuments(int count) throws Exception {
        try (var store = open()) {
            var answers = new ArrayList<CompletableFuture<@Nullable StoreException>>();
            for (int number = 1; number <= count; number++) {
                answers.add(append(store, number, 0, 3));
            }
            for (var answer : answers) assertThat(answer(answer)).isNull();
        }
        return data.resolve("space").resolve("space.db");
    }

    private void readEverything() throws StoreException {
        try (var store = open()) {
            for (StoredDocument document : store.documents()) store.graphRows(document);
            for (int number = 1; number <= 500; number++) store.find(id(number));
        }
    }

    private SpaceStore open() throws StoreException {
        return SpaceStore.open(data.resolve("space"), LIBRARY);
    }

    private static StoreException refusal(ThrowingCallable what) {
        return catchThrowableOfType(StoreException.class, what);
    }

    private static void overwrite(Path file, int from, int length) throws Exception {
        byte[] noise = new byte[length];
        new Random(from).nextBytes(noise);
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            out.seek(from);
            out.write(noise);
        }
    }
}
