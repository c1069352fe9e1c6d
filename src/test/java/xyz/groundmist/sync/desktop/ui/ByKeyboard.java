package xyz.groundmist.sync.desktop.ui;

import javafx.scene.control.ButtonBase;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;

/** Somebody without a mouse: what is chosen may lie below the window's edge. */
final class ByKeyboard {
    private ByKeyboard() {}

    static void press(OpenWindow window, String id) {
        focus(window, id);
        window.press(window.node(id) instanceof ButtonBase ? KeyCode.SPACE : KeyCode.ENTER);
    }

    static void type(OpenWindow window, String id, String text) {
        focus(window, id);
        on(() -> ((TextField) window.node(id)).setText(text));
    }

    static void focus(OpenWindow window, String id) {
        window.await(
                () -> window.scene().lookup("#" + id) != null && OpenWindow.shown(window.node(id)));
        on(() -> window.node(id).requestFocus());
    }

    private static void on(Runnable action) {
        try {
            OpenWindow.on(() -> {
                action.run();
                return true;
            });
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
