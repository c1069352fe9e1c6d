package xyz.groundmist.sync.desktop.tray;

import org.jspecify.annotations.Nullable;

/** The desktop's notifications. Where it has none, nothing happens. */
public interface Notifications {
    /**
     * Shows a notification; returns at once.
     *
     * @param text plain text: whatever it holds, the desktop doesn't take it for markup
     * @param clicked run on the thread of {@link TrayAction}s when a person clicks it
     */
    void show(String title, String text, @Nullable Runnable clicked);
}
