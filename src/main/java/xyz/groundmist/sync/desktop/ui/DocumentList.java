package xyz.groundmist.sync.desktop.ui;

import static xyz.groundmist.sync.desktop.model.Words.say;

import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

import xyz.groundmist.sync.desktop.model.DocumentItem;
import xyz.groundmist.sync.desktop.model.DocumentKey;
import xyz.groundmist.sync.desktop.model.DocumentRow;
import xyz.groundmist.sync.desktop.model.DocumentsModel;
import xyz.groundmist.sync.desktop.model.DocumentsView;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Documents, a row each; only rows in sight cost anything. */
final class DocumentList {
    private final DocumentsModel model;
    private final ListView<DocumentItem> list = Parts.styled(new ListView<>(), "rows", "docs");
    private final Label empty = Parts.paragraph("", "muted");
    private @Nullable DocumentKey open;
    private final List<Row> rows = new ArrayList<>(); // as many as there is room for

    DocumentList(DocumentsModel model) {
        this.model = model;
        list.setId("documents");
        list.setAccessibleText(say("documents.title"));
        list.setPlaceholder(empty);
        list.setCellFactory(_ -> new Row());
        list.setOnKeyPressed(key -> {
            DocumentItem chosen = list.getSelectionModel().getSelectedItem();
            boolean opens = key.getCode() == KeyCode.ENTER || key.getCode() == KeyCode.SPACE;
            if (!opens || chosen == null) return;
            key.consume();
            model.open(chosen.key());
        });
        list.focusedProperty()
                .addListener((_, _, focused) -> {
                    var chosen = list.getSelectionModel();
                    if (focused && chosen.isEmpty()) chosen.selectFirst();
                });
    }

    ListView<DocumentItem> node() {
        return list;
    }

    void show(DocumentsView view) {
        empty.setText(Objects.requireNonNullElse(view.empty(), ""));
        Rows.update(list, view.items(), DocumentItem::key);
        open = view.open();
        rows.forEach(Row::word); // what stays as it is isn't drawn anew
    }

    private final class Row extends ListCell<DocumentItem> {
        private final Label name = Parts.text("", "name");
        private final Label line = Parts.text("", "small");
        private final Label marked = Parts.text("", "small", "attention");
        private final Node mark =
                new HBox(6, Parts.icon(Feather.ALERT_TRIANGLE, "attention"), marked);
        private final VBox words = Parts.down(2, name, line, mark);

        Row() {
            rows.add(this);
            setPrefWidth(0); // no wider than the list
            setOnMouseClicked(click -> {
                DocumentItem item = getItem();
                if (item != null && click.getButton() == MouseButton.PRIMARY) {
                    model.open(item.key());
                }
            });
        }

        @Override
        protected void updateItem(@Nullable DocumentItem item, boolean none) {
            super.updateItem(item, none);
            if (none || item == null) {
                pseudoClassStateChanged(Pressable.ON, false);
                setGraphic(null);
                setAccessibleText(null);
                return;
            }
            model.wanted(item);
            word();
            setGraphic(words);
        }

        private void word() {
            DocumentItem item = getItem();
            if (item == null || isEmpty()) return;
            DocumentRow row = model.words(item);
            name.setText(row.name());
            line.setText(row.line());
            Parts.show(mark, row.mark() != null);
            marked.setText(Objects.requireNonNullElse(row.mark(), ""));
            pseudoClassStateChanged(Pressable.ON, item.key().equals(open));
            setAccessibleText(row.spoken());
        }
    }
}
