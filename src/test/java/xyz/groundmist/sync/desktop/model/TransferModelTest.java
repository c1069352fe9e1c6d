package xyz.groundmist.sync.desktop.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.desktop.model.TransferModel.Format;
import xyz.groundmist.sync.desktop.model.TransferModel.Scope;
import xyz.groundmist.sync.home.ControlException;
import xyz.groundmist.sync.home.FoundFolder;
import xyz.groundmist.sync.home.TransferState;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Documents brought in and written out, without a window. */
class TransferModelTest {
    @TempDir private Path folder;
    private final FakeDocuments documents = new FakeDocuments(() -> {});
    private final List<TransferView> told = new ArrayList<>();
    private int ended;
    private final TransferModel model =
            new TransferModel(documents, new Work(Runnable::run, Runnable::run), () -> ended++);

    private static TransferState done(int documents, long added, List<String> problems) {
        return new TransferState(
                documents,
                documents,
                new TransferState.Outcome(documents, 900, added, problems),
                null);
    }

    @Test
    void anExportTellsHowFarItIsAndHowItEnded() {
        documents.transfers(
                new TransferState(0, 0, null, null),
                new TransferState(12, 400, null, null),
                done(400, 0, List.of()));
        model.view().watch(told::add);
        model.export(new Scope(null, "xyz.groundmist.library"), Format.JSON, folder);

        assertThat(documents.asked)
                .containsExactly(
                        "export xyz.groundmist.library as json to " + folder.getFileName());
        assertThat(told)
                .extracting(TransferView::words)
                .containsExactly(
                        null,
                        "Exporting…",
                        "Exporting… 12 of 400 documents",
                        "Written: 400 documents with 900 changes, at " + folder);
        assertThat(told.get(2).done()).isEqualTo(0.03);
        assertThat(told.get(2).running()).isTrue();
        assertThat(model.view().now().running()).isFalse();
        model.dismiss();
        assertThat(model.view().now()).isEqualTo(TransferView.NONE);
    }

    @Test
    void anImportTellsWhatIsNewAndWhatIsNotOver() {
        documents.transfers(done(45, 0, Collections.nCopies(23, "4x: it is too large.")));
        model.bringIn(folder, " ");

        assertThat(documents.asked)
                .containsExactly("import " + folder.getFileName() + " into null");
        assertThat(model.view().now().words())
                .isEqualTo("Here are 45 documents with 900 changes, none of them new.");
        assertThat(model.view().now().problems()).hasSize(21).endsWith("And 3 more of these.");
        assertThat(ended).isEqualTo(1);
    }

    @Test
    void aFileNeedsASpace() throws Exception {
        Path file = Files.createFile(folder.resolve("books.automerge"));
        model.bringIn(file, "");
        assertThat(model.view().now().words())
                .isEqualTo("Say into which space the file goes, such as xyz.groundmist.library.");
        assertThat(documents.asked).isEmpty();
        documents.transfers(done(1, 12, List.of()));
        model.bringIn(file, " xyz.groundmist.notes ");
        assertThat(documents.asked)
                .containsExactly("import books.automerge into xyz.groundmist.notes");
        assertThat(model.view().now().words())
                .isEqualTo("Here is 1 document with 900 changes, 12 of them new.");
    }

    @Test
    void whatFailsIsSaid() {
        documents.transfers(new TransferState(3, 9, null, "A file can't be read: it isn't there."));
        model.bringIn(folder, "");
        assertThat(model.view().now().words()).isEqualTo("A file can't be read: it isn't there.");
        documents.refuse(new ControlException("Another import or export is under way."));
        model.export(new Scope(null, null), Format.FOLDER, folder);
        assertThat(model.view().now().words()).isEqualTo("Another import or export is under way.");
        model.cancel();
        assertThat(model.view().now().running()).isFalse();
    }

    @Test
    void whatAnEarlierServerLeftIsOfferedByName() {
        documents.left(
                new FoundFolder("/data/xyz/groundmist/old", "xyz.groundmist.old", 45),
                new FoundFolder("/data/odd", null, 1));
        model.lookForFolders();
        assertThat(model.found().now())
                .extracting(TransferModel.Found::words)
                .containsExactly("45 documents of xyz.groundmist.old", "1 document in /data/odd");
    }

    @Test
    void aFileIsNamedForItsDocumentAsFarAsSystemsTakeIt() {
        assertThat(TransferModel.fileName("Reading list", Format.AUTOMERGE))
                .isEqualTo("Reading list.automerge");
        assertThat(TransferModel.fileName("a/b:c\n\"d\"", Format.TEXT)).isEqualTo("a b c d.md");
        assertThat(TransferModel.fileName("..", Format.JSON)).isEqualTo("document.json");
        assertThat(TransferModel.fileName("x".repeat(300), Format.JSON)).hasSize(65);
        assertThat(new Scope(FakeDocuments.key("1"), null).file(Format.TEXT)).isTrue();
        assertThat(new Scope(FakeDocuments.key("1"), null).file(Format.FOLDER)).isFalse();
        assertThat(new Scope(null, null).file(Format.TEXT)).isFalse();
    }
}
