package xyz.groundmist.sync.desktop.tray;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Is there a panel? A "no" counts only when it has lasted, as panels start late and restart. */
final class Hosting {
    private static final Logger log = LoggerFactory.getLogger(Hosting.class);

    private final TrayThread thread;
    private final long grace;

    // only the tray's thread touches these three
    private boolean answered;
    private @Nullable Future<?> no;
    private Consumer<Boolean> listener = hosted -> {};

    private volatile boolean hosted;

    /**
     * @param grace for how long a panel that has gone still counts, in milliseconds
     */
    Hosting(TrayThread thread, long grace) {
        this.thread = thread;
        this.grace = grace;
    }

    boolean hosted() {
        return hosted;
    }

    void onChange(Consumer<Boolean> changed) {
        thread.post(() -> {
            listener = changed;
            boolean now = hosted;
            if (answered) thread.tell(() -> changed.accept(now));
        });
    }

    /** What is the case now; called on the tray's thread. */
    void is(boolean now) {
        if (now) {
            if (no != null) no.cancel(false);
            no = null;
            answer(true);
        } else if (no == null && (hosted || !answered)) {
            no =
                    thread.later(
                            grace,
                            () -> {
                                no = null;
                                answer(false);
                            });
        }
    }

    private void answer(boolean now) {
        if (answered && hosted == now) return;
        answered = true;
        hosted = now;
        log.info(now ? "a panel shows the icon" : "no panel shows the icon");
        Consumer<Boolean> told = listener;
        thread.tell(() -> told.accept(now));
    }
}
