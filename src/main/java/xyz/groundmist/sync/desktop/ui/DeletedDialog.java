package xyz.groundmist.sync.desktop.ui;

import static xyz.groundmist.sync.desktop.model.Words.say;

import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.desktop.model.DeletedRow;
import xyz.groundmist.sync.desktop.model.DocumentsModel;

/** What was deleted in the last 30 days, and the way back. */
final class DeletedDialog {
    private final DocumentsModel model;
    private final Dialogs dialogs;
    private final ListView<DeletedRow> list =
            Parts.styled(new ListView<>(), "rows", "docs", "short");
    private final Button bringBack;

    DeletedDialog(DocumentsModel model, Dialogs dialogs) {
        this.model = model;
        this.dialogs = dialogs;
        bringBack = Parts.button(say("documents.deleted.bring-back"), this::bringBack);
        bringBack.setId("bring-back-deleted");
        bringBack.disableProperty().bind(list.getSelectionModel().selectedItemProperty().isNull());
        list.setId("deleted");
        list.setAccessibleText(say("documents.deleted"));
        list.setPlaceholder(Parts.paragraph(say("documents.deleted.none"), "muted"));
        list.setCellFactory(_ -> new Row());
        list.setOnKeyPressed(key -> {
            if (key.getCode() == KeyCode.ENTER) bringBack();
        });
        model.deleted().watch(this::show);
    }

    void begin() {
        model.lookDeleted();
        dialogs.open(
                say("documents.deleted"),
                () -> {},
                Parts.down(
                        8,
                        Parts.paragraph(say("documents.deleted"), "h2"),
                        Parts.paragraph(say("documents.deleted.more"), "muted")),
                Parts.styled(new VBox(list), "card", "flush"),
                Parts.across(
                        12,
                        bringBack,
                        Parts.button(say("documents.deleted.close"), dialogs::close)));
    }

    private void show(java.util.List<DeletedRow> rows) {
        Rows.update(list, rows, DeletedRow::key);
        if (list.getSelectionModel().isEmpty()) list.getSelectionModel().selectFirst();
    }

    private void bringBack() {
        DeletedRow chosen = list.getSelectionModel().getSelectedItem();
        if (chosen != null) model.bringBack(chosen.key());
    }

    private static final class Row extends ListCell<DeletedRow> {
        private final Label name = Parts.text("", "name");
        private final Label line = Parts.text("", "small");
        private final VBox words = Parts.down(2, name, line);

        Row() {
            setPrefWidth(0); // no wider than the list
        }

        @Override
        protected void updateItem(@Nullable DeletedRow row, boolean none) {
            super.updateItem(row, none);
            if (none || row == null) {
                setGraphic(null);
                setAccessibleText(null);
                return;
            }
            name.setText(row.name());
            line.setText(row.line());
            setAccessibleText(row.name() + ", " + row.line());
            setGraphic(words);
        }
    }
}
