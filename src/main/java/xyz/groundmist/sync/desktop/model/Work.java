package xyz.groundmist.sync.desktop.model;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.home.HomeException;

import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Takes work off the thread of the windows and brings its result back to it. */
public final class Work {
    private static final Logger LOG = LoggerFactory.getLogger(Work.class);

    private final Executor background;
    private final Executor windows;

    /**
     * @param background where work may block
     * @param windows the thread of the windows
     */
    public Work(Executor background, Executor windows) {
        this.background = background;
        this.windows = windows;
    }

    /** On virtual threads, one for each piece. */
    public static Work onVirtualThreads(Executor windows) {
        return new Work(task -> Thread.ofVirtual().name("window-work").start(task), windows);
    }

    /**
     * Does it elsewhere; then, on the thread of the windows, either hands over the result or the
     * sentence that says why there is none.
     */
    public <T> void run(Callable<T> task, Consumer<? super T> done, Consumer<String> failed) {
        background.execute(() -> attempt(task, done, failed));
    }

    private <T> void attempt(Callable<T> task, Consumer<? super T> done, Consumer<String> failed) {
        T result;
        try {
            result = task.call();
        } catch (HomeException e) {
            windows.execute(() -> failed.accept(e.sentence()));
            return;
        } catch (Exception e) {
            LOG.error("Something the windows asked for failed", e);
            windows.execute(() -> failed.accept(Words.say("failed.unforeseen")));
            return;
        }
        windows.execute(() -> done.accept(result));
    }

    /** Does this on the thread of the windows. */
    public void show(Runnable task) {
        windows.execute(task);
    }
}
