package xyz.groundmist.sync.desktop.ui;

import static xyz.groundmist.sync.desktop.model.Words.say;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

import xyz.groundmist.sync.desktop.model.LogModel;
import xyz.groundmist.sync.desktop.model.LogView;

import java.util.Objects;

/** What happened, one line each, the newest first. */
final class LogScreen implements Screen {
    private final LogModel model;
    private final ListView<LogView.Row> list = Parts.styled(new ListView<>(), "log");
    private final Label empty = Parts.paragraph("", "muted");
    private final Label note = Parts.paragraph("", "small");
    private final VBox node;

    LogScreen(LogModel model) {
        this.model = model;
        var filter = Parts.field(new TextField());
        filter.setId("filter");
        filter.setPromptText(say("log.filter"));
        filter.setAccessibleText(say("log.filter"));
        filter.textProperty().addListener((_, _, text) -> model.filter(text));
        var problems = new CheckBox(say("log.problems"));
        problems.setId("problems");
        problems.setMinWidth(Region.USE_PREF_SIZE);
        problems.selectedProperty().addListener((_, _, on) -> model.problemsOnly(on));
        Button report = Parts.button(say("log.report"), this::copyReport);
        report.setId("report");
        list.setId("log");
        list.setAccessibleText(say("log.title"));
        list.setPlaceholder(empty);
        list.setCellFactory(_ -> new Line());
        VBox card = Parts.styled(new VBox(Parts.growing(list)), "card", "flush");
        node =
                Parts.styled(
                        new VBox(
                                Parts.across(
                                        12,
                                        Parts.growing(Parts.text(say("log.title"), "h1")),
                                        report),
                                Parts.across(16, Parts.growing(filter), problems),
                                Parts.growing(card),
                                note),
                        "page");
        model.view().watch(this::show);
    }

    private void copyReport() {
        model.report(Clip::copy);
    }

    private void show(LogView view) {
        if (!list.getItems().equals(view.rows())) list.getItems().setAll(view.rows());
        empty.setText(view.empty());
        note.setText(Objects.requireNonNullElse(view.note(), say("log.report.more")));
    }

    private static final class Line extends ListCell<LogView.Row> {
        private final Label time = Parts.text("", "small", "time");
        private final Node sign = Parts.icon(Feather.ALERT_TRIANGLE, "attention");
        private final Label words = Parts.paragraph("");
        private final HBox line;

        Line() {
            line = new HBox(12, time, sign, Parts.growing(words));
            line.setAlignment(Pos.TOP_LEFT);
            setPrefWidth(0); // words wrap at the width of the list
        }

        @Override
        protected void updateItem(LogView.@Nullable Row row, boolean none) {
            super.updateItem(row, none);
            if (none || row == null) {
                setGraphic(null);
                setAccessibleText(null);
                return;
            }
            time.setText(row.time());
            words.setText(row.words());
            Parts.show(sign, row.problem());
            setAccessibleText(
                    (row.problem() ? say("log.problem") + ", " : "")
                            + row.time()
                            + ", "
                            + row.words());
            setGraphic(line);
        }
    }

    @Override
    public Node node() {
        return node;
    }

    @Override
    public void shown() {
        model.look();
    }

    @Override
    public void tick() {
        model.look();
    }
}
