package xyz.groundmist.sync.desktop.tray;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The thread on which a tray lives, and the one on which it tells what happened. */
final class TrayThread {
    private static final Logger log = LoggerFactory.getLogger(TrayThread.class);
    private static final long END_SECONDS = 2;

    private final ScheduledThreadPoolExecutor tray =
            new ScheduledThreadPoolExecutor(1, Thread.ofVirtual().name("tray").factory());
    private final ExecutorService chosen =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("tray-chosen").factory());

    TrayThread() {
        tray.setRemoveOnCancelPolicy(true);
        tray.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Does this next; not at all after the end. */
    void post(Runnable task) {
        try {
            tray.execute(calmly(task));
        } catch (RejectedExecutionException e) {
            log.debug("too late for the tray");
        }
    }

    /** Does this in so many milliseconds, not at all after the end; called on the tray's thread. */
    Future<?> later(long milliseconds, Runnable task) {
        try {
            return tray.schedule(calmly(task), milliseconds, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Tells something outside. */
    void tell(Runnable task) {
        try {
            chosen.execute(calmly(task));
        } catch (RejectedExecutionException e) {
            log.debug("too late to tell");
        }
    }

    /** Does this last, and waits for it, but not for what has been told. */
    void end(Runnable last) {
        post(last);
        tray.shutdown();
        chosen.shutdown();
        try {
            if (tray.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        tray.shutdownNow();
    }

    private static Runnable calmly(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                log.warn("The icon in the panel had a problem", e);
            }
        };
    }
}
