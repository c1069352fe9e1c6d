package xyz.groundmist.sync.desktop.ui;

import static xyz.groundmist.sync.desktop.model.Words.say;

import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

import xyz.groundmist.sync.desktop.model.HomeModel;
import xyz.groundmist.sync.desktop.model.HomeView;
import xyz.groundmist.sync.desktop.model.HomeView.Mend;
import xyz.groundmist.sync.desktop.model.Page;

import java.util.function.Consumer;

/** Is all well, and if not, what is the one thing to do? */
final class HomeScreen implements Screen {
    private final HomeModel model;
    private final Runnable connect;
    private final Runnable review;
    private final Runnable setUp;
    private final Consumer<Page> go;

    private final StackPane orb = new StackPane();
    private final Label title = Parts.paragraph("", "h1");
    private final Label more = Parts.paragraph("", "lead");
    private final Button mend;
    private final VBox facts = Parts.list(java.util.List.of());
    private final Label connected = Parts.paragraph("");
    private final Label synced = Parts.paragraph("");
    private final Label kept = Parts.paragraph("");
    private final GridPane today;
    private final Button connectApp;
    private final Button power;
    private final Node node;

    /**
     * @param connect leads to where an app is connected
     * @param review leads to the apps that ask
     * @param setUp begins the set-up where it was left
     * @param go leads to a page
     */
    HomeScreen(
            HomeModel model, Runnable connect, Runnable review, Runnable setUp, Consumer<Page> go) {
        this.model = model;
        this.setUp = setUp;
        this.go = go;
        this.review = review;
        this.connect = connect;
        mend = Parts.button("", this::mend, "accent");
        mend.setId("mend");
        VBox.setMargin(mend, new Insets(12, 0, 0, 0));
        var line = new HBox(20, orb, Parts.growing(Parts.down(4, title, more, mend)));
        line.setAlignment(Pos.TOP_LEFT);
        line.setFillHeight(false);
        today =
                columns(
                        fact("home.now", connected),
                        fact("home.today", synced),
                        fact("home.kept.title", kept));
        connectApp = Parts.button(say("home.connect"), connect);
        connectApp.setId("connect");
        power = Parts.button("", this::power);
        power.setId("power");
        var page =
                Parts.styled(
                        new VBox(
                                line,
                                facts,
                                today,
                                Parts.gap(),
                                Parts.across(12, connectApp, Parts.gap(), power)),
                        "page");
        node = Parts.scrolling(page);
        model.view().watch(this::show);
    }

    private static VBox fact(String key, Label words) {
        VBox box = Parts.down(4, Parts.text(say(key), "overline"), words);
        box.setAlignment(Pos.TOP_LEFT);
        return box;
    }

    /** As wide as each other, whatever they hold. */
    private static GridPane columns(Node... nodes) {
        var grid = Parts.styled(new GridPane(24, 0), "card");
        for (int i = 0; i < nodes.length; i++) {
            var column = new ColumnConstraints();
            column.setPercentWidth(100.0 / nodes.length);
            grid.getColumnConstraints().add(column);
            grid.add(nodes[i], i, 0);
        }
        return grid;
    }

    private void mend() {
        Mend wanted = model.view().now().mend();
        if (wanted == null) return;
        switch (wanted) {
            case START, TRY_AGAIN -> model.start();
            case CONNECT_APP -> connect.run();
            case REVIEW -> review.run();
            case SET_UP -> setUp.run();
            case SIGN_IN, ADDRESS -> go.accept(Page.ADDRESS);
            case CONFIRM_APPS -> go.accept(Page.APPS);
            case CONFIRM_DEVICES -> go.accept(Page.DEVICES);
        }
    }

    private void power() {
        if (model.view().now().serving()) model.stop();
        else model.start();
    }

    private void show(HomeView view) {
        orb.getChildren().setAll(Parts.orb(view.tone()));
        title.setText(view.title());
        more.setText(view.more());
        Mend wanted = view.mend();
        Parts.show(mend, wanted != null);
        if (wanted != null) mend.setText(wanted.label());
        Parts.show(facts, !view.facts().isEmpty());
        Parts.fill(facts, view.facts().stream().map(Parts::fact).toList());
        HomeView.Today words = view.today();
        Parts.show(today, words != null);
        if (words != null) {
            connected.setText(words.now());
            synced.setText(words.today());
            kept.setText(words.kept());
        }
        Parts.show(connectApp, view.serving() && wanted != Mend.CONNECT_APP);
        connectApp.getStyleClass().remove("accent");
        if (wanted == null) connectApp.getStyleClass().add("accent");
        power.setText(say(view.serving() ? "home.stop" : "home.start"));
        Parts.show(power, wanted != Mend.START && wanted != Mend.TRY_AGAIN);
        power.setDisable(view.busy());
    }

    @Override
    public Node node() {
        return node;
    }
}
