package xyz.groundmist.sync.desktop.ui;

import static xyz.groundmist.sync.desktop.model.Words.say;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

import org.kordamp.ikonli.feather.Feather;

import xyz.groundmist.sync.desktop.model.AccountModel;
import xyz.groundmist.sync.desktop.model.AccountView;
import xyz.groundmist.sync.desktop.model.ReachModel;

/** What everybody will be able to read, before it is written; and when it was. */
final class PublishPart {
    private final AccountModel model;
    private final Label sentence = Parts.paragraph("", "semi");
    private final Label more = Parts.paragraph("", "small");
    private final Button publish;
    private final Button replace;
    private final Button takeBack;
    private final HBox buttons;
    private final HBox done;
    private final Label doneWords = Parts.paragraph("");
    private final Label trouble = Parts.paragraph("", "attention");
    private final VBox node;

    PublishPart(AccountModel model, ReachModel reach) {
        this.model = model;
        publish = Parts.button(say("account.publish"), () -> model.publish(false), "accent");
        publish.setId("publish");
        replace = Parts.button(say("account.replace"), () -> model.publish(true));
        replace.setId("publish-replace");
        takeBack = Parts.button(say("account.unpublish"), model::unpublish, "cut");
        takeBack.setId("unpublish");
        done =
                Parts.across(
                        10, Parts.icon(Feather.CHECK, "well"), Parts.growing(doneWords), takeBack);
        buttons = Parts.across(12, publish, replace);
        node =
                Parts.down(
                        16,
                        Parts.styled(Parts.down(2, sentence, more), "inset"),
                        done,
                        trouble,
                        buttons);
        model.view().watch(this::show);
        reach.view()
                .watch(view ->
                        replace.setText(
                                say(
                                        view.warning() == null
                                                ? "account.replace"
                                                : "account.publish.anyway")));
    }

    Node node() {
        return node;
    }

    private void show(AccountView view) {
        String words = view.sentence();
        boolean possible = words != null;
        sentence.setText(
                possible
                        ? words
                        : say(view.host() == null ? "account.no-address" : "account.no-account"));
        more.setText(say("account.sentence.more"));
        Parts.show(more, possible);
        String published = view.published();
        Parts.show(done, published != null);
        String since = view.publishedSince();
        doneWords.setText(
                published == null
                        ? ""
                        : say("account.published", published, since == null ? "" : since));
        Parts.show(publish, possible && !view.inStep() && !view.replaceable());
        Parts.show(replace, view.replaceable());
        Parts.show(buttons, publish.isVisible() || replace.isVisible());
        publish.setDisable(view.busy());
        replace.setDisable(view.busy());
        takeBack.setDisable(view.busy());
        String what = view.trouble();
        Parts.show(trouble, what != null);
        trouble.setText(what == null ? "" : what);
    }
}
