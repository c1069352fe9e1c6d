package xyz.groundmist.sync.desktop.ui;

import javafx.scene.Node;

/** A page of the window. */
interface Screen {
    Node node();

    /** It has come into sight. */
    default void shown() {}

    /** A second has gone by while it is in sight. */
    default void tick() {}

    /** There is room for list and detail side by side, or not. */
    default void roomy(boolean roomy) {}
}
