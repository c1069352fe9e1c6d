package xyz.groundmist.sync.desktop.ui;

import static xyz.groundmist.sync.desktop.model.Words.say;

import javafx.geometry.Bounds;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.control.skin.TextInputControlSkin;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.text.TextAlignment;

import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import xyz.groundmist.sync.desktop.model.Fact;
import xyz.groundmist.sync.desktop.model.Tone;

import java.util.List;
import java.util.Locale;

/** The small parts that every screen is made of; the style sheet gives their values. */
final class Parts {
    private static final double GAP_OF_RULE = 20;

    private Parts() {}

    static <T extends Node> T styled(T node, String... classes) {
        node.getStyleClass().addAll(classes);
        return node;
    }

    /** A line that may be cut at its end where there is no room. */
    static Label text(String words, String... classes) {
        Label label = styled(new Label(words), classes);
        label.setMinWidth(0);
        return label;
    }

    /** Words that wrap and are never cut. */
    static Label paragraph(String words, String... classes) {
        Label label = text(words, classes);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }

    static FontIcon icon(Feather sign, String... classes) {
        return styled(new FontIcon(sign), classes);
    }

    static Button button(String words, Runnable action, String... classes) {
        Button button = styled(new Button(words), classes);
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(_ -> action.run());
        return button;
    }

    /**
     * A field to write into. JavaFX has a caret blink as soon as it is moved, also where nobody
     * writes, and then for ever: here only where somebody does.
     */
    static <T extends TextField> T field(T field) {
        field.skinProperty()
                .subscribe(skin -> {
                    if (skin instanceof TextInputControlSkin<?> drawn) {
                        // added behind the skin's own listener, so told after it
                        field.caretPositionProperty()
                                .addListener((_, _, _) -> {
                                    if (!field.isFocused()) drawn.setCaretAnimating(false);
                                });
                    }
                });
        return field;
    }

    /** Takes up the room that is left. */
    static Region gap() {
        return growing(new Region());
    }

    static Region rule() {
        return styled(new Region(), "rule");
    }

    static HBox across(double spacing, Node... nodes) {
        var box = new HBox(spacing, nodes);
        box.setAlignment(Pos.CENTER_LEFT);
        return box;
    }

    static VBox down(double spacing, Node... nodes) {
        var box = new VBox(spacing, nodes);
        box.setAlignment(Pos.CENTER_LEFT);
        return box;
    }

    static <T extends Region> T growing(T region) {
        HBox.setHgrow(region, Priority.ALWAYS);
        VBox.setVgrow(region, Priority.ALWAYS);
        region.setMaxWidth(Double.MAX_VALUE);
        return region;
    }

    static VBox card(Node... nodes) {
        return styled(new VBox(nodes), "card");
    }

    /** Rows in a card, with rules between them. */
    static VBox list(List<? extends Node> rows) {
        VBox list = styled(new VBox(), "card", "flush");
        fill(list, rows);
        return list;
    }

    /** Puts other rows into a list. */
    static void fill(VBox list, List<? extends Node> rows) {
        list.getChildren().clear();
        add(list, rows, true);
    }

    /**
     * Adds rows to a list.
     *
     * @param last whether none will follow
     */
    static void add(VBox list, List<? extends Node> rows, boolean last) {
        for (int i = 0; i < rows.size(); i++) {
            Node row = rows.get(i);
            if (list.getChildren().isEmpty()) {
                row.getStyleClass().add("first");
            } else {
                Region rule = rule();
                VBox.setMargin(rule, new Insets(0, GAP_OF_RULE, 0, GAP_OF_RULE));
                rule.visibleProperty().bind(row.visibleProperty());
                rule.managedProperty().bind(row.managedProperty());
                list.getChildren().add(rule);
            }
            if (last && i == rows.size() - 1) row.getStyleClass().add("last");
            list.getChildren().add(row);
        }
    }

    /** What, a sign and words, when. */
    static HBox fact(Fact fact) {
        Node sign =
                switch (fact.sign()) {
                    case DONE -> icon(Feather.CHECK, "well");
                    case WRONG -> icon(Feather.X, "attention");
                    case OPEN -> icon(Feather.CLOCK, "quiet");
                };
        String when = fact.when();
        HBox row =
                styled(
                        new HBox(
                                text(fact.what(), "muted", "key-col"),
                                across(10, sign, paragraph(fact.words())),
                                gap()),
                        "row");
        if (when != null) {
            Label time = text(when, "small");
            time.setMinWidth(Region.USE_PREF_SIZE);
            row.getChildren().add(time);
        }
        row.setAccessibleText("%s: %s, %s".formatted(fact.what(), fact.words(), word(fact.sign())));
        return row;
    }

    private static String word(Fact.Sign sign) {
        return say("sign." + sign.name().toLowerCase(Locale.ROOT));
    }

    /** The sign in a round that goes with a {@link Tone}. */
    static Node orb(Tone tone) {
        String style = tone.name().toLowerCase(Locale.ROOT);
        Node sign =
                switch (tone) {
                    case WELL -> Mark.of(24, Mark.FULL, style);
                    case ATTENTION -> icon(Feather.ALERT_TRIANGLE, style, "big");
                    case NONE -> Mark.of(24, Mark.OUTLINE, style);
                };
        return styled(new StackPane(sign), "orb", style);
    }

    static StackPane tile(String letters, boolean slim) {
        StackPane tile = styled(new StackPane(new Label(letters)), "tile");
        if (slim) tile.getStyleClass().add("slim");
        return tile;
    }

    static VBox empty(String title, String more, @Nullable Node action) {
        Label words = paragraph(more, "muted");
        words.setTextAlignment(TextAlignment.CENTER);
        VBox box = down(8, Mark.of(32, Mark.OUTLINE, "none"), text(title, "h3"), words);
        box.setAlignment(Pos.CENTER);
        box.setPadding(new Insets(0, 0, 64, 0));
        if (action != null) {
            box.getChildren().add(action);
            VBox.setMargin(action, new Insets(12, 0, 0, 0));
        }
        return growing(box);
    }

    /** A page that scrolls when it doesn't fit. */
    static ScrollPane scrolling(Region page) {
        page.setMinHeight(Region.USE_PREF_SIZE); // it scrolls before anything in it is squeezed
        ScrollPane pane = styled(new ScrollPane(page), "edge-to-edge");
        pane.setFitToWidth(true);
        pane.setFitToHeight(true);
        pane.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        pane.setFocusTraversable(false);
        return growing(pane);
    }

    /** Scrolls the page, so that this can be seen. */
    static void reveal(Node node) {
        for (Node at = node.getParent(); at != null; at = at.getParent()) {
            if (at instanceof ScrollPane pane) reveal(node, pane);
        }
    }

    private static void reveal(Node node, ScrollPane pane) {
        pane.applyCss();
        pane.layout();
        Node page = pane.getContent();
        Bounds wanted = page.sceneToLocal(node.localToScene(node.getLayoutBounds()));
        double seen = pane.getViewportBounds().getHeight();
        double hidden = page.getLayoutBounds().getHeight() - seen;
        if (hidden <= 0) return;
        double top = pane.getVvalue() * hidden;
        top = Math.max(top, wanted.getMaxY() + GAP_OF_RULE - seen);
        pane.setVvalue(Math.min(1, Math.min(top, wanted.getMinY()) / hidden));
    }

    /** A name and its value, one under the other. */
    static VBox pair(String name, String value) {
        return down(1, text(name, "small"), paragraph(value));
    }

    /** Whether a node is there at all. */
    static void show(Node node, boolean visible) {
        node.setVisible(visible);
        node.setManaged(visible);
    }
}
