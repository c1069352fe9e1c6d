package xyz.groundmist.sync.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import org.automerge.Document;
import org.automerge.ObjectId;
import org.automerge.ObjectType;
import org.automerge.Transaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.documents.Documents.Which;
import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.engine.HostileChunks;

import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Documents brought in from folders and files, and out into them; folders that somebody made. */
class TransferTest {
    private static final Progress UNWATCHED = (_, _) -> {};

    @TempDir Path folder;
    private Path theirs;
    private Library library;

    @BeforeEach
    void open() throws Exception {
        theirs = Files.createDirectories(folder.resolve("theirs"));
        library = new Library(folder.resolve("data"));
    }

    @AfterEach
    void close() {
        library.close();
    }

    /** A document with so many changes, a letter each. */
    private static Document typed(String text) {
        var document = new Document();
        ObjectId letters;
        try (Transaction change = document.startTransaction()) {
            letters = change.set(ObjectId.ROOT, "text", ObjectType.TEXT);
            change.commit();
        }
        for (int i = 0; i < text.length(); i++) {
            try (Transaction change = document.startTransaction()) {
                change.spliceText(letters, i, 0, text.substring(i, i + 1));
                change.commit();
            }
        }
        return document;
    }

    private Path put(DocumentId id, String kind, String name, byte[] content) throws Exception {
        String text = id.toString();
        Path place = theirs.resolve(text.substring(0, 2)).resolve(text.substring(2)).resolve(kind);
        return Files.write(Files.createDirectories(place).resolve(name), content);
    }

    private TransferReport bringIn() throws Exception {
        return library.documents.importFolder(new NodefsFolder(theirs), Library.SPACE, UNWATCHED);
    }

    private String text(DocumentId id) throws Exception {
        var which = new Which(Library.SPACE, id);
        return new String(library.documents.view(which, null, "/text", 0), StandardCharsets.UTF_8);
    }

    @Test
    void aSnapshotAndChangesInAnyOrderBecomeOneDocumentAndTwiceIsAsOnce() throws Exception {
        DocumentId id = Library.newId();
        Document document = typed("Milk");
        List<byte[]> changes = Library.changes(document);
        var later = new Document();
        for (byte[] change : changes) later.applyEncodedChanges(change);
        try (Transaction change = later.startTransaction()) {
            change.set(ObjectId.ROOT, "title", "List");
            change.commit();
        }
        put(id, "snapshot", "aa", document.save());
        List<byte[]> all = Library.changes(later);
        for (int i = 0; i < all.size(); i++) put(id, "incremental", "c" + (9 - i), all.get(i));
        put(id, "incremental", "unknown to us", new byte[0]);

        TransferReport report = bringIn();
        assertThat(report.problems()).isEmpty();
        assertThat(report.documents()).isEqualTo(1);
        assertThat(report.changes()).isEqualTo(all.size());
        assertThat(report.added()).isEqualTo(all.size());
        assertThat(text(id)).contains("\"Milk\"");
        assertThat(bringIn()).isEqualTo(new TransferReport(1, all.size(), 0, List.of()));
    }

    @Test
    void whatIsBrokenIsSaidOfItsFileAndTheOthersAreBroughtIn() throws Exception {
        var ids = Stream.generate(Library::newId).limit(6).toList();
        byte[] saved = typed("whole").save();
        put(ids.get(0), "snapshot", "aa", saved);
        put(ids.get(1), "snapshot", "aa", Arrays.copyOf(saved, saved.length - 3));
        put(ids.get(2), "snapshot", "aa", "no document".getBytes(StandardCharsets.UTF_8));
        byte[] damaged = saved.clone();
        damaged[saved.length / 2] ^= 0x55;
        put(ids.get(3), "snapshot", "aa", damaged);
        List<byte[]> changes = Library.changes(typed("ab"));
        put(ids.get(4), "incremental", "late", changes.getLast());
        put(ids.get(5), "incremental", "aa", new byte[] {(byte) 0x85, 0x6f, 0x4a});
        // Who can write into the folder can't make us read elsewhere.
        Path elsewhere = Files.write(folder.resolve("elsewhere"), typed("secret").save());
        Files.createSymbolicLink(
                put(ids.get(0), "snapshot", "bb", saved).resolveSibling("cc"), elsewhere);
        Files.createSymbolicLink(theirs.resolve("zz"), theirs);
        Files.createDirectories(theirs.resolve("st/orage-adapter-id"));

        TransferReport report = bringIn();
        assertThat(report.documents()).isEqualTo(1);
        assertThat(report.problems()).hasSize(5);
        for (DocumentId id : ids.subList(1, 6)) {
            assertThat(report.problems()).anyMatch(problem -> problem.startsWith(id + ": "));
        }
        assertThat(text(ids.getFirst())).contains("\"whole\"");
        assertThat(report.problems().toString())
                .contains("cut short")
                .contains("something else than what Automerge writes")
                .contains("1 changes were left out");
    }

    @Test
    void bombsInAFolderAreCountedOrCostTheWorkerOnly() throws Exception {
        DocumentId calm = Library.newId();
        put(calm, "snapshot", "aa", typed("calm").save());
        put(Library.newId(), "snapshot", "aa", HostileChunks.document(1L << 40));
        put(Library.newId(), "snapshot", "aa", HostileChunks.document(1L << 31));
        put(Library.newId(), "incremental", "aa", HostileChunks.maps(8 << 20));
        put(Library.newId(), "incremental", "aa", HostileChunks.scalar(128 << 20));
        TransferReport report = bringIn();
        assertThat(report.problems()).hasSizeBetween(3, 4); // what syncs may come in, unopened
        assertThat(text(calm)).contains("\"calm\"");
    }

    @Test
    void anImportThatIsGivenUpKeepsWhatItBroughtInAndGoesOnLater() throws Exception {
        for (int i = 0; i < 5; i++) {
            put(Library.newId(), "snapshot", "aa", typed("note " + i).save());
        }
        var seen = new ArrayList<Integer>();
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() ->
                        library.documents.importFolder(
                                new NodefsFolder(theirs),
                                Library.SPACE,
                                (done, of) -> {
                                    seen.add(done);
                                    assertThat(of).isEqualTo(5);
                                    if (done == 2) Thread.currentThread().interrupt();
                                }));
        assertThat(seen).containsExactly(0, 1, 2);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(library.documents.all(null)).hasSize(2);
        assertThat(bringIn().documents()).isEqualTo(5);
        assertThat(library.documents.all(null)).hasSize(5);
    }

    /** More than fits into one batch, and than a person would type. */
    @Test
    void aLargeDocumentGoesThroughInBatchesAndLeavesNothingBehind() throws Exception {
        var document = new Document();
        for (int i = 0; i < 30; i++) {
            try (Transaction change = document.startTransaction()) {
                byte[] noise = new byte[100_000];
                new java.util.Random(i).nextBytes(noise);
                change.set(ObjectId.ROOT, "part " + i, noise);
                change.commit();
            }
        }
        DocumentId id = Library.newId();
        put(id, "snapshot", "aa", document.save());
        assertThat(bringIn()).isEqualTo(new TransferReport(1, 30, 30, List.of()));
        try (Stream<Path> drafts = Files.list(folder.resolve("data/native"))) {
            assertThat(drafts.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("draft-"));
        }
        Document again = library.stored(new Which(Library.SPACE, id));
        assertThat(again.getHeads()).isEqualTo(document.getHeads());
    }

    @Test
    void whatIsWrittenComesBackAndNothingIsWrittenOver() throws Exception {
        Which which = library.add(typed("Milk and bread"));
        Path file = folder.resolve("out/list.automerge");
        assertThat(library.documents.exportFile(which, null, file, "automerge").documents())
                .isEqualTo(1);
        byte[] written = Files.readAllBytes(file);
        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> library.documents.exportFile(which, null, file, "automerge"));
        assertThat(file).hasBinaryContent(written);
        var copy = new Which(Library.SPACE, Library.newId());
        assertThat(library.documents.importFile(file, copy).problems()).isEmpty();
        assertThat(text(copy.id())).contains("\"Milk and bread\"");

        Path text = folder.resolve("out/list.md");
        library.documents.exportFile(which, null, text, "text");
        assertThat(text).hasContent("Milk and bread");
        Path json = folder.resolve("out/list.json");
        library.documents.exportFile(which, null, json, "json");
        assertThat(json).content().contains("\"text\"").contains("\"Milk and bread\"");
        assertThatExceptionOfType(DocumentException.class)
                .isThrownBy(
                        () -> library.documents.exportFile(which, null, json.resolve("x"), "pdf"))
                .withMessageContaining("is no format");
        try (Stream<Path> left = Files.list(folder.resolve("out"))) {
            assertThat(left).hasSize(3);
        }
    }

    /** What can't be opened here is written as its changes, so that nothing is kept from anyone. */
    @Test
    void whatCannotBeOpenedIsWrittenAsItIs() throws Exception {
        Which bomb = library.add(List.of(HostileChunks.maps(8 << 20)));
        Path out = folder.resolve("out");
        TransferReport report = library.documents.export(List.of(bomb), out, "folder", UNWATCHED);
        assertThat(report.problems()).isEmpty();
        var written = new NodefsFolder(out.resolve("xyz/example/notes"));
        assertThat(written.documents()).containsExactly(bomb.id());
        assertThat(written.files(bomb.id()))
                .singleElement()
                .satisfies(file -> assertThat(file).hasBinaryContent(HostileChunks.maps(8 << 20)));
    }

    @Test
    void aWholeDiskIsNotSearched() throws Exception {
        for (int i = 0; i < 110; i++) {
            for (int k = 0; k < 100; k++) {
                Files.createDirectories(theirs.resolve("folder " + i).resolve("folder " + k));
            }
        }
        assertThatIOException()
                .isThrownBy(() -> NodefsFolder.below(theirs, List.of()))
                .withMessageContaining("too many folders");
    }
}
