package xyz.groundmist.sync.desktop.ui;

import static xyz.groundmist.sync.desktop.model.Words.say;

import javafx.scene.Node;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.desktop.model.AppRow;
import xyz.groundmist.sync.desktop.model.AppsModel;
import xyz.groundmist.sync.desktop.model.AppsView;

import java.util.List;

/** The apps there are, and a panel beside them for the one chosen. */
final class AppsScreen implements Screen {
    private final AppsModel model;
    private final Dialogs dialogs;
    private final StackPane body = new StackPane();
    private final VBox list = Parts.list(List.of());
    private final Node page;
    private final HBox root;
    private @Nullable AppPanel panel;
    private boolean roomy = true;

    AppsScreen(AppsModel model, Dialogs dialogs) {
        this.model = model;
        this.dialogs = dialogs;
        page =
                Parts.scrolling(
                        Parts.styled(
                                new VBox(Parts.text(say("apps.title"), "h1"), Parts.growing(body)),
                                "page"));
        root = new HBox(page);
        model.view().watch(this::show);
    }

    private void show(AppsView view) {
        List<AppRow> apps = view.apps();
        if (apps == null) {
            set(Parts.empty(say("apps.asleep"), say("apps.asleep.more"), null));
        } else if (apps.isEmpty()) {
            set(Parts.empty(say("apps.none"), say("apps.none.more"), null));
        } else {
            String focused = focused();
            Parts.fill(list, apps.stream().map(app -> row(app, view.selected())).toList());
            set(new VBox(list));
            if (focused != null) focus(focused);
        }
        showPanel(view);
    }

    private void set(Node content) {
        body.getChildren().setAll(content);
    }

    private @Nullable String focused() {
        for (Node row : list.getChildren()) {
            if (row.isFocused()) return row.getId();
        }
        return null;
    }

    private void focus(String id) {
        for (Node row : list.getChildren()) {
            if (id.equals(row.getId())) row.requestFocus();
        }
    }

    private Node row(AppRow app, @Nullable AppRow selected) {
        String line = say("apps.line", app.access(), app.used());
        var row =
                new Pressable(
                        app.name() + ", " + line,
                        () -> model.select(app.id()),
                        Parts.tile(app.sign(), true),
                        Parts.growing(
                                Parts.down(
                                        2,
                                        Parts.text(app.name(), "semi"),
                                        Parts.text(line, "small"))));
        row.setId("app-" + app.id());
        row.on(roomy && selected != null && selected.id().equals(app.id()));
        return Parts.styled(row, "row", "tall", "press");
    }

    private void showPanel(AppsView view) {
        AppRow app = view.selected();
        AppPanel open = panel;
        if (app == null) {
            panel = null;
            root.getChildren().setAll(page);
            if (open != null) focus("app-" + open.app().id());
            return;
        }
        if (open == null || !open.app().id().equals(app.id()) || open.alone() == roomy) {
            open = new AppPanel(model, dialogs, app, !roomy);
            panel = open;
            if (roomy) root.getChildren().setAll(page, open.node());
            else root.getChildren().setAll(Parts.growing(open.node()));
            if (!roomy) open.node().requestFocus();
        }
        open.show(app, view.trouble());
    }

    @Override
    public void roomy(boolean roomy) {
        if (this.roomy == roomy) return;
        this.roomy = roomy;
        show(model.view().now());
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public void shown() {
        model.look();
    }
}
