package xyz.groundmist.sync.desktop.ui;

import static xyz.groundmist.sync.desktop.model.Words.say;

import javafx.scene.control.Button;
import javafx.scene.control.RadioButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.desktop.model.DocumentKey;
import xyz.groundmist.sync.desktop.model.TransferModel;
import xyz.groundmist.sync.desktop.model.TransferModel.Format;
import xyz.groundmist.sync.desktop.model.TransferModel.Scope;

import java.nio.file.Path;
import java.util.Locale;

/** What is written into files, and as what. */
final class ExportDialog {
    private final TransferModel model;
    private final Dialogs dialogs;
    private final FileChoice files;

    ExportDialog(TransferModel model, Dialogs dialogs, FileChoice files) {
        this.model = model;
        this.dialogs = dialogs;
        this.files = files;
    }

    /**
     * @param one the document that is looked into; null: none is
     * @param title what it is called
     * @param space the chosen one; null: all of them
     */
    void begin(@Nullable DocumentKey one, String title, @Nullable String space) {
        var what = new ToggleGroup();
        VBox scopes = Parts.down(8, Parts.text(say("export.what"), "overline"));
        if (one != null) {
            add(scopes, what, "export-one", say("export.one", title), new Scope(one, null));
        }
        String of = one == null ? space : one.space();
        if (of != null) {
            add(scopes, what, "export-space", say("export.space", of), new Scope(null, of));
        }
        add(scopes, what, "export-all", say("export.all"), new Scope(null, null));
        what.selectToggle(what.getToggles().getFirst());

        var as = new ToggleGroup();
        VBox formats = Parts.down(8, Parts.text(say("export.as"), "overline"));
        for (Format format : Format.values()) {
            String id = "export-" + format.name().toLowerCase(Locale.ROOT);
            VBox choice = Parts.down(2);
            RadioButton button = add(choice, as, id, format.title(), format);
            button.setAccessibleText(format.title() + ", " + format.more());
            choice.getChildren()
                    .add(Parts.styled(new HBox(Parts.paragraph(format.more(), "small")), "under"));
            formats.getChildren().add(choice);
        }
        as.selectToggle(as.getToggles().getFirst());

        Button where = Parts.button("", () -> choose(scope(what), format(as), title));
        where.setId("export-where");
        Runnable follow =
                () ->
                        where.setText(
                                say(
                                        scope(what).file(format(as))
                                                ? "export.where.file"
                                                : "export.where.folder"));
        what.selectedToggleProperty().subscribe(_ -> follow.run());
        as.selectedToggleProperty().subscribe(_ -> follow.run());
        dialogs.open(
                say("export.title"),
                () -> {},
                Parts.paragraph(say("export.title"), "h2"),
                scopes,
                formats,
                Parts.paragraph(say("export.safe"), "muted"),
                Parts.across(12, where, Parts.button(say("export.cancel"), dialogs::close)));
    }

    private static RadioButton add(
            VBox place, ToggleGroup group, String id, String words, Object means) {
        var button = new RadioButton(words);
        button.setId(id);
        button.setWrapText(true);
        button.setUserData(means);
        button.setToggleGroup(group);
        place.getChildren().add(button);
        return button;
    }

    private static Scope scope(ToggleGroup group) {
        return (Scope) group.getSelectedToggle().getUserData();
    }

    private static Format format(ToggleGroup group) {
        return (Format) group.getSelectedToggle().getUserData();
    }

    private void choose(Scope what, Format format, String title) {
        Path into =
                what.file(format)
                        ? files.save(
                                say("export.where.file"),
                                TransferModel.fileName(title, format),
                                null)
                        : files.folder(say("export.where.folder"));
        if (into == null) return; // the choices stay
        dialogs.close();
        model.export(what, format, into);
    }
}
