package xyz.groundmist.sync.desktop.ui;

import static xyz.groundmist.sync.desktop.model.Words.say;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

import xyz.groundmist.sync.desktop.model.AppsModel;
import xyz.groundmist.sync.desktop.model.ConnectModel;
import xyz.groundmist.sync.desktop.model.ConnectView;

import java.util.List;

/** The ways to connect an app: it asks by itself, an invitation, or minutes for an older one. */
final class ConnectDialog {
    private final ConnectModel model;
    private final AppsModel apps;
    private final Dialogs dialogs;
    private final VBox body = Parts.down(20);
    private final ComboBox<String> space = new ComboBox<>();
    private final TextField page = Parts.field(new TextField());
    private final Label trouble = Parts.paragraph("", "attention");
    private final Label left = Parts.paragraph("", "muted");
    private @Nullable ConnectView shown;
    private boolean open;

    ConnectDialog(ConnectModel model, AppsModel apps, Dialogs dialogs) {
        this.model = model;
        this.apps = apps;
        this.dialogs = dialogs;
        space.setEditable(true);
        Parts.field(space.getEditor());
        space.setId("space");
        space.setAccessibleText(say("connect.space"));
        space.setPromptText(say("connect.space.hint"));
        space.setMaxWidth(Double.MAX_VALUE);
        page.setId("page");
        page.setAccessibleText(say("connect.page"));
        page.setPromptText(say("connect.page.hint"));
        model.view().watch(this::show);
    }

    void begin() {
        model.begin();
        shown = null;
        open = true;
        show(model.view().now());
        dialogs.open(say("connect.title"), () -> open = false, body);
    }

    private void show(ConnectView view) {
        if (!open) return;
        ConnectView before = shown;
        shown = view;
        switch (view) {
            case ConnectView.Ways _ -> ways();
            case ConnectView.Invite invite -> {
                if (!(before instanceof ConnectView.Invite)) form(invite);
                follow(invite);
            }
            case ConnectView.Invited invited -> {
                boolean same =
                        before instanceof ConnectView.Invited b && b.over() == invited.over();
                if (!same) invitation(invited);
                left.setText(
                        invited.over()
                                ? say("connect.over")
                                : say("connect.left", invited.left(), invited.space()));
            }
        }
    }

    private void set(Node... nodes) {
        boolean inside = body.getScene() != null && body.isFocusWithin();
        body.getChildren().setAll(nodes);
        if (inside) dialogs.focus();
    }

    private void ways() {
        set(
                Parts.down(
                        8,
                        Parts.paragraph(say("connect.title"), "h2"),
                        Parts.paragraph(say("connect.more"), "muted")),
                Parts.list(
                        List.of(
                                way(Feather.LINK, "connect.invite", model::invite),
                                way(Feather.CLOCK, "connect.older", this::letOlderAsk))),
                new HBox(Parts.gap(), Parts.button(say("connect.close"), dialogs::close)));
    }

    private static Node way(Feather sign, String key, Runnable action) {
        var icon = Parts.icon(sign, "act", "big");
        var row =
                new Pressable(
                        say(key),
                        action,
                        icon,
                        Parts.growing(
                                Parts.down(
                                        2,
                                        Parts.text(say(key), "semi"),
                                        Parts.paragraph(say(key + ".more"), "small"))),
                        Parts.icon(Feather.CHEVRON_RIGHT));
        row.setId(key.replace('.', '-'));
        return Parts.styled(row, "row", "tall", "press");
    }

    private void letOlderAsk() {
        dialogs.close();
        apps.openWindow();
    }

    private void form(ConnectView.Invite invite) {
        space.getItems().setAll(invite.spaces());
        if (!invite.spaces().isEmpty()) space.setValue(invite.spaces().getFirst());
        Button make =
                Parts.button(
                        say("connect.make"),
                        () -> model.invite(space.getEditor().getText(), page.getText()),
                        "accent");
        make.setId("make");
        page.setOnAction(_ -> make.fire());
        set(
                Parts.paragraph(say("connect.invite"), "h2"),
                field("connect.space", space),
                field("connect.page", page),
                trouble,
                new HBox(12, Parts.button(say("connect.back"), model::begin), Parts.gap(), make));
    }

    private static VBox field(String key, Node control) {
        return Parts.down(6, Parts.text(say(key), "overline"), control);
    }

    private void follow(ConnectView.Invite invite) {
        String what = invite.trouble();
        Parts.show(trouble, what != null);
        trouble.setText(what == null ? "" : what);
        body.lookupAll("#make").forEach(make -> make.setDisable(invite.busy()));
    }

    private void invitation(ConnectView.Invited invited) {
        Button again = Parts.button(say("connect.again"), model::invite);
        Button close = Parts.button(say("connect.done"), dialogs::close);
        Label title = Parts.paragraph(say("connect.invite"), "h2");
        if (invited.over()) {
            set(title, left, new HBox(12, again, Parts.gap(), close));
            return;
        }
        var link = Parts.field(new TextField(invited.link()));
        link.setEditable(false);
        link.setId("link");
        link.setAccessibleText(say("connect.invited"));
        Button copy = Parts.button(say("connect.copy"), () -> {});
        copy.setId("copy-link");
        copy.setOnAction(_ -> {
            Clip.copy(invited.link());
            copy.setText(say("connect.copied"));
        });
        var qr =
                new HBox(
                        Parts.gap(), new QrPicture(invited.link(), say("connect.qr")), Parts.gap());
        set(
                title,
                Parts.paragraph(say("connect.invited"), "muted"),
                qr,
                Parts.across(12, Parts.growing(link), copy),
                left,
                new HBox(Parts.gap(), close));
    }
}
