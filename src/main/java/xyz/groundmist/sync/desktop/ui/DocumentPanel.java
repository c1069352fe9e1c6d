package xyz.groundmist.sync.desktop.ui;

import static xyz.groundmist.sync.desktop.model.Words.say;

import atlantafx.base.theme.Styles;

import javafx.geometry.Insets;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

import org.kordamp.ikonli.feather.Feather;

import xyz.groundmist.sync.desktop.model.DocumentKey;
import xyz.groundmist.sync.desktop.model.DocumentModel;
import xyz.groundmist.sync.desktop.model.DocumentView;
import xyz.groundmist.sync.desktop.model.DocumentView.Pane;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** A document that is looked into: its content, what has changed in it, its life. */
final class DocumentPanel {
    private final ContentList content;
    private final DiffList changes = new DiffList();
    private final LifeCard life;
    private final Label title = Parts.paragraph("", "h1");
    private final Label about = Parts.paragraph("", "small");
    private final Label note = Parts.paragraph("", "muted");
    private final Map<Pane, ToggleButton> panes = new EnumMap<>(Pane.class);
    private final HBox segment;
    private final Button out;
    private final Button back;
    private final Button close;
    private final HBox actions;
    private final HBox backLine;
    private final VBox page;
    private final ScrollPane node;
    private DocumentView shown;

    /**
     * @param closed called when the person has seen enough
     * @param export called with what is to be written into a file
     * @param delete called with what is to be deleted
     */
    DocumentPanel(
            DocumentModel model,
            Dialogs dialogs,
            Runnable closed,
            Consumer<DocumentView> export,
            Consumer<DocumentKey> delete) {
        shown = model.view().now();
        content = new ContentList(model);
        life = new LifeCard(model, dialogs);
        back = Parts.button(say("documents.back"), closed, "quiet");
        back.setGraphic(Parts.icon(Feather.ARROW_LEFT));
        back.setId("back-to-documents");
        backLine = Parts.styled(new HBox(back), "back-line");
        close = Parts.button("", closed, "quiet", "icon");
        close.setGraphic(Parts.icon(Feather.X));
        close.setAccessibleText(say("document.close"));
        close.setId("close-document");
        HBox.setMargin(close, new Insets(4, 0, 0, 0)); // in the middle of the other buttons
        out = Parts.button(say("documents.export"), () -> export.accept(shown));
        out.setId("export-document");
        Button cut =
                Parts.button(
                        say("document.delete"),
                        () -> {
                            DocumentKey key = shown.key();
                            if (key != null) delete.accept(key);
                        },
                        "cut");
        cut.setId("delete-document");
        actions = Parts.across(8, out, cut);
        segment = segment(model);
        note.setId("note");
        page =
                Parts.styled(
                        new VBox(
                                backLine,
                                Parts.down(
                                        2,
                                        new HBox(12, Parts.growing(title), actions, close),
                                        about),
                                segment,
                                note,
                                Parts.growing(new StackPane(content.node(), changes.node())),
                                life.node()),
                        "page",
                        "document");
        // before the lists, which would keep it
        page.addEventFilter(
                KeyEvent.KEY_PRESSED,
                key -> {
                    if (key.getCode() == KeyCode.ESCAPE) closed.run();
                });
        node = Parts.scrolling(page);
        model.view().watch(this::show);
    }

    private HBox segment(DocumentModel model) {
        var group = new ToggleGroup();
        var row = Parts.styled(new HBox(), "segment");
        for (Pane pane : Pane.values()) {
            var button =
                    new ToggleButton(
                            say(
                                    switch (pane) {
                                        case CONTENT -> "document.pane.content";
                                        case STEP -> "document.pane.step";
                                        case SINCE -> "document.pane.since";
                                    }));
            button.setId("pane-" + pane.name().toLowerCase(java.util.Locale.ROOT));
            button.setToggleGroup(group);
            button.setMinWidth(0);
            button.getStyleClass()
                    .add(
                            switch (pane) {
                                case CONTENT -> Styles.LEFT_PILL;
                                case STEP -> Styles.CENTER_PILL;
                                case SINCE -> Styles.RIGHT_PILL;
                            });
            button.setOnAction(_ -> {
                button.setSelected(true); // one of them always is
                model.pane(pane);
            });
            panes.put(pane, button);
            row.getChildren().add(button);
        }
        return row;
    }

    ScrollPane node() {
        return node;
    }

    /** Whether something is exported or imported already. */
    void transferring(boolean now) {
        out.setDisable(now);
    }

    /** Puts the keyboard on it. */
    void focus() {
        (backLine.isManaged() ? back : close).requestFocus();
    }

    /** Whether it has the page for itself. */
    void alone(boolean alone) {
        Parts.show(backLine, alone);
        Parts.show(close, !alone);
    }

    private void show(DocumentView view) {
        shown = view;
        title.setText(view.title());
        about.setText(view.about());
        Parts.show(actions, !view.gone());
        Parts.show(segment, view.life() != null && !view.gone());
        panes.forEach((pane, button) -> button.setSelected(pane == view.pane()));
        String said = view.note();
        Parts.show(note, said != null);
        note.setText(Objects.requireNonNullElse(said, ""));
        boolean reading = view.pane() == Pane.CONTENT && !view.gone();
        content.node().setVisible(reading);
        changes.node().setVisible(!reading && !view.gone());
        content.show(view.content());
        changes.show(view.changes());
        life.show(view);
    }
}
