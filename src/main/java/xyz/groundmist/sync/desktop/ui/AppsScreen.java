package xyz.groundmist.sync.desktop.ui;

import static xyz.groundmist.sync.desktop.model.Words.say;

import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

import xyz.groundmist.sync.desktop.model.AppRow;
import xyz.groundmist.sync.desktop.model.AppsModel;
import xyz.groundmist.sync.desktop.model.AppsView;

import java.util.List;

/** The apps there are, and a panel beside them for the one chosen. */
final class AppsScreen implements Screen {
    /** Rows that are made in one go the first time: more keep the window from answering. */
    private static final int AT_ONCE = 6;

    private final AppsModel model;
    private final Dialogs dialogs;
    private final StackPane body = new StackPane();
    private final Label asking = Parts.paragraph("", "semi");
    private final Node askingNotice;
    private final Label paused = Parts.paragraph("", "semi");
    private final Node pausedNotice;
    private final Label window = Parts.paragraph("", "semi");
    private final Node windowNotice;
    private final Label trouble = Parts.paragraph("", "attention");
    private final Button connectApp;
    private final VBox list = Parts.list(List.of());
    private final Node page;
    private final HBox root;
    private @Nullable AppPanel panel;
    private boolean roomy = true;
    private @Nullable List<AppRow> listed; // what the list shows
    private boolean listedRoomy;

    /**
     * @param connect leads to where an app is connected
     * @param review leads to the apps that ask
     */
    AppsScreen(AppsModel model, Dialogs dialogs, Runnable connect, Runnable review) {
        this.model = model;
        this.dialogs = dialogs;
        connectApp = Parts.button(say("home.connect"), connect);
        connectApp.setId("connect-app");
        askingNotice = notice(asking, Parts.button(say("apps.review"), review, "slim"));
        Button confirm = Parts.button(say("apps.confirm.all"), () -> model.confirm(null), "slim");
        confirm.setId("confirm-all");
        pausedNotice = notice(paused, confirm);
        windowNotice =
                notice(window, Parts.button(say("apps.window.close"), model::closeWindow, "slim"));
        page =
                Parts.scrolling(
                        Parts.styled(
                                new VBox(
                                        Parts.across(
                                                12,
                                                Parts.growing(Parts.text(say("apps.title"), "h1")),
                                                connectApp),
                                        askingNotice,
                                        pausedNotice,
                                        windowNotice,
                                        trouble,
                                        Parts.growing(body)),
                                "page"));
        root = new HBox(page);
        model.view().watch(this::show);
    }

    private static Node notice(Label words, Button button) {
        return Parts.styled(
                new HBox(Parts.icon(Feather.BELL, "attention"), Parts.growing(words), button),
                "notice");
    }

    private void show(AppsView view) {
        if (root.getParent() == null || !root.isVisible()) return; // shown when it comes into sight
        Parts.show(askingNotice, !view.asking().isEmpty());
        asking.setText(say("apps.asking", view.asking().size()));
        List<AppRow> all = view.apps();
        long waiting = all == null ? 0 : all.stream().filter(AppRow::paused).count();
        Parts.show(pausedNotice, waiting > 0);
        paused.setText(say("apps.paused.some", waiting));
        String left = view.windowLeft();
        Parts.show(windowNotice, left != null);
        window.setText(left == null ? "" : say("apps.window", left));
        String what = view.trouble();
        Parts.show(trouble, what != null && view.selected() == null);
        trouble.setText(what == null ? "" : what);
        Parts.show(connectApp, view.apps() != null);
        showList(view);
        showPanel(view);
    }

    private void showList(AppsView view) {
        List<AppRow> now = view.apps();
        AppRow chosen = roomy ? view.selected() : null;
        if (listed != null && listed.equals(now) && listedRoomy == roomy) {
            choose(chosen);
            return;
        }
        boolean first = listed == null;
        listed = now;
        listedRoomy = roomy;
        build(view, first ? AT_ONCE : Integer.MAX_VALUE);
        choose(chosen);
    }

    private void choose(@Nullable AppRow chosen) {
        String id = chosen == null ? null : "app-" + chosen.id();
        for (Node row : list.getChildren()) {
            if (row instanceof Pressable app) app.on(app.getId().equals(id));
        }
    }

    private void build(AppsView view, int atOnce) {
        List<AppRow> apps = view.apps();
        if (apps == null) {
            set(Parts.empty(say("apps.asleep"), say("apps.asleep.more"), null));
        } else if (apps.isEmpty()) {
            set(Parts.empty(say("apps.none"), say("apps.none.more"), null));
        } else {
            String focused = focused();
            list.getChildren().clear();
            add(apps, 0, atOnce);
            var content = new VBox(16, list);
            if (apps.stream().anyMatch(AppRow::older)) {
                content.getChildren().add(Parts.paragraph(say("apps.older.more"), "small"));
            }
            set(content);
            if (focused != null) focus(focused);
        }
    }

    /** Adds rows from this one on; those that are too many for one go follow. */
    private void add(List<AppRow> apps, int from, int atOnce) {
        if (!apps.equals(listed)) return; // there is another list meanwhile
        int to = atOnce < apps.size() - from ? from + atOnce : apps.size();
        boolean last = to == apps.size();
        Parts.add(list, apps.subList(from, to).stream().map(this::row).toList(), last);
        if (from > 0) layAside();
        if (!last) Ticker.soon(() -> add(apps, to, atOnce));
    }

    /** Styles and lays out what is new, also while nobody looks: then it isn't done later. */
    private void layAside() {
        Scene scene = root.getScene();
        if (scene == null || !scene.getWindow().isShowing()) return;
        boolean seen = root.isVisible();
        root.setVisible(true);
        list.applyCss();
        root.layout();
        root.setVisible(seen);
        AppRow chosen = roomy ? model.view().now().selected() : null;
        choose(chosen);
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

    private Node row(AppRow app) {
        String line = say("apps.line", app.access(), app.used());
        HBox title = Parts.across(8, Parts.text(app.name(), "semi"));
        if (app.older()) title.getChildren().add(tag("apps.older"));
        if (app.paused()) title.getChildren().add(tag("apps.paused"));
        var row =
                new Pressable(
                        app.name() + ", " + line,
                        () -> model.select(app.id()),
                        Parts.tile(app.sign(), true),
                        Parts.growing(Parts.down(2, title, Parts.text(line, "small"))));
        if (roomy && !app.days().quiet()) {
            row.getChildren().add(new SparkLine(app.days(), 72, 26));
        }
        row.setId("app-" + app.id());
        return Parts.styled(row, "row", "tall", "press");
    }

    private static Label tag(String key) {
        Label tag = Parts.styled(new Label(say(key)), "tag", "attention");
        tag.setMinWidth(Region.USE_PREF_SIZE);
        return tag;
    }

    /** Puts a panel beside the list or in its place; the list keeps its styles. */
    private void beside(@Nullable VBox panel, boolean alone) {
        if (root.getChildren().size() > 1) root.getChildren().removeLast();
        Parts.show(page, !alone);
        if (panel != null) root.getChildren().add(alone ? Parts.growing(panel) : panel);
    }

    private void showPanel(AppsView view) {
        AppRow app = view.selected();
        AppPanel open = panel;
        if (app == null) {
            if (open == null) return;
            panel = null;
            beside(null, false);
            focus("app-" + open.app().id());
            return;
        }
        if (open == null || !open.app().id().equals(app.id()) || open.alone() == roomy) {
            open = new AppPanel(model, dialogs, app, !roomy);
            panel = open;
            beside(open.node(), !roomy);
            if (!roomy) open.node().requestFocus();
        }
        open.show(app, view.ledger(), view.trouble());
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
        show(model.view().now());
        model.look();
    }
}
