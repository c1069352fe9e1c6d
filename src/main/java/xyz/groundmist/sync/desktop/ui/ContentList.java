package xyz.groundmist.sync.desktop.ui;

import static xyz.groundmist.sync.desktop.model.Words.say;

import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import xyz.groundmist.sync.desktop.model.ContentRow;
import xyz.groundmist.sync.desktop.model.ContentRow.Kind;
import xyz.groundmist.sync.desktop.model.DocumentModel;

import java.util.List;

/** What is in a document, line by line; right and left open and close what has more in it. */
final class ContentList {
    private static final double STEP = 20;

    private final DocumentModel model;
    private final ListView<ContentRow> list = Parts.styled(new ListView<>(), "rows", "content");

    private record Place(String path, Kind kind, String words) {}

    ContentList(DocumentModel model) {
        this.model = model;
        list.setId("content");
        list.setAccessibleText(say("content.name"));
        list.setPlaceholder(new Region());
        list.setCellFactory(_ -> new Line());
        list.addEventFilter(KeyEvent.KEY_PRESSED, this::key);
        list.focusedProperty()
                .addListener((_, _, focused) -> {
                    var chosen = list.getSelectionModel();
                    if (focused && chosen.isEmpty()) chosen.selectFirst();
                });
    }

    ListView<ContentRow> node() {
        return list;
    }

    void show(List<ContentRow> rows) {
        Rows.update(list, rows, row -> new Place(row.path(), row.kind(), place(row)));
    }

    /** Pieces of a text share its path. */
    private static String place(ContentRow row) {
        return row.kind() == Kind.PIECE ? row.words() : "";
    }

    private void key(KeyEvent key) {
        ContentRow row = list.getSelectionModel().getSelectedItem();
        if (row == null) return;
        KeyCode code = key.getCode();
        boolean acts = code == KeyCode.ENTER || code == KeyCode.SPACE;
        boolean opens = code == KeyCode.RIGHT && !row.open();
        boolean closes = code == KeyCode.LEFT && row.open();
        if (acts || opens || closes) {
            key.consume();
            act(row);
        }
    }

    private void act(ContentRow row) {
        if (row.kind() == Kind.MORE) model.more(row);
        else model.toggle(row);
    }

    private final class Line extends ListCell<ContentRow> {
        private final FontIcon arrow = Parts.icon(Feather.CHEVRON_RIGHT, "quiet");
        private final Label key = Parts.text("");
        private final Label words = Parts.paragraph("");
        private final Label mark = Parts.styled(new Label(), "tag", "well");
        private final HBox line = new HBox(10, arrow, key, words, mark);

        Line() {
            line.setAlignment(Pos.TOP_LEFT);
            key.setMinWidth(Region.USE_PREF_SIZE);
            mark.setMinWidth(Region.USE_PREF_SIZE);
            HBox.setHgrow(words, Priority.SOMETIMES);
            setPrefWidth(0); // words wrap at the width of the list
            setOnMouseClicked(click -> {
                ContentRow row = getItem();
                if (row != null && click.getButton() == MouseButton.PRIMARY) act(row);
            });
        }

        @Override
        protected void updateItem(@Nullable ContentRow row, boolean none) {
            super.updateItem(row, none);
            pseudoClassStateChanged(Pressable.ON, row != null && row.mark() != null);
            if (none || row == null) {
                setGraphic(null);
                setAccessibleText(null);
                return;
            }
            boolean branch = row.kind() == Kind.BRANCH;
            arrow.setIconCode(row.open() ? Feather.CHEVRON_DOWN : Feather.CHEVRON_RIGHT);
            arrow.setVisible(branch);
            key.setText(row.key());
            Parts.show(key, !row.key().isEmpty());
            dress(key, branch ? "semi" : "muted");
            words.setText(row.words());
            dress(words, branch ? "small" : row.kind() == Kind.MORE ? "link" : "words");
            mark.setText(row.mark());
            Parts.show(mark, row.mark() != null);
            line.setPadding(new Insets(0, 0, 0, row.depth() * STEP));
            setAccessibleText(row.spoken());
            setGraphic(line);
        }

        private static void dress(Label label, String style) {
            label.getStyleClass().setAll("label", style);
        }
    }
}
