package xyz.groundmist.sync.desktop.ui;

import static xyz.groundmist.sync.desktop.model.Words.say;

import atlantafx.base.controls.ToggleSwitch;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.desktop.model.DesktopModel;
import xyz.groundmist.sync.desktop.model.FirstRunModel;
import xyz.groundmist.sync.desktop.model.FirstRunView;
import xyz.groundmist.sync.desktop.model.FirstRunView.Step;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** The set-up, in place of everything else in the window. */
final class FirstRunScreen {
    private static final double WELCOME_MARK = 96;

    private final FirstRunModel model;
    private final DesktopModel desktop;
    private final Runnable connect;
    private final Runnable restore;
    private final Label count = Parts.text("", "small");
    private final HBox steps = Parts.across(6);
    private final Label title = Parts.paragraph("", "h1");
    private final Label lead = Parts.paragraph("", "lead");
    private final VBox content = new VBox();
    private final Button back;
    private final Button skip;
    private final Button next;
    private final BorderPane node = new BorderPane();
    private final Map<Step, Node> made = new EnumMap<>(Step.class);
    private @Nullable Step shown;

    /**
     * @param connect leads to where an app is connected
     * @param restore leads to where a backup is brought back
     */
    FirstRunScreen(DesktopModel desktop, Runnable connect, Runnable restore) {
        this.restore = restore;
        this.desktop = desktop;
        this.connect = connect;
        model = desktop.firstRun();
        back = Parts.button(say("setup.back"), model::back);
        back.setId("setup-back");
        skip = Parts.button("", this::skip, "quiet");
        skip.setId("setup-skip");
        next = Parts.button("", model::next, "accent");
        next.setId("setup-next");
        var head =
                Parts.across(
                        10,
                        Mark.of(20, Mark.FULL, "brand"),
                        Parts.text(say("window.title"), "semi"),
                        Parts.gap(),
                        count,
                        steps);
        VBox page =
                Parts.styled(new VBox(head, Parts.down(8, title, lead), content), "page", "wide");
        node.setCenter(Parts.scrolling(page));
        node.setBottom(Parts.styled(new HBox(12, back, Parts.gap(), skip, next), "foot", "wide"));
        model.view().watch(this::show);
    }

    Region node() {
        return node;
    }

    private void skip() {
        if (model.view().now().step() == Step.WELCOME) model.leave();
        else model.next();
    }

    private void show(FirstRunView view) {
        count.setText(say("setup.count", view.number(), view.of()));
        steps.getChildren().clear();
        for (int i = 1; i <= view.of(); i++) {
            Region step = Parts.styled(new Region(), "step");
            step.pseudoClassStateChanged(Pressable.ON, i <= view.number());
            steps.getChildren().add(step);
        }
        back.setVisible(!view.first());
        Parts.show(next, view.mayGoOn());
        next.setText(view.next());
        String words = view.skip();
        Parts.show(skip, words != null);
        skip.setText(words == null ? "" : words);
        if (shown == view.step()) return;
        shown = view.step();
        String key = "setup." + view.step().name().toLowerCase(Locale.ROOT);
        title.setText(say(key));
        lead.setText(say(key + ".more"));
        content.getChildren().setAll(made.computeIfAbsent(view.step(), this::content));
    }

    private Node content(Step step) {
        return switch (step) {
            case WELCOME -> welcome();
            case SIGN_IN -> Parts.card(new SignInPart(desktop.account()).node());
            case REACH -> reach();
            case PUBLISH -> Parts.card(new PublishPart(desktop.account()).node());
            case AT_LOGIN -> atLogin();
            case DONE -> done();
        };
    }

    private Node welcome() {
        Button back = Parts.button(say("setup.restore"), restore);
        back.setId("setup-restore");
        return Parts.down(
                32,
                Mark.of(WELCOME_MARK, Mark.FULL, "brand"),
                Parts.down(8, Parts.paragraph(say("setup.restore.more"), "muted"), back));
    }

    /** What leads here, once something does; and the ways to choose from. */
    private Node reach() {
        Node address = new ReachPart(desktop.reach()).node();
        desktop.reach().view().watch(view -> Parts.show(address, view.chosen()));
        return Parts.down(16, address, new ReachSetUp(desktop.reach()).node());
    }

    private Node atLogin() {
        var on = new ToggleSwitch(say("settings.at-login"));
        on.setId("setup-at-login");
        desktop.settings().look();
        Label trouble = Parts.paragraph("", "attention");
        desktop.settings()
                .view()
                .watch(view -> {
                    on.setSelected(Boolean.TRUE.equals(view.startAtLogin()));
                    String what = view.trouble();
                    Parts.show(trouble, what != null);
                    trouble.setText(what == null ? "" : what);
                });
        on.selectedProperty()
                .addListener((_, _, wanted) -> {
                    Boolean now = desktop.settings().view().now().startAtLogin();
                    if (!wanted.equals(now)) desktop.settings().startAtLogin(wanted);
                });
        return Parts.card(on, Parts.paragraph(say("settings.at-login.more"), "small"), trouble);
    }

    private Node done() {
        Button first =
                Parts.button(
                        say("setup.done.connect"),
                        () -> {
                            model.leave();
                            connect.run();
                        });
        first.setId("setup-connect");
        return new HBox(first);
    }
}
