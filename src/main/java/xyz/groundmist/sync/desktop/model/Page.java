package xyz.groundmist.sync.desktop.model;

import static xyz.groundmist.sync.desktop.model.Words.say;

/**
 * The pages of the window, in the order of the sidebar.
 *
 * <p>Documents and devices take their places after the apps once there is something to show.
 */
public enum Page {
    HOME("page.home"),
    APPS("page.apps"),
    ADDRESS("page.address"),
    SETTINGS("page.settings"),
    LOG("page.log");

    private final String key;

    Page(String key) {
        this.key = key;
    }

    public String title() {
        return say(key);
    }
}
