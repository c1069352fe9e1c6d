package xyz.groundmist.sync.desktop.tray;

import java.util.ResourceBundle;

/**
 * The words of the panel that stay the same.
 *
 * @param name the program's name, as title of icon and notifications
 * @param stop menu: stop syncing
 * @param start menu: start syncing
 * @param copyAddress menu: copy my address
 * @param open menu: open the window
 * @param quit menu: end the program
 * @param look a notification's button, where the desktop doesn't take clicks on the text
 */
public record TrayWords(
        String name,
        String stop,
        String start,
        String copyAddress,
        String open,
        String quit,
        String look) {

    /** Reads {@code tray.name}, {@code tray.stop} and so on. */
    public static TrayWords of(ResourceBundle words) {
        return new TrayWords(
                words.getString("tray.name"),
                words.getString("tray.stop"),
                words.getString("tray.start"),
                words.getString("tray.copy-address"),
                words.getString("tray.open"),
                words.getString("tray.quit"),
                words.getString("tray.look"));
    }
}
