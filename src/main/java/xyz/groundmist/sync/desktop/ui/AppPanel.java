package xyz.groundmist.sync.desktop.ui;

import static xyz.groundmist.sync.desktop.model.Words.say;

import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

import xyz.groundmist.sync.desktop.model.AppRow;
import xyz.groundmist.sync.desktop.model.AppsModel;
import xyz.groundmist.sync.desktop.model.LedgerLine;

import java.util.List;
import java.util.Objects;

/** What one app may do and did, and the end of it. */
final class AppPanel {
    private final AppsModel model;
    private final Dialogs dialogs;
    private final boolean alone;
    private final VBox facts = Parts.down(6);
    private final VBox ledger = Parts.down(10);
    private final Label trouble = Parts.paragraph("", "attention");
    private final VBox node;
    private final Button access;
    private AppRow app;

    /**
     * @param alone it has the window for itself
     */
    AppPanel(AppsModel model, Dialogs dialogs, AppRow app, boolean alone) {
        this.model = model;
        this.dialogs = dialogs;
        this.app = app;
        this.alone = alone;
        Button back =
                alone
                        ? Parts.button(say("apps.panel.back"), this::close, "quiet")
                        : Parts.button("", this::close, "quiet", "icon");
        back.setGraphic(Parts.icon(alone ? Feather.ARROW_LEFT : Feather.X));
        back.setAccessibleText(say(alone ? "apps.panel.back" : "apps.panel.close"));
        back.setId("close-panel");
        Button cut = Parts.button(say("apps.cut-off"), this::cutOff, "cut");
        cut.setId("cut-off");
        access = Parts.button("", this::changeAccess);
        access.setId("access");
        HBox title = Parts.across(12, Parts.tile(app.sign(), false), Parts.growing(title(app)));
        if (!alone) title.getChildren().add(back);
        node = Parts.styled(new VBox(), "panel");
        if (alone) {
            node.getStyleClass().add("alone");
            node.getChildren().add(new HBox(back));
        }
        ScrollPane did = Parts.styled(Parts.scrolling(ledger), "inside");
        node.getChildren()
                .addAll(
                        title,
                        facts,
                        Parts.rule(),
                        did,
                        trouble,
                        new HBox(access, Parts.gap(), cut));
        node.setOnKeyPressed(key -> {
            if (key.getCode() == KeyCode.ESCAPE) close();
        });
    }

    private static VBox title(AppRow app) {
        VBox title = Parts.down(2, Parts.paragraph(app.name(), "h2"));
        if (app.from() != null) title.getChildren().add(Parts.paragraph(app.from(), "small"));
        return title;
    }

    AppRow app() {
        return app;
    }

    boolean alone() {
        return alone;
    }

    VBox node() {
        return node;
    }

    void show(AppRow now, List<LedgerLine> lines, @Nullable String what) {
        app = now;
        access.setText(
                say(
                        now.paused()
                                ? "apps.confirm"
                                : now.readOnly()
                                        ? "apps.access.let-write"
                                        : "apps.access.let-read"));
        ledger.getChildren().setAll(Parts.text(say("apps.ledger"), "overline"));
        for (LedgerLine line : lines) {
            ledger.getChildren()
                    .add(
                            new HBox(
                                    8,
                                    Parts.text(line.when(), "small", "time-col"),
                                    Parts.growing(Parts.paragraph(line.words()))));
        }
        if (lines.isEmpty()) {
            ledger.getChildren().add(Parts.paragraph(say("apps.ledger.none"), "muted"));
        }
        facts.getChildren().clear();
        if (now.paused()) {
            facts.getChildren().add(Parts.paragraph(say("apps.paused.more"), "attention"));
        }
        facts.getChildren()
                .addAll(
                        Parts.pair(say("apps.panel.space"), now.space()),
                        Parts.pair(say("apps.panel.access"), now.access()),
                        Parts.pair(say("apps.panel.allowed"), now.allowed()),
                        Parts.pair(say("apps.panel.used"), now.used()));
        Parts.show(trouble, what != null);
        trouble.setText(Objects.requireNonNullElse(what, ""));
    }

    private void close() {
        model.select(null);
    }

    /** Taking away works at once; giving is asked about. */
    private void changeAccess() {
        if (app.paused()) {
            model.confirm(app.id());
            return;
        }
        if (!app.readOnly()) {
            model.access(app.id(), true);
            return;
        }
        dialogs.ask(
                say("apps.access.ask", app.name()),
                say("apps.access.more"),
                Parts.button(
                        say("apps.access.let-write"),
                        () -> {
                            dialogs.close();
                            model.access(app.id(), false);
                        }),
                Parts.button(say("apps.access.keep"), dialogs::close));
    }

    private void cutOff() {
        dialogs.ask(
                say("apps.cut-off.ask", app.name()),
                say("apps.cut-off.more"),
                Parts.button(
                        say("apps.cut-off"),
                        () -> {
                            dialogs.close();
                            model.cutOff(app.id());
                        },
                        "cut"),
                Parts.button(say("apps.cut-off.keep"), dialogs::close));
    }
}
