package xyz.groundmist.sync.desktop.ui;

import static xyz.groundmist.sync.desktop.model.Words.say;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

import xyz.groundmist.sync.desktop.model.AccountModel;
import xyz.groundmist.sync.desktop.model.AccountView;

/**
 * Where apps find this server, what is published of it, and by whose account.
 *
 * <p>The ways through which it is reached, with their hops, take their place between the two.
 */
final class AddressScreen implements Screen {
    private final Label host = Parts.paragraph("", "h2");
    private final Label hostMore = Parts.paragraph("", "small");
    private final Button copy;
    private final Button signOut;
    private final Node account;
    private final Label asleep = Parts.paragraph(say("account.asleep"), "muted");
    private final Node published;
    private final Node node;

    /**
     * @param change leads to where the address is set
     */
    AddressScreen(AccountModel model, Runnable change) {
        copy = Parts.button(say("address.copy"), this::copy, "slim");
        signOut = Parts.button(say("account.sign-out"), model::signOut);
        signOut.setId("sign-out");
        var title =
                Parts.across(
                        12,
                        Parts.growing(Parts.text(say("address.title"), "h1")),
                        Parts.button(say("address.change"), change));
        var address =
                Parts.card(Parts.across(12, Parts.growing(Parts.down(2, host, hostMore)), copy));
        account =
                group(
                        "account.title",
                        Parts.card(new SignInPart(model).node(), new HBox(Parts.gap(), signOut)));
        published = group("account.publishing", Parts.card(new PublishPart(model).node()));
        node =
                Parts.scrolling(
                        Parts.styled(new VBox(title, asleep, address, published, account), "page"));
        model.view().watch(this::show);
    }

    private static VBox group(String key, Node content) {
        return Parts.down(12, Parts.text(say(key), "overline"), content);
    }

    private void copy() {
        Clip.copy(host.getText());
    }

    private void show(AccountView view) {
        String name = view.host();
        host.setText(name == null ? say("address.none") : name);
        hostMore.setText(say(name == null ? "address.none.more" : "address.own-proxy"));
        Parts.show(copy, name != null);
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
