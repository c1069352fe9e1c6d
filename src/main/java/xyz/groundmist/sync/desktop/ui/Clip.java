package xyz.groundmist.sync.desktop.ui;

import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;

/** What other programs can paste. */
public final class Clip {
    private Clip() {}

    /** Puts a text there. */
    public static void copy(String text) {
        var content = new ClipboardContent();
        content.putString(text);
        Clipboard.getSystemClipboard().setContent(content);
    }
}
