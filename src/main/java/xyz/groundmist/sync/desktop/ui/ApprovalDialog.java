package xyz.groundmist.sync.desktop.ui;

import static xyz.groundmist.sync.desktop.model.Words.say;

import javafx.animation.PauseTransition;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Duration;

import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

import xyz.groundmist.sync.desktop.model.Approval;
import xyz.groundmist.sync.desktop.model.AppsModel;
import xyz.groundmist.sync.desktop.model.AppsView;

import java.util.ArrayList;
import java.util.List;

/** An app asks, and the person decides; one after the other. */
final class ApprovalDialog {
    /** It may come up under a moving hand: for this long nothing can be pressed. */
    private static final Duration QUIET = Duration.millis(500);

    /** Narrower than this, in pixels, the answers stand under each other. */
    private static final double WRAP = 360;

    private final AppsModel model;
    private final Dialogs dialogs;
    private final Label trouble = Parts.paragraph("", "attention");
    private @Nullable String open; // the code of the app that the dialogue is about
    private boolean decided;

    ApprovalDialog(AppsModel model, Dialogs dialogs) {
        this.model = model;
        this.dialogs = dialogs;
        model.view().watch(this::follow);
    }

    /** Shows the app that has waited longest. */
    void review() {
        List<Approval> asking = model.view().now().asking();
        if (!asking.isEmpty() && !dialogs.isOpen()) show(asking.getFirst());
    }

    private void follow(AppsView view) {
        String code = open;
        if (code == null) return;
        String what = view.trouble();
        Parts.show(trouble, what != null);
        trouble.setText(what == null ? "" : what);
        if (view.asking().stream().anyMatch(one -> one.code().equals(code))) return;
        dialogs.close();
        if (decided) review();
    }

    private void show(Approval approval) {
        decided = false;
        trouble.setText("");
        Parts.show(trouble, false);
        var title =
                Parts.across(
                        16,
                        Parts.tile(approval.sign(), false),
                        Parts.growing(
                                Parts.down(
                                        2,
                                        Parts.paragraph(approval.title(), "h2"),
                                        Parts.paragraph(approval.asked(), "small"))));
        VBox facts = Parts.down(8);
        if (approval.from() != null)
            facts.getChildren().add(line("approval.from", approval.from()));
        facts.getChildren().add(line("approval.space", approval.space()));
        boolean proven = approval.shown() != null;
        facts.getChildren()
                .add(
                        Parts.across(
                                10,
                                Parts.icon(
                                        proven ? Feather.CHECK : Feather.ALERT_TRIANGLE,
                                        proven ? "well" : "attention"),
                                Parts.growing(Parts.paragraph(approval.proof()))));
        Node details = line("approval.network", approval.network());
        Parts.show(details, false);
        facts.getChildren().add(details);
        dialogs.open(
                approval.title(),
                () -> open = null,
                title,
                facts,
                code(approval),
                trouble,
                answers(approval, details));
        open = approval.code();
    }

    private static HBox line(String key, String value) {
        return new HBox(
                16,
                Parts.text(say(key), "muted", "key-col"),
                Parts.growing(Parts.paragraph(value)));
    }

    private static Node code(Approval approval) {
        VBox question = Parts.down(2, Parts.paragraph(approval.question()));
        HBox inset = Parts.across(16, Parts.growing(question));
        String shown = approval.shown();
        if (shown != null) {
            question.getChildren().add(Parts.paragraph(say("approval.question.if-not"), "small"));
            Label code = Parts.styled(new Label(shown), "code");
            code.setMinWidth(Region.USE_PREF_SIZE);
            code.setAccessibleText(say("approval.code") + " " + String.join(" ", shown.split("")));
            inset.getChildren().add(code);
        }
        return Parts.styled(inset, "inset");
    }

    /** None of them stands out, and the keyboard begins on none. */
    private Node answers(Approval approval, Node details) {
        Button allow =
                Parts.button(
                        say("approval.allow"),
                        () -> decide(() -> model.approve(approval.code(), false)));
        Button read =
                Parts.button(
                        say("approval.read"),
                        () -> decide(() -> model.approve(approval.code(), true)));
        Button refuse =
                Parts.button(
                        say("approval.refuse"), () -> decide(() -> model.refuse(approval.code())));
        allow.setId("allow");
        read.setId("allow-reading");
        refuse.setId("refuse");
        Button more = Parts.button(say("approval.details"), () -> {}, "quiet");
        more.setGraphic(Parts.icon(Feather.CHEVRON_RIGHT));
        more.setId("details");
        more.setOnAction(_ -> {
            boolean show = !details.isVisible();
            Parts.show(details, show);
            more.setGraphic(Parts.icon(show ? Feather.CHEVRON_DOWN : Feather.CHEVRON_RIGHT));
        });
        List<Node> row = new ArrayList<>(List.of(allow, read, refuse));
        row.forEach(button -> button.setMouseTransparent(true));
        var pause = new PauseTransition(QUIET);
        pause.setOnFinished(
                _ -> List.of(allow, read, refuse).forEach(b -> b.setMouseTransparent(false)));
        pause.play();
        var wrapping = new FlowPane(12, 12, allow, read, refuse);
        wrapping.setPrefWrapLength(WRAP);
        wrapping.setMinWidth(0);
        return new HBox(12, Parts.growing(wrapping), more);
    }

    private void decide(Runnable answer) {
        decided = true;
        answer.run();
    }
}
