package xyz.groundmist.sync.desktop.tray;

/** What the icon says by its shape. Where several hold, the first one here is shown. */
public enum TrayState {
    STOPPED,
    /** Something is wrong, or an app is asking. */
    ATTENTION,
    /** Changes flow. */
    WORKING,
    RUNNING
}
