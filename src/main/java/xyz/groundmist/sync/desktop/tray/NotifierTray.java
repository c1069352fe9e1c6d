package xyz.groundmist.sync.desktop.tray;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/** The icon over D-Bus (StatusNotifierItem). */
final class NotifierTray implements Tray {
    private NotifierTray() {}

    static Tray open(TrayWords words, Consumer<TrayAction> chosen) {
        return new NotifierTray();
    }

    @Override
    public void show(TrayView view) {}

    @Override
    public void reduceMotion(boolean reduce) {}

    @Override
    public boolean hosted() {
        return false;
    }

    @Override
    public void onHosted(Consumer<Boolean> changed) {}

    @Override
    public Notifications notifications() {
        return (String title, String text, @Nullable Runnable clicked) -> {};
    }

    @Override
    public void close() {}
}
