package xyz.groundmist.sync.desktop.ui;

import javafx.geometry.Insets;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;

/**
 * Dialogues over the page, one at a time. The keyboard stays inside; Escape closes and decides
 * nothing.
 */
final class Dialogs {
    private static final double MARGIN = 24;

    private final StackPane layers;
    private final Region scrim = Parts.styled(new Region(), "scrim");
    private @Nullable VBox open;
    private @Nullable Node focusBefore;
    private Runnable whenClosed = () -> {};

    Dialogs(StackPane layers) {
        this.layers = layers;
        layers.sceneProperty()
                .subscribe(scene -> {
                    if (scene != null) scene.focusOwnerProperty().subscribe(this::keep);
                });
    }

    /** A question with its answers; the keyboard begins on none of them. */
    void ask(String title, String more, Button... answers) {
        var buttons = Parts.across(12, answers);
        open(title, Parts.paragraph(title, "h2"), Parts.paragraph(more, "muted"), buttons);
    }

    private void open(String name, Node... content) {
        open(name, () -> {}, content);
    }

    /**
     * Anything.
     *
     * @param closed called once, however it is closed
     */
    void open(String name, Runnable closed, Node... content) {
        close();
        whenClosed = closed;
        VBox dialog = Parts.styled(new VBox(content), "dialog");
        dialog.setId("dialog");
        dialog.setMaxHeight(Region.USE_PREF_SIZE);
        dialog.setAccessibleRole(AccessibleRole.DIALOG);
        dialog.setAccessibleText(name);
        dialog.setOnKeyPressed(key -> {
            if (key.getCode() == KeyCode.ESCAPE) {
                key.consume();
                close();
            }
        });
        StackPane.setMargin(dialog, new Insets(MARGIN));
        focusBefore = layers.getScene().getFocusOwner();
        open = dialog;
        layers.getChildren().addAll(scrim, dialog);
        dialog.requestFocus();
    }

    /** Takes the dialogue away, if there is one; the keyboard goes back to where it was. */
    void close() {
        VBox dialog = open;
        if (dialog == null) return;
        open = null;
        layers.getChildren().removeAll(scrim, dialog); // the page stays as it is, styles and all
        if (focusBefore != null) focusBefore.requestFocus();
        focusBefore = null;
        Runnable closed = whenClosed;
        whenClosed = () -> {};
        closed.run();
    }

    /** Puts the keyboard on the dialogue itself, when what it was on has gone. */
    void focus() {
        if (open != null) open.requestFocus();
    }

    boolean isOpen() {
        return open != null;
    }

    private void keep(@Nullable Node focused) {
        VBox dialog = open;
        if (dialog == null || focused == null || inside(focused, dialog)) return;
        dialog.requestFocus();
    }

    private static boolean inside(Node node, Parent parent) {
        for (Node n = node; n != null; n = n.getParent()) {
            if (n == parent) return true;
        }
        return false;
    }
}
