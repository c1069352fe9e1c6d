package xyz.groundmist.sync.desktop.ui;

import static xyz.groundmist.sync.desktop.model.Words.say;

import atlantafx.base.controls.ToggleSwitch;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.PasswordField;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.desktop.model.BackupsModel;
import xyz.groundmist.sync.desktop.model.BackupsView;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Where a backup goes, and whether the secrets are in it. */
final class BackUpDialog {
    private static final String NAME = "groundmist-sync.backup.zip";

    private final BackupsModel model;
    private final FileChoice files;
    private final Dialogs dialogs;
    private final Label where = Parts.paragraph("", "small");
    private final ToggleSwitch secrets = new ToggleSwitch();
    private final PasswordField passphrase = Parts.field(new PasswordField());
    private final PasswordField again = Parts.field(new PasswordField());
    private final Node passphrases;
    private final Label under = Parts.paragraph("", "muted");
    private final Label trouble = Parts.paragraph("", "attention");
    private final Button choose;
    private final Button make;
    private final VBox body;
    private @Nullable Path file;
    private boolean open;

    /** The kind of files that backups are. */
    static FileChoice.Kind kind() {
        return new FileChoice.Kind(say("backups.kind"), "*.zip");
    }

    BackUpDialog(BackupsModel model, FileChoice files, Dialogs dialogs) {
        this.model = model;
        this.files = files;
        this.dialogs = dialogs;
        choose = Parts.button(say("backups.where.choose"), this::choose);
        choose.setId("backup-file");
        secrets.setId("backup-secrets");
        secrets.setAccessibleText(say("backups.secrets"));
        passphrases =
                Parts.down(
                        8,
                        named("backups.passphrase", "passphrase", passphrase),
                        named("backups.passphrase.again", "passphrase-again", again));
        secrets.selectedProperty().subscribe(on -> Parts.show(passphrases, on));
        make = Parts.button(say("backups.make"), this::make, "accent");
        make.setId("make-backup");
        body =
                Parts.down(
                        20,
                        Parts.down(
                                8,
                                Parts.paragraph(say("backups.now"), "h2"),
                                Parts.paragraph(say("backups.dialog.more"), "muted")),
                        Parts.list(
                                List.of(
                                        SettingsScreen.row("backups.where", where, choose),
                                        SettingsScreen.row(
                                                "backups.secrets",
                                                Parts.paragraph(
                                                        say("backups.secrets.more"), "small"),
                                                secrets))),
                        passphrases,
                        under,
                        trouble,
                        Parts.across(12, make, Parts.button(say("backups.close"), dialogs::close)));
        model.view().watch(this::show);
    }

    private static VBox named(String key, String id, PasswordField field) {
        field.setId(id);
        field.setAccessibleText(say(key));
        return Parts.down(6, Parts.text(say(key), "overline"), field);
    }

    void begin() {
        model.begin();
        file = null;
        secrets.setSelected(false);
        forget();
        open = true;
        show(model.view().now());
        dialogs.open(say("backups.now"), this::closed, body);
    }

    private void closed() {
        open = false;
        forget();
    }

    private void forget() {
        passphrase.clear();
        again.clear();
    }

    private void choose() {
        Path named = files.save(say("backups.where.title"), NAME, kind());
        if (named == null) return;
        file = named;
        show(model.view().now());
    }

    private void make() {
        boolean sealed = secrets.isSelected();
        model.backUp(file, sealed ? passphrase.getText() : null, sealed ? again.getText() : null);
    }

    private void show(BackupsView view) {
        if (!open) return;
        if (view.outcome() != null) {
            dialogs.close(); // the page says how it went
            return;
        }
        Path named = file;
        String folder = view.folder();
        where.setText(
                named != null
                        ? named.toString()
                        : folder == null ? say("backups.where.none") : folder);
        String now = view.under();
        Parts.show(under, now != null);
        under.setText(Objects.requireNonNullElse(now, ""));
        make.setDisable(now != null);
        choose.setDisable(now != null);
        String what = view.trouble();
        Parts.show(trouble, what != null);
        trouble.setText(Objects.requireNonNullElse(what, ""));
    }
}
