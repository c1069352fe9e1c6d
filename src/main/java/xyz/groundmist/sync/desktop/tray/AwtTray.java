package xyz.groundmist.sync.desktop.tray;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/** The icon by AWT, for macOS and Windows. */
final class AwtTray implements Tray {
    private AwtTray() {}

    static Tray open(TrayWords words, Consumer<TrayAction> chosen) {
        return new AwtTray();
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
