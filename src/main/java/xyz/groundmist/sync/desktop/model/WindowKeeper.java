package xyz.groundmist.sync.desktop.model;

/**
 * Sees to it that the person can always reach the program: the only window is hidden only while an
 * icon in the panel stands for it. Confined to the thread of the windows.
 */
public final class WindowKeeper {
    /** What was said once when the window was closed. */
    static final String TOLD = "told-that-it-goes-on";

    /** The window, as far as it can be shown and hidden. */
    public interface Window {
        void show();

        void hide();

        /** Off the screen, but in the list of windows. */
        void minimise();

        /** Says that it goes on though the window closes, and then calls this back. */
        void tellThatItGoesOn(Runnable understood);
    }

    private final Window window;
    private final Preferences preferences;
    private boolean hosted;
    private boolean hidden;

    public WindowKeeper(Window window, Preferences preferences) {
        this.window = window;
        this.preferences = preferences;
    }

    /**
     * At the start.
     *
     * @param hosted whether there is an icon already
     * @param inBackground as at login: without a window where that can be
     */
    public void begin(boolean hosted, boolean inBackground) {
        this.hosted = hosted;
        if (inBackground) hidden = true;
        else open();
    }

    /** A second start, or the panel's menu. */
    public void open() {
        hidden = false;
        window.show();
    }

    /** The person closed the window. */
    public void close() {
        if (!hosted) {
            window.minimise();
        } else if (preferences.done(TOLD)) {
            hide();
        } else {
            window.tellThatItGoesOn(this::understood);
        }
    }

    private void understood() {
        preferences.remember(TOLD);
        if (hosted) hide();
        else window.minimise();
    }

    private void hide() {
        hidden = true;
        window.hide();
    }

    /** An icon has come, or gone for good. */
    public void hosted(boolean now) {
        hosted = now;
        if (!now && hidden) {
            hidden = false;
            window.minimise();
        }
    }
}
