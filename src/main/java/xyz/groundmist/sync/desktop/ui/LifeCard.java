package xyz.groundmist.sync.desktop.ui;

import static xyz.groundmist.sync.desktop.model.Words.say;

import atlantafx.base.controls.ProgressSliderSkin;

import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.desktop.model.DocumentModel;
import xyz.groundmist.sync.desktop.model.DocumentView;
import xyz.groundmist.sync.desktop.model.Life;

import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** A document's life: bars of change over a slider, the chosen step, and the way back to it. */
final class LifeCard {
    private static final double TALLEST = 18;
    private static final double LEAST = 2;
    private static final double WIDEST = 4;

    private final DocumentModel model;
    private final Dialogs dialogs;
    private final Label when = Parts.text("", "semi");
    private final Label place = Parts.text("", "small");
    private final HBox bars = Parts.styled(new HBox(), "life-bars");
    private final Slider slider = new Slider(0, 1, 1);
    private final Label first = Parts.text("", "small");
    private final Label last = Parts.text("", "small");
    private final Label what = Parts.paragraph("");
    private final Label more = Parts.paragraph("", "small");
    private final Label outcome = Parts.paragraph("", "semi");
    private final Button bringBack;
    private final VBox dial;
    private final VBox node;
    private @Nullable Life shown;
    private boolean showing; // what moves the slider then is no person

    LifeCard(DocumentModel model, Dialogs dialogs) {
        this.model = model;
        this.dialogs = dialogs;
        bringBack = Parts.button(say("life.bring-back"), this::ask);
        bringBack.setId("bring-back");
        slider.setId("life");
        slider.setSkin(new ProgressSliderSkin(slider));
        slider.setBlockIncrement(1);
        slider.setMajorTickUnit(1);
        slider.setMinorTickCount(0);
        slider.setSnapToTicks(true);
        slider.valueProperty()
                .addListener((_, _, to) -> {
                    if (!showing) model.step((int) Math.round(to.doubleValue()));
                });
        bars.setAlignment(Pos.BOTTOM_LEFT);
        bars.setMinHeight(TALLEST);
        when.setMinWidth(Region.USE_PREF_SIZE);
        place.setMinWidth(Region.USE_PREF_SIZE);
        outcome.setId("outcome");
        dial = new VBox(bars, slider, new HBox(first, Parts.gap(), last));
        node =
                Parts.card(
                        Parts.across(
                                8, Parts.text(say("life.title"), "h3"), Parts.gap(), when, place),
                        dial,
                        Parts.across(12, Parts.growing(Parts.down(1, what, more)), bringBack),
                        outcome);
        node.getStyleClass().add("life");
        node.setMinHeight(Region.USE_PREF_SIZE);
    }

    VBox node() {
        return node;
    }

    void show(DocumentView view) {
        Life life = view.life();
        Parts.show(node, life != null && !view.gone());
        if (life == null) return;
        Life before = shown;
        shown = life;
        showing = true;
        try {
            slider.setMax(Math.max(1, life.steps() - 1));
            slider.setValue(life.steps() == 1 ? 1 : life.step());
        } finally {
            showing = false;
        }
        Parts.show(dial, life.steps() > 1);
        slider.setAccessibleText(say("life.slider", life.place(), life.when()));
        when.setText(life.when());
        place.setText(life.place());
        first.setText(life.first());
        last.setText(life.last());
        what.setText(life.what());
        String said = life.message();
        more.setText(
                said != null
                        ? "“" + said + "”"
                        : life.steps() == 1 ? say("life.one") : life.now() ? say("life.now") : "");
        Parts.show(more, !more.getText().isEmpty());
        Parts.show(bringBack, life.steps() > 1);
        bringBack.setDisable(life.now() || view.busy());
        String how = view.outcome();
        Parts.show(outcome, how != null);
        outcome.setText(Objects.requireNonNullElse(how, ""));
        if (before == null || !before.bars().equals(life.bars())) draw(life.bars());
        for (int i = 0; i < bars.getChildren().size(); i++) {
            bars.getChildren().get(i).pseudoClassStateChanged(Pressable.ON, i / 2 < life.past());
        }
    }

    private void draw(List<Integer> heights) {
        bars.getChildren().clear();
        double most = Math.max(1, Collections.max(heights));
        for (int height : heights) {
            if (!bars.getChildren().isEmpty()) {
                var gap = new Region();
                HBox.setHgrow(gap, Priority.ALWAYS);
                bars.getChildren().add(gap);
            }
            Region bar = Parts.styled(new Region(), "life-bar");
            double tall = height == 0 ? 0 : Math.max(LEAST, TALLEST * height / most);
            bar.setMinSize(WIDEST - 1, tall);
            bar.setMaxSize(WIDEST - 1, tall);
            bars.getChildren().add(bar);
        }
    }

    private void ask() {
        Life life = shown;
        if (life == null) return;
        Button yes =
                Parts.button(
                        say("life.bring-back"),
                        () -> {
                            dialogs.close();
                            model.bringBack();
                        });
        yes.setId("bring-back-now");
        dialogs.ask(
                say("life.bring-back.ask", life.step() + 1, life.when()),
                say("life.bring-back.more"),
                yes,
                Parts.button(say("life.bring-back.keep"), dialogs::close));
    }
}
