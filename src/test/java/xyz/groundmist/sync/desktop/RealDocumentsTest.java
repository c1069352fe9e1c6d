package xyz.groundmist.sync.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.control.ListView;
import javafx.scene.control.Slider;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;

import org.automerge.Document;
import org.automerge.ObjectId;
import org.automerge.Transaction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxToolkit;

import xyz.groundmist.sync.desktop.model.DesktopModel;
import xyz.groundmist.sync.desktop.model.Preferences;
import xyz.groundmist.sync.desktop.model.Times;
import xyz.groundmist.sync.desktop.model.Work;
import xyz.groundmist.sync.desktop.ui.FileChoice;
import xyz.groundmist.sync.desktop.ui.MainWindow;
import xyz.groundmist.sync.desktop.ui.Person;
import xyz.groundmist.sync.engine.ChangeHeader;
import xyz.groundmist.sync.engine.EngineLimits;
import xyz.groundmist.sync.home.DocumentContent;
import xyz.groundmist.sync.home.DocumentEntry;
import xyz.groundmist.sync.home.Household;
import xyz.groundmist.sync.home.Settings;
import xyz.groundmist.sync.identity.Network;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The page Documents before a real server with a real document. */
@Timeout(300)
class RealDocumentsTest {
    private static final String SPACE = "xyz.groundmist.notes";

    @TempDir private Path folder;

    /** A window before a server that runs in this process. */
    private static final class Desk extends Person implements FileChoice, AutoCloseable {
        final Household household;
        volatile @Nullable Path choice;
        private final Stage stage;

        Desk(Path data) throws Exception {
            super(60);
            FxToolkit.registerPrimaryStage();
            Platform.setImplicitExit(false);
            int port;
            try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = socket.getLocalPort();
            }
            Map<String, String> environment = Map.of("LAN", "off");
            household =
                    Household.take(
                            new Settings.Flags(data.toString(), Integer.toString(port), null),
                            environment,
                            new Network(URI.create("http://127.0.0.1:9"), null, true),
                            () -> {});
            household.start();
            var preferences = Preferences.read(data, Runnable::run);
            stage =
                    on(() -> {
                        var model =
                                new DesktopModel(
                                        new HouseholdServer(household),
                                        Work.onVirtualThreads(Platform::runLater),
                                        new Times(InstantSource.system(), ZoneOffset.UTC),
                                        preferences,
                                        data,
                                        null,
                                        environment,
                                        _ -> false);
                        var shown = new Stage();
                        var window = new MainWindow(shown, model, new Nowhere(), this);
                        preferences.remember("set-up-over");
                        model.begin();
                        window.show();
                        return shown;
                    });
        }

        @Override
        protected Scene scene() {
            return stage.getScene();
        }

        @Override
        public @Nullable Path open(String title, FileChoice.@Nullable Kind kind) {
            return choice;
        }

        @Override
        public @Nullable Path save(String title, String name, FileChoice.@Nullable Kind kind) {
            return choice;
        }

        @Override
        public @Nullable Path folder(String title) {
            return choice;
        }

        @Override
        public void close() throws Exception {
            on(() -> {
                stage.hide();
                return true;
            });
            household.close();
        }
    }

    private static final class Nowhere implements MainWindow.Outside {
        @Override
        public void open(String address) {}

        @Override
        public void quit() {}

        @Override
        public void closed() {}
    }

    /** One edit. */
    @FunctionalInterface
    private interface Edit {
        void make(Transaction change);
    }

    /** A saved document that was edited on a morning, with pauses in between. */
    private static byte[] saved(Edit... edits) throws Exception {
        Instant at = Instant.parse("2026-03-01T08:00:00Z");
        var all = new ByteArrayOutputStream();
        List<byte[]> changes = new ArrayList<>();
        for (Edit edit : edits) {
            var document = new Document(new byte[] {7, 7, 7, 7});
            for (byte[] earlier : changes) document.applyEncodedChanges(earlier);
            var before = document.getHeads();
            try (Transaction change = document.startTransaction()) {
                edit.make(change);
                change.commit();
            }
            byte[] plain = document.encodeChangesSince(before);
            document.free();
            byte[] signed = ChangeHeader.sign(plain, at.getEpochSecond(), "", EngineLimits.DEFAULT);
            changes.add(signed);
            all.write(signed);
            at = at.plusSeconds(3600);
        }
        return all.toByteArray();
    }

    private static void slideTo(Desk desk, int step) throws Exception {
        Person.on(() -> {
            ((Slider) desk.node("life")).setValue(step);
            return true;
        });
    }

    private static @Nullable Object now(Desk desk) throws Exception {
        DocumentEntry entry =
                desk.household.ask("documents.list", Map.of(), DocumentEntry[].class)[0];
        return desk.household
                .ask("documents.show", Map.of("id", entry.id()), DocumentContent.class)
                .value();
    }

    private static String lines(Desk desk) throws Exception {
        return Person.on(() -> ((ListView<?>) desk.node("content")).getItems().toString());
    }

    @Test
    void aDocumentIsBroughtInReadBroughtBackDeletedUndoneAndWrittenOut() throws Exception {
        Path file = folder.resolve("shopping.automerge");
        Files.write(
                file,
                saved(
                        change -> change.set(ObjectId.ROOT, "title", "Shopping"),
                        change -> change.set(ObjectId.ROOT, "milk", 2),
                        change -> change.set(ObjectId.ROOT, "milk", 3),
                        change -> change.delete(ObjectId.ROOT, "milk")));
        try (var desk = new Desk(folder.resolve("data"))) {
            desk.click("page-documents");
            desk.see("Nothing here yet.");
            desk.choice = file;
            desk.click("import");
            desk.type("import-space", "not a space");
            desk.click("import-file");
            desk.see("names no space");
            desk.click("import");
            desk.type("import-space", SPACE);
            desk.click("import-file");
            desk.see("Here is 1 document with 4 changes, 4 of them new.");
            desk.click("close-transfer");

            desk.choose("Shopping");
            desk.see("step 4 of 4");
            desk.await(() -> lines(desk).contains("Shopping"));
            assertThat(lines(desk)).doesNotContain("milk");
            slideTo(desk, 1);
            desk.see("step 2 of 4");
            desk.see("1 Mar 09:00");
            desk.see("1 change by 070707");
            desk.await(() -> lines(desk).contains("path=/milk"));
            assertThat(lines(desk)).contains("mark=added");
            desk.click("pane-since");
            desk.see("gone");
            desk.click("bring-back");
            desk.click("bring-back-now");
            desk.see("Brought back. It is a new step of its life");
            desk.see("step 5 of 5");
            assertThat(now(desk)).isEqualTo(Map.of("title", "Shopping", "milk", 2));

            desk.click("delete-document");
            desk.see("Deleted “Shopping”.");
            desk.click("undo");
            desk.choose("Shopping");
            desk.click("delete-document");
            desk.see("Nothing here yet.");
            desk.click("recently-deleted");
            desk.await(() -> !desk.node("bring-back-deleted").isDisabled());
            desk.see("· 5 changes");
            desk.click("bring-back-deleted");
            desk.see("Nothing was deleted in the last 30 days.");
            desk.press(KeyCode.ESCAPE);

            desk.type("find", "shop");
            desk.choose("Shopping");
            Path out = folder.resolve("out.json");
            desk.choice = out;
            desk.click("export-document");
            desk.choose("JSON");
            desk.click("export-where");
            desk.see("Written: 1 document with 5 changes");
            assertThat(Files.readString(out)).contains("\"milk\"").contains("2");
            desk.click("close-transfer");
            desk.click("export-document");
            desk.click("export-where");
            desk.see("a file is in the way");

            desk.household.stop();
            desk.see("Syncing is stopped");
        }
    }
}
