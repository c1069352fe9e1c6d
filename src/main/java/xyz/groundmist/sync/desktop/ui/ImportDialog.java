package xyz.groundmist.sync.desktop.ui;

import static xyz.groundmist.sync.desktop.model.Words.say;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.desktop.model.TransferModel;
import xyz.groundmist.sync.desktop.model.TransferModel.Found;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** What is brought in: what an earlier server left, a folder, a file. */
final class ImportDialog {
    private final TransferModel model;
    private final Dialogs dialogs;
    private final FileChoice files;
    private final TextField space = Parts.field(new TextField());
    private final VBox left = Parts.down(12);

    ImportDialog(TransferModel model, Dialogs dialogs, FileChoice files) {
        this.model = model;
        this.dialogs = dialogs;
        this.files = files;
        space.setId("import-space");
        space.setPromptText(say("import.space.hint"));
        space.setAccessibleText(say("import.space"));
        model.found().watch(this::show);
    }

    /**
     * @param into the chosen space; null: all of them
     */
    void begin(@Nullable String into) {
        model.lookForFolders();
        space.setText(Objects.requireNonNullElse(into, ""));
        Button file =
                Parts.button(
                        say("import.file"), () -> bringIn(files.open(say("import.file"), null)));
        file.setId("import-file");
        Button folder =
                Parts.button(
                        say("import.folder"), () -> bringIn(files.folder(say("import.folder"))));
        folder.setId("import-folder");
        dialogs.open(
                say("import.title"),
                () -> {},
                Parts.down(
                        8,
                        Parts.paragraph(say("import.title"), "h2"),
                        Parts.paragraph(say("import.more"), "muted")),
                left,
                Parts.down(
                        6,
                        Parts.text(say("import.space"), "overline"),
                        space,
                        Parts.paragraph(say("import.space.more"), "small")),
                Parts.across(
                        12,
                        folder,
                        file,
                        Parts.gap(),
                        Parts.button(say("import.cancel"), dialogs::close)));
    }

    private void show(List<Found> found) {
        Parts.show(left, !found.isEmpty());
        left.getChildren()
                .setAll(
                        Parts.text(say("import.left"), "overline"),
                        Parts.list(found.stream().map(this::row).toList()));
    }

    private Node row(Found one) {
        Button bring =
                Parts.button(
                        say("import.bring-in"),
                        () -> {
                            String typed = space.getText();
                            String of = one.space();
                            dialogs.close();
                            model.bringIn(one.path(), of == null ? typed : of);
                        },
                        "slim");
        bring.setId("bring-in");
        bring.setAccessibleText(say("import.bring-in.this", one.words()));
        return Parts.styled(new HBox(Parts.growing(Parts.paragraph(one.words())), bring), "row");
    }

    private void bringIn(@Nullable Path chosen) {
        if (chosen == null) return; // the choices stay
        dialogs.close();
        model.bringIn(chosen, space.getText());
    }
}
