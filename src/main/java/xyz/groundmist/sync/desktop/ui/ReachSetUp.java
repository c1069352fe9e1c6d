package xyz.groundmist.sync.desktop.ui;

import static xyz.groundmist.sync.desktop.model.Words.say;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.PasswordField;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.desktop.model.ReachModel;
import xyz.groundmist.sync.desktop.model.ReachView;

import java.util.ArrayList;
import java.util.List;

/** The ways in as cards, what each costs, and the few things that the chosen one wants to know. */
final class ReachSetUp {
    private static final List<String> WAYS = List.of("ngrok", "ssh", "domain", "proxy");

    private final ReachModel model;
    private final List<Pressable> cards = new ArrayList<>();
    private final VBox form = new VBox(12);
    private final Label trouble = Parts.paragraph("", "attention");
    private final VBox asked = Parts.down(12, form, trouble);
    private final VBox node;
    private @Nullable Button use;

    ReachSetUp(ReachModel model) {
        this.model = model;
        for (String way : WAYS) {
            VBox words =
                    Parts.growing(
                            Parts.down(
                                    2,
                                    Parts.across(
                                            12,
                                            Parts.text(say("reach.card." + way), "h3"),
                                            Parts.gap(),
                                            Parts.text(
                                                    say("reach.card." + way + ".cost"), "small")),
                                    Parts.paragraph(say("reach.card." + way + ".more"), "muted")));
            var card =
                    Parts.styled(
                            new Pressable(say("reach.card." + way), () -> choose(way), words),
                            "choice");
            card.setId("reach-" + way);
            cards.add(card);
        }
        Parts.show(trouble, false);
        node = Parts.down(12, cards.toArray(Node[]::new));
        node.getChildren().add(asked);
        model.view().watch(this::show);
    }

    VBox node() {
        return node;
    }

    private void show(ReachView view) {
        String what = view.trouble();
        Parts.show(trouble, what != null);
        trouble.setText(what == null ? "" : what);
        if (use != null) use.setDisable(view.busy());
    }

    private void choose(String way) {
        int chosen = WAYS.indexOf(way);
        for (int i = 0; i < WAYS.size(); i++) cards.get(i).on(i == chosen);
        node.getChildren().remove(asked);
        node.getChildren().add(chosen + 1, asked);
        switch (way) {
            case "ngrok" -> {
                var token = Parts.field(new PasswordField());
                TextField domain = field("reach-domain-name", "reach.ngrok.domain");
                ask(
                        () -> model.useNgrok(token.getText(), domain.getText()),
                        named(token, "reach-token", "reach.ngrok.token"),
                        named("reach.ngrok.domain", domain));
            }
            case "ssh" -> {
                TextField target = field("reach-ssh-target", "reach.ssh.target");
                TextField url = field("reach-ssh-url", "reach.ssh.url");
                TextField port = field("reach-ssh-port", "reach.ssh.port");
                TextField key = field("reach-ssh-key", "reach.ssh.key");
                var passphrase = new PasswordField();
                var forwarded = new CheckBox(say("reach.ssh.forwarded"));
                forwarded.setId("reach-ssh-forwarded");
                forwarded.setWrapText(true);
                ask(
                        () ->
                                model.useSsh(
                                        target.getText(),
                                        url.getText(),
                                        port.getText(),
                                        key.getText(),
                                        passphrase.getText(),
                                        forwarded.isSelected()),
                        named("reach.ssh.target", target),
                        named("reach.ssh.url", url),
                        named("reach.ssh.port", port),
                        more(
                                forwarded,
                                named("reach.ssh.key", key),
                                named(passphrase, "reach-ssh-passphrase", "reach.ssh.passphrase")));
            }
            case "domain" -> {
                TextField name = field("reach-own-name", "reach.domain.name");
                TextField contact = field("reach-contact", "reach.domain.contact");
                var terms = new CheckBox(say("reach.domain.terms"));
                terms.setId("reach-terms");
                terms.setWrapText(true);
                ask(
                        () ->
                                model.useDomain(
                                        name.getText(), contact.getText(), terms.isSelected()),
                        named("reach.domain.name", name),
                        named("reach.domain.contact", contact),
                        terms);
            }
            default -> {
                TextField url = field("setup-url", "settings.url");
                url.setPromptText("https://");
                TextField trusted = field("reach-proxy-trust", "reach.proxy.trust");
                Runnable action = () -> model.useProxy(url.getText(), trusted.getText());
                url.setOnAction(_ -> action.run());
                ask(action, named("settings.url", url), more(named("reach.proxy.trust", trusted)));
            }
        }
    }

    private void ask(Runnable action, Node... fields) {
        Button button = Parts.button(say("reach.use"), action, "accent");
        button.setId("reach-use");
        use = button;
        form.getChildren().setAll(fields);
        form.getChildren().add(new HBox(button));
        fields[0].requestFocus();
        Parts.reveal(asked);
    }

    /** What few need, hidden until it is asked for. */
    private static VBox more(Node... fields) {
        VBox hidden = Parts.down(12, fields);
        Parts.show(hidden, false);
        Button more = Parts.button(say("reach.more"), () -> {}, "quiet");
        more.setId("reach-more");
        more.setOnAction(_ -> {
            Parts.show(hidden, true);
            Parts.show(more, false);
            fields[0].requestFocus();
        });
        return Parts.down(12, more, hidden);
    }

    private static TextField field(String id, String key) {
        var field = Parts.field(new TextField());
        field.setId(id);
        field.setAccessibleText(say(key));
        return field;
    }

    private static VBox named(TextField field, String id, String key) {
        field.setId(id);
        field.setAccessibleText(say(key));
        return named(key, field);
    }

    private static VBox named(String key, TextField field) {
        return Parts.down(6, Parts.text(say(key), "overline"), field);
    }
}
