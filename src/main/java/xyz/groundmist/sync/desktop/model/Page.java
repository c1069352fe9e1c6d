package xyz.groundmist.sync.desktop.model;

import static xyz.groundmist.sync.desktop.model.Words.say;

/** The pages of the window, in the order of the sidebar. */
public enum Page {
    HOME("page.home"),
    APPS("page.apps"),
    DOCUMENTS("page.documents"),
    DEVICES("page.devices"),
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
