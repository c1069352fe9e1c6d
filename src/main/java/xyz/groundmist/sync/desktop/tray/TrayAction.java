package xyz.groundmist.sync.desktop.tray;

/** What a person chose in the panel. */
public enum TrayAction {
    /** A click on the icon, or on the line that says how things are. */
    OPEN_HOME,
    /** The line about asking apps. */
    OPEN_APPS,
    STOP,
    START,
    COPY_ADDRESS,
    OPEN,
    QUIT
}
