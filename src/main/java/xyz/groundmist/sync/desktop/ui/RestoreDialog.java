package xyz.groundmist.sync.desktop.ui;

import static xyz.groundmist.sync.desktop.model.Words.say;

import atlantafx.base.controls.ToggleSwitch;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.PasswordField;
import javafx.scene.layout.VBox;

import org.kordamp.ikonli.feather.Feather;

import xyz.groundmist.sync.desktop.model.RestoreModel;
import xyz.groundmist.sync.desktop.model.RestoreView;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Brings a backup back: which, what that means, and what waits afterwards. */
final class RestoreDialog {
    private final RestoreModel model;
    private final FileChoice files;
    private final Dialogs dialogs;
    private final VBox body = Parts.down(20);
    private final PasswordField passphrase = Parts.field(new PasswordField());
    private final ToggleSwitch gone = new ToggleSwitch();
    private final Label trouble = Parts.paragraph("", "attention");
    private boolean open;

    RestoreDialog(RestoreModel model, FileChoice files, Dialogs dialogs) {
        this.model = model;
        this.files = files;
        this.dialogs = dialogs;
        passphrase.setId("restore-passphrase");
        passphrase.setAccessibleText(say("restore.passphrase"));
        gone.setId("old-machine-gone");
        gone.setAccessibleText(say("restore.gone"));
        model.view().watch(this::show);
    }

    /** Asks which; nothing happens when none is named. */
    void begin() {
        if (model.view().now() instanceof RestoreView.None) {
            Path named = files.open(say("restore.title"), BackUpDialog.kind());
            if (named == null) return;
            gone.setSelected(false);
            passphrase.clear();
            model.look(named);
        }
        open = true;
        show(model.view().now());
        dialogs.open(say("restore.title"), this::closed, body);
    }

    private void closed() {
        open = false;
        passphrase.clear();
        model.close();
    }

    private void again() {
        Path named = files.open(say("restore.title"), BackUpDialog.kind());
        if (named != null) model.look(named);
    }

    private void set(Node... nodes) {
        boolean inside = body.getScene() != null && body.isFocusWithin();
        body.getChildren().setAll(nodes);
        if (inside) dialogs.focus();
    }

    private void show(RestoreView view) {
        if (!open) {
            // it went on behind the window's pages, and is over
            boolean failed = view instanceof RestoreView.Ready ready && ready.trouble() != null;
            if (failed || view instanceof RestoreView.Done) begin();
            return;
        }
        switch (view) {
            case RestoreView.None _ -> {}
            case RestoreView.Looking _ -> wait("restore.looking");
            case RestoreView.Running _ -> wait("restore.running");
            case RestoreView.Unfit unfit -> unfit(unfit);
            case RestoreView.Ready ready -> ready(ready);
            case RestoreView.Done done -> done(done);
        }
    }

    private void wait(String key) {
        set(head(say("restore.title"), say(key)));
    }

    private static VBox head(String title, String more) {
        return Parts.down(8, Parts.paragraph(title, "h2"), Parts.paragraph(more, "muted"));
    }

    private Button cancel() {
        return Parts.button(say("restore.cancel"), dialogs::close);
    }

    private void unfit(RestoreView.Unfit unfit) {
        Button other = Parts.button(say("restore.other"), this::again);
        other.setId("restore-other");
        set(
                Parts.paragraph(say("restore.title"), "h2"),
                Parts.paragraph(unfit.sentence(), "attention"),
                Parts.across(12, other, cancel()));
    }

    private void ready(RestoreView.Ready ready) {
        List<Node> all = new ArrayList<>();
        all.add(head(ready.title(), ready.more()));
        String replaces = ready.replaces();
        if (replaces != null) {
            all.add(
                    Parts.styled(
                            Parts.across(
                                    12,
                                    Parts.icon(Feather.ALERT_TRIANGLE, "attention"),
                                    Parts.growing(Parts.paragraph(replaces))),
                            "notice"));
        }
        all.add(
                Parts.list(
                        List.of(
                                SettingsScreen.row(
                                        "restore.gone",
                                        Parts.paragraph(say("restore.gone.more"), "small"),
                                        gone))));
        if (ready.sealed()) {
            all.add(
                    Parts.down(
                            6,
                            Parts.text(say("restore.passphrase"), "overline"),
                            passphrase,
                            Parts.paragraph(say("restore.passphrase.more"), "small")));
        }
        all.add(Parts.paragraph(say("restore.pauses"), "muted"));
        String what = ready.trouble();
        Parts.show(trouble, what != null);
        trouble.setText(Objects.requireNonNullElse(what, ""));
        all.add(trouble);
        Button back =
                Parts.button(
                        say(replaces == null ? "restore.do" : "restore.do.replace"),
                        () -> model.restore(passphrase.getText(), gone.isSelected()),
                        replaces == null ? "accent" : "cut");
        back.setId("bring-back");
        all.add(Parts.across(12, back, cancel()));
        set(all.toArray(Node[]::new));
    }

    private void done(RestoreView.Done done) {
        List<Node> all = new ArrayList<>();
        all.add(head(say("restore.done"), done.more()));
        for (String one : done.next()) all.add(Parts.paragraph(one));
        Button on = Parts.button(say("restore.continue"), dialogs::close, "accent");
        on.setId("restore-continue");
        all.add(Parts.across(12, on));
        set(all.toArray(Node[]::new));
    }
}
