package xyz.groundmist.sync.desktop.ui;

import static xyz.groundmist.sync.desktop.model.Words.say;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;

import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

import xyz.groundmist.sync.desktop.model.DocumentKey;
import xyz.groundmist.sync.desktop.model.DocumentsModel;
import xyz.groundmist.sync.desktop.model.DocumentsView;
import xyz.groundmist.sync.desktop.model.DocumentsView.SpaceChoice;
import xyz.groundmist.sync.desktop.model.TransferModel;

import java.util.List;
import java.util.Objects;

/**
 * The documents there are. Where there is room, the spaces stand at the left; while one document is
 * looked into, it takes their place at the right of the list, or that of everything.
 */
final class DocumentsScreen implements Screen {
    private static final double GAP = 12;

    private final DocumentsModel model;
    private final DocumentList list;
    private final DocumentPanel panel;
    private final VBox spaces = Parts.styled(new VBox(), "shelf", "spaces");
    private final ComboBox<SpaceChoice> space = new ComboBox<>();
    private final TextField find = Parts.field(new TextField());
    private final Label count = Parts.text("", "small");
    private final Label trouble = Parts.paragraph("", "attention");
    private final Label title = Parts.text(say("documents.title"), "h1");
    private final HBox actions;
    private final VBox head = Parts.down(12);
    private final VBox tools = Parts.down(12);
    private final VBox shelf;
    private final Label undone = Parts.paragraph("", "semi");
    private final HBox undo;
    private final VBox transfer;
    private final HBox columns;
    private final VBox foot;
    private final Node asleep =
            Parts.empty(say("documents.asleep"), say("documents.asleep.more"), null);
    private final StackPane root = new StackPane();
    private boolean roomy = true;
    private boolean tight; // there is no room for much beside each other
    private boolean showing; // what changes the choice then is no person
    private @Nullable DocumentKey open;
    private List<SpaceChoice> choices = List.of();

    /**
     * @param files where a person names files
     */
    DocumentsScreen(
            DocumentsModel model, TransferModel transfers, Dialogs dialogs, FileChoice files) {
        this.model = model;
        list = new DocumentList(model);
        var exports = new ExportDialog(transfers, dialogs, files);
        var imports = new ImportDialog(transfers, dialogs, files);
        var deletedOnes = new DeletedDialog(model, dialogs);
        panel =
                new DocumentPanel(
                        model.document(),
                        dialogs,
                        () -> model.open(null),
                        view -> exports.begin(view.key(), view.title(), null),
                        model::delete);
        find.setId("find");
        find.setPromptText(say("documents.find"));
        find.setAccessibleText(say("documents.find"));
        find.textProperty().addListener((_, _, text) -> model.find(text));
        spaceBox();
        Button bringIn =
                Parts.button(
                        say("documents.import"), () -> imports.begin(model.view().now().space()));
        bringIn.setId("import");
        Button out =
                Parts.button(
                        say("documents.export"),
                        () -> exports.begin(null, "", model.view().now().space()));
        out.setId("export");
        transfers
                .view()
                .watch(view -> {
                    bringIn.setDisable(view.running());
                    out.setDisable(view.running());
                    panel.transferring(view.running());
                });
        actions = Parts.across(12, bringIn, out);
        Button deleted = Parts.button(say("documents.deleted"), deletedOnes::begin, "quiet");
        deleted.setId("recently-deleted");
        deleted.setGraphic(Parts.icon(Feather.TRASH_2));
        shelf =
                new VBox(
                        head,
                        tools,
                        trouble,
                        Parts.growing(
                                Parts.styled(
                                        new VBox(Parts.growing(list.node())), "card", "flush")),
                        Parts.across(12, Parts.growing(count), deleted));
        columns = Parts.growing(new HBox());
        shelf.widthProperty().subscribe(this::fit);
        undo = undoBar();
        transfer = new TransferBar(transfers).node();
        foot = Parts.styled(new VBox(undo, transfer), "page-foot");
        transfer.visibleProperty().subscribe(this::fitFoot);
        root.getChildren().setAll(new VBox(columns, foot), asleep);
        model.view().watch(this::show);
    }

    private void fitFoot() {
        Parts.show(foot, undo.isManaged() || transfer.isVisible());
    }

    private HBox undoBar() {
        Button button = Parts.button(say("documents.undo.button"), model::undo, "slim");
        button.setId("undo");
        Button close = Parts.button("", model::dismissUndo, "quiet", "icon");
        close.setGraphic(Parts.icon(Feather.X));
        close.setAccessibleText(say("documents.undo.close"));
        close.setId("close-undo");
        var bar = new HBox(12, Parts.growing(undone), button, close);
        bar.setAlignment(Pos.CENTER_LEFT);
        return Parts.styled(bar, "inset");
    }

    private void spaceBox() {
        space.setId("space-choice");
        space.setAccessibleText(say("documents.space"));
        space.setMinWidth(0);
        space.setConverter(
                new StringConverter<>() {
                    @Override
                    public String toString(@Nullable SpaceChoice choice) {
                        return choice == null ? "" : choice.name();
                    }

                    @Override
                    public @Nullable SpaceChoice fromString(String text) {
                        return null; // nobody types it
                    }
                });
        space.valueProperty()
                .addListener((_, _, choice) -> {
                    if (!showing && choice != null) model.choose(choice.space());
                });
    }

    private void show(DocumentsView view) {
        boolean awake = view.spaces() != null;
        asleep.setVisible(!awake);
        columns.setVisible(awake);
        List<SpaceChoice> now = Objects.requireNonNullElse(view.spaces(), List.of());
        if (!now.equals(choices)) {
            choices = now;
            fillSpaces(now);
        }
        chooseSpace(view.space());
        count.setText(view.count());
        String what = view.trouble();
        Parts.show(trouble, what != null);
        trouble.setText(Objects.requireNonNullElse(what, ""));
        String last = view.undo();
        Parts.show(undo, awake && last != null);
        undone.setText(Objects.requireNonNullElse(last, ""));
        fitFoot();
        list.show(view);
        DocumentKey before = open;
        open = view.open();
        if (columns.getChildren().isEmpty() || (before == null) != (open == null)) {
            arrange();
            if (before != null) list.node().requestFocus(); // back where one came from
            else if (!roomy) panel.focus();
        }
    }

    private void fillSpaces(List<SpaceChoice> now) {
        spaces.getChildren().setAll(Parts.text(say("documents.space"), "overline"));
        for (SpaceChoice choice : now) {
            var row =
                    new Pressable(
                            choice.name() + ", " + choice.count(),
                            () -> model.choose(choice.space()),
                            Parts.growing(
                                    Parts.down(
                                            2,
                                            Parts.text(choice.name(), "name"),
                                            Parts.text(choice.count(), "small"))));
            row.setId(id(choice.space()));
            spaces.getChildren().add(Parts.styled(row, "row", "free", "press"));
        }
    }

    private static String id(@Nullable String space) {
        return "space-" + (space == null ? "all" : space.replace('.', '-'));
    }

    private void chooseSpace(@Nullable String chosen) {
        showing = true;
        try {
            if (!space.getItems().equals(choices)) space.getItems().setAll(choices);
            for (SpaceChoice choice : choices) {
                if (Objects.equals(choice.space(), chosen)) space.setValue(choice);
            }
        } finally {
            showing = false;
        }
        for (int i = 0; i < choices.size(); i++) {
            boolean on = Objects.equals(choices.get(i).space(), chosen);
            if (spaces.getChildren().get(i + 1) instanceof Pressable row) row.on(on);
        }
    }

    /** Whether title and buttons have room beside each other. */
    private void fit() {
        boolean now =
                shelf.getWidth() - shelf.getInsets().getLeft() - shelf.getInsets().getRight()
                        < title.prefWidth(-1) + actions.prefWidth(-1) + GAP;
        if (now == tight || (roomy && open != null)) return;
        tight = now;
        arrange();
    }

    /** Puts what there is room for beside each other. */
    private void arrange() {
        boolean reading = open != null;
        boolean beside = roomy && reading;
        boolean stacked = beside || tight;
        boolean listing = list.node().isFocused();
        Parts.show(count, !beside);
        Parts.show(head, !beside);
        Parts.show(space, !roomy || beside);
        shelf.getStyleClass().setAll(beside ? "shelf" : "page");
        if (tight) head.getChildren().setAll(title, actions);
        else head.getChildren().setAll(Parts.across(12, title, Parts.gap(), actions));
        if (stacked) tools.getChildren().setAll(space, find);
        else tools.getChildren().setAll(Parts.across(12, space, Parts.growing(find)));
        space.setMaxWidth(stacked ? Double.MAX_VALUE : Region.USE_PREF_SIZE);
        HBox.setHgrow(shelf, beside ? Priority.NEVER : Priority.ALWAYS);
        panel.alone(!roomy);
        if (beside) columns.getChildren().setAll(shelf, Parts.growing(panel.node()));
        else if (reading) columns.getChildren().setAll(Parts.growing(panel.node()));
        else if (roomy) columns.getChildren().setAll(spaces, shelf);
        else columns.getChildren().setAll(shelf);
        if (listing) list.node().requestFocus(); // it was taken out, and put back
    }

    @Override
    public void roomy(boolean roomy) {
        if (this.roomy == roomy) return;
        this.roomy = roomy;
        arrange();
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public void shown() {
        model.arrive();
    }

    @Override
    public void tick() {
        model.refresh();
    }
}
