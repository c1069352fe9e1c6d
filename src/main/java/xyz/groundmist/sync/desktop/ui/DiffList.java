package xyz.groundmist.sync.desktop.ui;

import static xyz.groundmist.sync.desktop.model.Words.say;

import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.desktop.model.DiffRow;

import java.util.List;
import java.util.Objects;

/** What has changed in a document: where, what was there, what is there now. */
final class DiffList {
    private final ListView<DiffRow> list = Parts.styled(new ListView<>(), "rows", "content");

    DiffList() {
        list.setId("changes");
        list.setAccessibleText(say("diff.name"));
        list.setPlaceholder(new Region());
        list.setCellFactory(_ -> new Line());
        list.focusedProperty()
                .addListener((_, _, focused) -> {
                    var chosen = list.getSelectionModel();
                    if (focused && chosen.isEmpty()) chosen.selectFirst();
                });
    }

    ListView<DiffRow> node() {
        return list;
    }

    void show(List<DiffRow> rows) {
        Rows.update(list, rows, row -> row);
    }

    private static final class Line extends ListCell<DiffRow> {
        private final Label where = Parts.paragraph("", "muted");
        private final Label word = Parts.styled(new Label(), "tag");
        private final Label before = Parts.paragraph("");
        private final Label after = Parts.paragraph("");
        private final HBox was = piece(say("diff.before"), before, "gone");
        private final HBox now = piece(say("diff.after"), after, "well");
        private final VBox line = Parts.down(4, Parts.across(10, where, word), was, now);

        Line() {
            word.setMinWidth(Region.USE_PREF_SIZE);
            setPrefWidth(0); // words wrap at the width of the list
        }

        private static HBox piece(String name, Label words, String style) {
            var piece = new HBox(10, Parts.text(name, "small", "when-col"), Parts.growing(words));
            piece.setAlignment(Pos.BASELINE_LEFT);
            return Parts.styled(piece, "piece", style);
        }

        @Override
        protected void updateItem(@Nullable DiffRow row, boolean none) {
            super.updateItem(row, none);
            if (none || row == null) {
                setGraphic(null);
                setAccessibleText(null);
                return;
            }
            where.setText(row.where());
            word.setText(row.word());
            word.getStyleClass()
                    .setAll(
                            "label",
                            "tag",
                            switch (row.kind()) {
                                case ADDED -> "well";
                                case CHANGED -> "changed";
                                case GONE -> "plain";
                            });
            before.setText(Objects.requireNonNullElse(row.before(), ""));
            after.setText(Objects.requireNonNullElse(row.after(), ""));
            Parts.show(was, row.before() != null);
            Parts.show(now, row.after() != null);
            setAccessibleText(row.spoken());
            setGraphic(line);
        }
    }
}
