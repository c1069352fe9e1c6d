package xyz.groundmist.sync.desktop.ui;

import javafx.application.Platform;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * Does something every second while it runs. Not an animation of JavaFX: one of those keeps the
 * window drawing sixty times a second. Used on JavaFX's thread.
 */
final class Ticker {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(40);

    private final Runnable task;
    private @Nullable Thread running;

    Ticker(Runnable task) {
        this.task = task;
    }

    /**
     * Does something in a moment, when what was changed now is drawn and whoever waits is served.
     */
    static void soon(Runnable task) {
        Thread.ofVirtual()
                .name("window-clock")
                .start(() -> {
                    try {
                        Thread.sleep(PAUSE);
                        Platform.runLater(task);
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    void run(boolean wanted) {
        Thread now = running;
        if (wanted == (now != null)) return;
        if (now != null) {
            now.interrupt();
            running = null;
        } else {
            running = Thread.ofVirtual().name("window-clock").start(this::tick);
        }
    }

    private void tick() {
        try {
            while (true) {
                Thread.sleep(SECOND);
                Platform.runLater(() -> {
                    if (running != null) task.run();
                });
            }
        } catch (InterruptedException _) {
            // nobody looks any more
        }
    }
}
