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

/** What everybody will be able to read, before it is written; and when it was. */
final class PublishPart {
    private final Label sentence = Parts.paragraph("", "semi");
    private final Label more = Parts.paragraph("", "small");
    private final Button publish;
    private final Button allTheSame;
    private final Button takeBack;
    private final HBox buttons;
    private final HBox done;
    private final Label doneWords = Parts.paragraph("");
    private final Label trouble = Parts.paragraph("", "attention");
    private final VBox node;

    PublishPart(AccountModel model) {
        publish = Parts.button(say("account.publish"), model::publish, "accent");
        publish.setId("publish");
        allTheSame = Parts.button("", model::publishAllTheSame);
        allTheSame.setId("publish-all-the-same");
        takeBack = Parts.button(say("account.unpublish"), model::unpublish, "cut");
        takeBack.setId("unpublish");
        done =
                Parts.across(
                        10, Parts.icon(Feather.CHECK, "well"), Parts.growing(doneWords), takeBack);
        buttons = Parts.across(12, publish, allTheSame);
        node =
                Parts.down(
                        16,
                        Parts.styled(Parts.down(2, sentence, more), "inset"),
                        done,
                        trouble,
                        buttons);
        model.view().watch(this::show);
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
        String caption = view.allTheSame();
        Parts.show(publish, possible && !view.inStep() && caption == null);
        Parts.show(allTheSame, caption != null);
        allTheSame.setText(caption == null ? "" : caption);
        Parts.show(buttons, publish.isVisible() || allTheSame.isVisible());
        publish.setDisable(view.busy());
        allTheSame.setDisable(view.busy());
        takeBack.setDisable(view.busy());
        String what = view.trouble();
        Parts.show(trouble, what != null);
        trouble.setText(what == null ? "" : what);
    }
}
