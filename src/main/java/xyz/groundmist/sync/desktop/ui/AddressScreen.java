package xyz.groundmist.sync.desktop.ui;

import static xyz.groundmist.sync.desktop.model.Words.say;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

import xyz.groundmist.sync.desktop.model.AccountModel;
import xyz.groundmist.sync.desktop.model.AccountView;
import xyz.groundmist.sync.desktop.model.ReachModel;
import xyz.groundmist.sync.desktop.model.ReachView;

/**
 * Where apps find this server and by which way, what is published of it, and by whose account. The
 * ways to choose from come in sight when that is asked for, or when there is none yet.
 */
final class AddressScreen implements Screen {
    private final Button change;
    private final Button off;
    private final Node ways;
    private final Button signOut;
    private final Node account;
    private final Label asleep = Parts.paragraph(say("account.asleep"), "muted");
    private final Node published;
    private final Node node;

    private boolean choosing;
    private String way = "none";

    AddressScreen(AccountModel model, ReachModel reach) {
        change = Parts.button(say("address.change"), this::choose);
        change.setId("reach-change");
        off = Parts.button(say("reach.off"), reach::off, "cut");
        off.setId("reach-off");
        signOut = Parts.button(say("account.sign-out"), model::signOut);
        signOut.setId("sign-out");
        var title = Parts.across(12, Parts.growing(Parts.text(say("address.title"), "h1")), change);
        ways =
                group(
                        "reach.ways",
                        Parts.card(new ReachSetUp(reach).node(), new HBox(Parts.gap(), off)));
        Node address = new ReachPart(reach).node();
        account =
                group(
                        "account.title",
                        Parts.card(new SignInPart(model).node(), new HBox(Parts.gap(), signOut)));
        published = group("account.publishing", Parts.card(new PublishPart(model).node()));
        node =
                Parts.scrolling(
                        Parts.styled(
                                new VBox(title, asleep, address, ways, published, account),
                                "page"));
        model.view().watch(this::show);
        reach.view().watch(this::show);
    }

    private static VBox group(String key, Node content) {
        return Parts.down(12, Parts.text(say(key), "overline"), content);
    }

    private void choose() {
        choosing = !choosing;
        Parts.show(ways, choosing);
    }

    private void show(ReachView view) {
        if (!view.way().equals(way)) {
            way = view.way();
            choosing = false; // what was asked for is done
        }
        Parts.show(change, view.available() && view.chosen());
        Parts.show(off.getParent(), view.chosen());
        Parts.show(ways, view.available() && (choosing || !view.chosen()));
    }

    private void show(AccountView view) {
        Parts.show(asleep, !view.available());
        Parts.show(account, view.available());
        Parts.show(published, view.available());
        boolean in = view.signedIn() != null;
        Parts.show(signOut.getParent(), in);
        signOut.setDisable(view.busy());
    }

    @Override
    public Node node() {
        return node;
    }
}
