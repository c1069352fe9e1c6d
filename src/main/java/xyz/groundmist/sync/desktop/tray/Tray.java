package xyz.groundmist.sync.desktop.tray;

import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A picture in the system's panel, with a menu; or nothing, as long as there is no panel. All
 * methods may be called on any thread, and return at once.
 */
public interface Tray extends AutoCloseable {
    /**
     * From the first {@link #show} on looks for a panel, and for one that starts later. Until then
     * nothing happens, and there are no notifications.
     *
     * @param environment says where the session bus is
     * @param chosen called with what a person chose, one after the other, on a thread of its own
     */
    static Tray open(
            TrayWords words, Map<String, String> environment, Consumer<TrayAction> chosen) {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return system.startsWith("mac") || system.startsWith("windows")
                ? AwtTray.open(words, chosen)
                : NotifierTray.open(words, environment, chosen);
    }

    /** Shows this from now on. */
    void show(TrayView view);

    /** For people who asked their system for less motion: the icon changes, but doesn't move. */
    void reduceMotion(boolean reduce);

    /**
     * Is there a panel that shows the icon? False until one has answered. A panel that has gone
     * still counts for 5 s, as panels restart.
     */
    boolean hosted();

    /**
     * Has {@code changed} called on the thread of {@link TrayAction}s: with the first answer (a
     * "no" comes after 5 s, as panels often start later than programs), and whenever it changes.
     * One listener; the last one counts.
     */
    void onHosted(Consumer<Boolean> changed);

    /** The desktop's notifications; they work without a panel too. */
    Notifications notifications();

    /** Takes the icon away; returns within 2 s. */
    @Override
    void close();
}
