package xyz.groundmist.sync.desktop.ui;

import static xyz.groundmist.sync.desktop.model.Words.say;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

import xyz.groundmist.sync.desktop.model.ReachModel;
import xyz.groundmist.sync.desktop.model.ReachView;

import java.util.List;

/** The address, the hops that lead to it and back, and what is wrong with them. */
final class ReachPart {
    private final ReachModel model;
    private final Label host = Parts.paragraph("", "h2");
    private final Label summary = Parts.paragraph("", "small");
    private final HBox hops = new HBox(12);
    private final Label problem = Parts.paragraph("", "attention");
    private final Label detail = Parts.paragraph("", "small");
    private final Label total = Parts.paragraph("", "muted");
    private final Label used = Parts.paragraph("", "small");
    private final Label warning = Parts.paragraph("", "small");
    private final Button copy;
    private final Button test;
    private final Button retry;
    private final Button trust;
    private final Button more;
    private final Button copyKey;
    private final VBox node;
    private List<ReachView.HopView> shown = List.of();

    ReachPart(ReachModel model) {
        this.model = model;
        copy = Parts.button(say("address.copy"), () -> Clip.copy(host.getText()), "slim");
        test = button("reach.test", "reach-test", model::test);
        retry = button("reach.retry", "reach-retry", model::retry);
        trust = button("reach.trust", "reach-trust", model::trust);
        more = button("reach.link", "reach-link", model::openLink);
        copyKey =
                button(
                        "reach.copy-key",
                        "reach-copy-key",
                        () -> Clip.copy(String.valueOf(model.view().now().publicKey())));
        hops.setAlignment(Pos.CENTER);
        node =
                Parts.card(
                        Parts.across(12, Parts.growing(Parts.down(2, host, summary)), copy),
                        hops,
                        problem,
                        detail,
                        warning,
                        Parts.across(12, retry, trust, copyKey, more),
                        Parts.across(12, Parts.growing(Parts.down(2, total, used)), test));
        model.view().watch(this::show);
    }

    private static Button button(String key, String id, Runnable action) {
        Button button = Parts.button(say(key), action);
        button.setId(id);
        return button;
    }

    VBox node() {
        return node;
    }

    private void show(ReachView view) {
        String name = view.host();
        host.setText(name == null ? say("address.none") : name);
        summary.setText(view.summary());
        Parts.show(copy, name != null);
        hops(view.hops());
        String key = view.hostKey();
        words(problem, view.trouble() == null ? view.problem() : view.trouble());
        words(detail, key != null ? say("reach.compare", key) : null);
        words(warning, view.warning());
        words(total, view.total());
        words(used, view.used());
        Parts.show(retry, view.mayRetry() && key == null);
        Parts.show(trust, key != null);
        Parts.show(copyKey, view.publicKey() != null);
        Parts.show(more, view.link() != null);
        Parts.show(
                more.getParent(),
                retry.isVisible() || trust.isVisible() || copyKey.isVisible() || more.isVisible());
        Parts.show(test.getParent(), view.chosen());
        test.setText(say(view.testing() ? "reach.testing" : "reach.test"));
        test.setDisable(view.busy());
        retry.setDisable(view.busy());
        trust.setDisable(view.busy());
    }

    private static void words(Label label, @Nullable String words) {
        Parts.show(label, words != null);
        label.setText(words == null ? "" : words);
    }

    private void hops(List<ReachView.HopView> now) {
        Parts.show(hops, !now.isEmpty());
        if (now.equals(shown)) return;
        shown = now;
        hops.getChildren().clear();
        for (ReachView.HopView hop : now) {
            if (!hops.getChildren().isEmpty()) {
                Region line = Parts.growing(Parts.styled(new Region(), "hop-line"));
                line.pseudoClassStateChanged(Pressable.ON, hop.fine());
                hops.getChildren().add(line);
            }
            hops.getChildren().add(hop(hop));
        }
    }

    private static Node hop(ReachView.HopView hop) {
        var sign =
                switch (hop.place()) {
                    case "computer" -> Feather.MONITOR;
                    case "tunnel" -> Feather.ZAP;
                    case "internet" -> Feather.GLOBE;
                    default -> Feather.CORNER_DOWN_LEFT;
                };
        StackPane tile = Parts.styled(new StackPane(Parts.icon(sign)), "tile");
        Label name = Parts.text(hop.name(), "semi");
        name.setMinWidth(Region.USE_PREF_SIZE);
        Label words = Parts.text(hop.words(), "small");
        words.setMinWidth(Region.USE_PREF_SIZE);
        HBox how =
                Parts.across(
                        6,
                        hop.fine()
                                ? Parts.icon(Feather.CHECK, "well")
                                : Parts.icon(Feather.X, "attention"),
                        words);
        how.setAlignment(Pos.CENTER);
        VBox box = Parts.down(6, tile, name, how);
        box.setAlignment(Pos.CENTER);
        box.setAccessibleText(hop.name() + ": " + hop.words());
        return box;
    }
}
