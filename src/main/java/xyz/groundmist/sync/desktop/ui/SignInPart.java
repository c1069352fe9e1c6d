package xyz.groundmist.sync.desktop.ui;

import static xyz.groundmist.sync.desktop.model.Words.say;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

import org.kordamp.ikonli.feather.Feather;

import xyz.groundmist.sync.desktop.model.AccountModel;
import xyz.groundmist.sync.desktop.model.AccountView;
import xyz.groundmist.sync.desktop.model.AccountView.SignIn;

/** Who are you? A name, then a browser, then "signed in". */
final class SignInPart {
    private final AccountModel model;
    private final TextField who = Parts.field(new TextField());
    private final Button go;
    private final Label trouble = Parts.paragraph("", "attention");
    private final VBox form;
    private final Button copy;
    private final Label wait = Parts.paragraph("");
    private final TextField link = Parts.field(new TextField());
    private final HBox code = new HBox();
    private final VBox waiting;
    private final Label name = Parts.paragraph("", "h3");
    private final Label since = Parts.paragraph("", "small");
    private final HBox done;
    private final VBox node;
    private boolean wasWaiting;

    SignInPart(AccountModel model) {
        this.model = model;
        who.setId("who");
        who.setPromptText(say("account.who.hint"));
        who.setAccessibleText(say("account.who"));
        go = Parts.button(say("account.sign-in"), this::signIn, "accent");
        go.setId("sign-in");
        who.setOnAction(_ -> go.fire());
        form =
                Parts.down(
                        6,
                        Parts.text(say("account.who"), "overline"),
                        Parts.across(12, Parts.growing(who), go));
        copy = Parts.button(say("account.copy-link"), this::copyLink);
        copy.setId("copy-sign-in");
        code.setId("sign-in-code");
        link.setId("sign-in-link");
        link.setEditable(false);
        link.setAccessibleText(say("account.link"));
        Button cancel = Parts.button(say("account.cancel"), model::cancelSignIn);
        cancel.setId("cancel-sign-in");
        waiting =
                Parts.down(
                        12,
                        Parts.across(
                                20,
                                code,
                                Parts.growing(
                                        Parts.down(
                                                12,
                                                Parts.across(
                                                        10,
                                                        Parts.icon(Feather.CLOCK, "quiet"),
                                                        Parts.growing(wait)),
                                                link))),
                        Parts.across(
                                12,
                                Parts.button(say("account.open-again"), model::openBrowser),
                                copy,
                                cancel));
        done =
                Parts.across(
                        12,
                        Parts.icon(Feather.CHECK, "well", "big"),
                        Parts.growing(Parts.down(2, name, since)));
        node = Parts.down(12, form, waiting, done, trouble);
        model.view().watch(this::show);
    }

    Node node() {
        return node;
    }

    private void signIn() {
        model.signIn(who.getText());
    }

    private void copyLink() {
        if (model.view().now().signIn() instanceof SignIn.Waiting now) {
            Clip.copy(now.link());
            copy.setText(say("connect.copied"));
        }
    }

    private void show(SignIn.Waiting now) {
        wait.setText(
                say(
                        !now.unopened()
                                ? "account.waiting"
                                : now.anywhere() ? "account.unopened" : "account.unopened.here"));
        Parts.show(link, now.unopened());
        boolean scan = now.unopened() && now.anywhere();
        Parts.show(code, scan);
        if (link.getText().equals(now.link())) return;
        link.setText(now.link());
        code.getChildren().setAll(new QrPicture(now.link(), say("account.qr")));
    }

    private void show(AccountView view) {
        boolean inBrowser = view.signIn() instanceof SignIn.Waiting;
        if (view.signIn() instanceof SignIn.Waiting now) show(now);
        boolean beginning = view.signIn() instanceof SignIn.Beginning;
        boolean in = view.signedIn() != null && view.again() == null;
        Parts.show(form, !in && !inBrowser);
        Parts.show(waiting, inBrowser);
        Parts.show(done, in && !inBrowser);
        who.setDisable(beginning);
        go.setDisable(beginning || !view.available());
        go.setText(say(beginning ? "account.asking" : "account.sign-in"));
        String known = view.name();
        name.setText(known == null ? "" : known);
        since.setText(say("account.signed-in", view.signedIn() == null ? "" : view.signedIn()));
        if (who.getText().isEmpty() && known != null && known.startsWith("@")) {
            who.setText(known.substring(1));
        }
        if (inBrowser && !wasWaiting) copy.setText(say("account.copy-link"));
        wasWaiting = inBrowser;
        String what = view.trouble();
        String again = view.signedIn() == null || view.again() != null ? view.again() : null;
        String said = what == null ? again : what;
        Parts.show(trouble, said != null);
        trouble.setText(said == null ? "" : said);
    }
}
