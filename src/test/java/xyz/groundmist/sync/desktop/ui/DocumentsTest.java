package xyz.groundmist.sync.desktop.ui;

import static org.assertj.core.api.Assertions.assertThat;

import javafx.scene.control.ListView;
import javafx.scene.control.Slider;
import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.desktop.model.DocumentKey;
import xyz.groundmist.sync.desktop.model.FakeDocuments;
import xyz.groundmist.sync.desktop.model.FakeServer;
import xyz.groundmist.sync.home.ControlException;
import xyz.groundmist.sync.home.FoundFolder;
import xyz.groundmist.sync.home.TransferState;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The documents, as a person looks into them, brings them back, takes them in and out. */
@Timeout(120)
class DocumentsTest {
    @TempDir private Path folder;
    private final FakeServer server = new FakeServer();
    private final FakeDocuments documents = server.documents;
    private DocumentKey list;
    private OpenWindow window;

    @BeforeEach
    void open() throws Exception {
        server.signedIn("anna.test");
        list = Shelf.readingList(documents);
        Shelf.others(documents);
        server.start();
        window = new OpenWindow(folder, server);
        window.click("page-documents");
        window.see("Garden plan");
    }

    @AfterEach
    void close() throws Exception {
        window.close();
    }

    private void slideTo(int step) throws Exception {
        window.await(() -> OpenWindow.shown(window.node("life")));
        OpenWindow.on(() -> {
            ((Slider) window.node("life")).setValue(step);
            return true;
        });
    }

    @Test
    void theyAreListedBySpaceAndFoundByTitle() {
        window.see("9SxF…w2Kz");
        window.see("All spaces");
        window.see("Can’t be opened here");
        window.click("space-xyz-groundmist-notes");
        window.seeNoMore("Garden plan");
        window.see("Winter soups");
        window.click("space-all");
        window.type("find", "gard");
        window.seeNoMore("Winter soups");
        window.see("Garden plan");
        window.see("1 of 6 documents");
        window.type("find", "nothing like it");
        window.see("No document is called that.");
    }

    @Test
    void oneIsReadAndItsPastToo() throws Exception {
        window.choose("Reading list");
        window.see("step 4 of 4");
        window.await(() -> content().contains("borrow from Mia"));
        slideTo(2);
        window.see("step 3 of 4");
        window.await(() -> content().contains("mark=added"));
        assertThat(content()).doesNotContain("borrow from Mia");
        window.click("pane-step");
        window.see("books › 2");
        window.click("pane-since");
        window.see("books › 2 › note");
        window.click("pane-content");
        window.seeNoMore("borrow from Mia");
    }

    /** All lines of the content, in sight or not. */
    private String content() {
        return ((ListView<?>) window.node("content")).getItems().toString();
    }

    @Test
    void theSliderMovesByItsKeys() {
        window.choose("Reading list");
        window.see("step 4 of 4");
        window.await(() -> {
            window.node("life").requestFocus();
            return window.node("life").isFocused();
        });
        window.press(KeyCode.LEFT);
        window.see("step 3 of 4");
        window.press(KeyCode.HOME);
        window.see("step 1 of 4");
        window.press(KeyCode.END);
        window.see("This is how it is now.");
        assertThat(window.node("life").getAccessibleText()).contains("step 4 of 4");
    }

    @Test
    void anEarlierStateIsBroughtBackAfterAQuestion() throws Exception {
        window.choose("Reading list");
        slideTo(1);
        window.see("step 2 of 4");
        window.click("bring-back");
        window.see("every device follows. Nothing is lost");
        window.choose("Leave it");
        assertThat(documents.asked).noneMatch(one -> one.startsWith("restore"));
        window.click("bring-back");
        window.click("bring-back-now");

        window.see("Brought back. It is a new step of its life");
        window.see("step 5 of 5");
        window.seeNoMore("borrow from Mia");
        assertThat(documents.asked).contains("restore " + list.id() + " 1");
    }

    @Test
    void whatCannotBeBroughtBackIsSaid() throws Exception {
        window.choose("Reading list");
        slideTo(1);
        window.see("step 2 of 4");
        documents.refuse(new ControlException("It has blocks. Bring it back in its app."));
        window.click("bring-back");
        window.click("bring-back-now");

        window.see("It has blocks. Bring it back in its app.");
    }

    @Test
    void aLongListIsLoadedPageByPage() throws Exception {
        DocumentKey log =
                documents.add(
                        FakeDocuments.SPACE,
                        "4Log11111111111111111111log4",
                        1,
                        Map.of("title", "A long log", "lines", Shelf.lines(1_200)));
        documents.write(log, Map.of("title", "A long log", "lines", Shelf.lines(1_200)));
        window.choose("A long log");
        window.see("1,200 entries");
        ByKeyboard.focus(window, "content");
        // the list is closed, as it is long
        window.press(KeyCode.HOME);
        window.press(KeyCode.DOWN);
        ListView<?> content = (ListView<?>) window.node("content");
        OpenWindow.on(() -> {
            int at = content.getItems().toString().startsWith("[ContentRow[path=/lines") ? 0 : 1;
            content.getSelectionModel().clearAndSelect(at);
            return true;
        });
        window.press(KeyCode.RIGHT);
        window.see("line 1");
        window.press(KeyCode.END);
        window.see("Show more: 500 of 1,200 are shown");
        // the title stands before the lines or behind them
        if (!content.getItems().getLast().toString().contains("kind=MORE")) {
            window.press(KeyCode.UP);
        }
        window.press(KeyCode.ENTER);
        window.await(() -> content.getItems().size() > 1_000);
        window.press(KeyCode.LEFT);
    }

    @Test
    void aDeletedOneComesBackByUndoAndFromTheListOfDeletedOnes() {
        window.choose("Reading list");
        window.see("step 4 of 4");
        window.click("delete-document");
        window.see("Deleted “Reading list”.");
        window.seeNoMore("step 4 of 4");
        window.click("undo");
        window.see("Reading list");
        window.seeNoMore("Deleted “Reading list”.");

        window.choose("Reading list");
        window.click("delete-document");
        window.see("Deleted “Reading list”.");
        window.click("recently-deleted");
        window.see("deleted 2 h ago");
        window.click("bring-back-deleted");
        window.see("Nothing was deleted in the last 30 days.");
        window.press(KeyCode.ESCAPE);
        window.see("Reading list");
        window.seeNoMore("Deleted “Reading list”.");
    }

    @Test
    void oneThatIsDeletedOrWrittenToMeanwhileIsFollowed() {
        window.choose("Reading list");
        window.see("step 4 of 4");
        documents.write(list, Map.of("title", "Reading list", "note", "all read"));
        window.see("all read");
        window.see("step 5 of 5");
        documents.vanish(list);
        window.see("It was deleted meanwhile");
    }

    @Test
    void whatTheServerCannotOpenItSays() {
        window.choose("Can’t be opened here");
        window.see("This document is too large to open here.");
        window.press(KeyCode.ESCAPE);
        documents.blind(new ControlException("Documents can't be looked into on this computer."));
        window.choose("Garden plan");
        window.see("Documents can't be looked into on this computer.");
        window.see("step 1 of 1");
        server.stop();
        window.see("Syncing is stopped");
        server.start();
        window.see("Garden plan");
    }

    @Test
    void aDocumentIsWrittenIntoAFile() {
        documents.transfers(
                new TransferState(0, 1, null, null),
                new TransferState(1, 1, new TransferState.Outcome(1, 12, 0, List.of()), null));
        window.choose("Reading list");
        window.click("export-document");
        window.see("Nothing that is there is written over.");
        window.choose("JSON");
        window.click("export-where"); // and they change their mind
        window.see("Nothing that is there is written over.");
        window.files.next = folder.resolve("books.json");
        window.click("export-where");
        window.see("Written: 1 document with 12 changes");
        assertThat(documents.asked).contains("export " + list.id() + " as json to books.json");
        assertThat(window.outside).contains("file to write, such as Reading list.json");
        window.click("close-transfer");
        window.seeNoMore("Written:");
    }

    @Test
    void aSpaceAndAllAreWrittenIntoAFolderAndCanBeGivenUp() {
        documents.transfers(new TransferState(1, 3, null, null));
        window.click("space-xyz-groundmist-notes");
        window.files.next = folder;
        window.click("export");
        window.see("All of xyz.groundmist.notes");
        window.choose("Folder");
        window.click("export-where");
        window.see("Exporting… 1 of 3 documents");
        assertThat(documents.asked)
                .contains("export xyz.groundmist.notes as folder to " + folder.getFileName());
        window.click("page-home");
        window.click("page-documents");
        window.click("cancel-transfer");
        window.see("It was given up. What was brought over until then stays.");
        documents.transfers(
                new TransferState(
                        6,
                        6,
                        new TransferState.Outcome(5, 80, 0, List.of("4x: it is too large.")),
                        null));
        window.click("export");
        window.choose("All documents");
        window.files.next = folder;
        window.click("export-where");
        window.see("4x: it is too large.");
        assertThat(documents.asked).anyMatch(one -> one.startsWith("export all as automerge"));
    }

    @Test
    void whatAnEarlierServerLeftAFolderAndAFileAreBroughtIn() {
        documents.left(new FoundFolder(folder + "/xyz/groundmist/old", "xyz.groundmist.old", 45));
        documents.transfers(
                new TransferState(
                        45, 45, new TransferState.Outcome(45, 900, 880, List.of()), null));
        window.click("import");
        window.see("45 documents of xyz.groundmist.old");
        window.choose("Bring in");
        window.see("Here are 45 documents with 900 changes, 880 of them new.");
        assertThat(documents.asked).contains("import old into xyz.groundmist.old");

        window.files.next = Path.of("pom.xml");
        window.click("import");
        window.click("import-file");
        window.see("Say into which space the file goes");
        window.click("import");
        window.type("import-space", "xyz.groundmist.notes");
        window.files.next = Path.of("pom.xml");
        window.click("import-file");
        window.see("Here are 45 documents");
        assertThat(documents.asked).contains("import pom.xml into xyz.groundmist.notes");
        documents.refuse(new ControlException("There are no documents in it."));
        window.files.next = folder;
        window.click("import");
        window.click("import-folder");
        window.see("There are no documents in it.");
    }

    @Test
    void inANarrowWindowListAndDocumentTakeTurns() throws Exception {
        for (int width : new int[] {640, 720}) {
            window.picture(javafx.application.ColorScheme.LIGHT, width, 520);
            assertThat(OpenWindow.shown(window.node("find"))).isTrue();
            window.choose("Garden plan");
            window.see("step 1 of 1");
            assertThat(window.scene().lookup("#find")).isNull();
            window.click("back-to-documents");
            window.see("Winter soups");
        }
    }

    private boolean focused(String id) {
        return window.scene().getFocusOwner() != null
                && id.equals(window.scene().getFocusOwner().getId());
    }

    @Test
    void theKeyboardStaysWhereItWas() {
        window.choose("Garden plan");
        window.see("step 1 of 1");
        assertThat(focused("documents"))
                .as(String.valueOf(window.scene().getFocusOwner()))
                .isTrue();
        window.click("delete-document");
        window.see("Deleted “Garden plan”.");
        window.await(() -> focused("documents"));
        window.choose("Reading list");
        window.click("close-document");
        window.await(() -> focused("documents"));
    }

    @Test
    void oneIsOpenedAndLeftByKeyboardAlone() throws Exception {
        ByKeyboard.focus(window, "documents");
        window.press(KeyCode.HOME);
        window.press(KeyCode.ENTER);
        window.see("step 4 of 4");
        ByKeyboard.focus(window, "content");
        window.press(KeyCode.ESCAPE);
        window.seeNoMore("step 4 of 4");
    }
}
