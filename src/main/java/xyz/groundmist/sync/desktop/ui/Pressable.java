package xyz.groundmist.sync.desktop.ui;

import javafx.css.PseudoClass;
import javafx.event.EventHandler;
import javafx.scene.AccessibleAction;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.HBox;

/** A row that acts like a button: by mouse, by Enter and Space, and for screen readers. */
final class Pressable extends HBox {
    static final PseudoClass ON = PseudoClass.getPseudoClass("on");

    private final Runnable action;

    /**
     * @param name what a screen reader says
     */
    Pressable(String name, Runnable action, Node... content) {
        super(content);
        this.action = action;
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.BUTTON);
        setAccessibleText(name);
        setOnMouseClicked(click -> {
            if (click.getButton() == MouseButton.PRIMARY) action.run();
        });
        EventHandler<KeyEvent> keys =
                key -> {
                    if (key.getCode() == KeyCode.ENTER || key.getCode() == KeyCode.SPACE) {
                        key.consume();
                        action.run();
                    }
                };
        setOnKeyPressed(keys);
    }

    /** Shows whether it is the chosen one. */
    void on(boolean on) {
        pseudoClassStateChanged(ON, on);
    }

    @Override
    public void executeAccessibleAction(AccessibleAction wanted, Object... parameters) {
        if (wanted == AccessibleAction.FIRE) action.run();
        else super.executeAccessibleAction(wanted, parameters);
    }
}
