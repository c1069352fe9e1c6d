package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.Closeable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * How the process is at this moment, for those who want to be told when it changes. They are told
 * on this model's own thread, one after the other, each snapshot at most once and never two that
 * are equal; what changes in between is folded into one. While somebody watches a running server it
 * is looked at every second; otherwise nothing is done.
 */
public final class StatusModel implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusModel.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration FOLD = Duration.ofMillis(50);

    /** What the server in the process does. */
    public enum Condition {
        STARTING,
        RUNNING,
        STOPPING,
        STOPPED,
        /** It did not start; {@link Snapshot#failure} says why. */
        FAILED
    }

    /**
     * One moment.
     *
     * @param status of the server, while it runs
     * @param failure the sentence that says why it did not start and what to do
     */
    public record Snapshot(
            Condition condition, @Nullable Status status, @Nullable String failure) {}

    private final ScheduledThreadPoolExecutor clock;
    private final Duration betweenLooks;
    private final List<Consumer<Snapshot>> watchers = new CopyOnWriteArrayList<>();
    private final AtomicBoolean lookSoon = new AtomicBoolean();
    private volatile Snapshot now = new Snapshot(Condition.STOPPED, null, null);
    // Guarded by this.
    private @Nullable Supplier<Status> source;
    private @Nullable ScheduledFuture<?> looks;

    /** At first the server is stopped. */
    public StatusModel() {
        this(BETWEEN_LOOKS);
    }

    StatusModel(Duration betweenLooks) {
        this.betweenLooks = betweenLooks;
        clock =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("status").factory());
        clock.setRemoveOnCancelPolicy(true);
        clock.setKeepAliveTime(10, TimeUnit.SECONDS);
        clock.allowCoreThreadTimeOut(true);
    }

    /** The latest snapshot. */
    public Snapshot now() {
        return now;
    }

    /**
     * Tells of this moment and of every change from now on, until what is returned is closed. The
     * watcher must not block.
     */
    public Closeable watch(Consumer<Snapshot> watcher) {
        onClock(() -> {
            watchers.add(watcher);
            tell(watcher, now);
            lookRegularly();
        });
        return () -> {
            watchers.remove(watcher);
            onClock(this::lookRegularly);
        };
    }

    /** Something may have changed: looks at it in a moment. Cheap, from any thread. */
    public void changed() {
        if (lookSoon.compareAndSet(false, true)) {
            try {
                clock.schedule(this::look, FOLD.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException _) {
                // closed: nobody is told any more
            }
        }
    }

    /** A condition in which there is no server to look at. */
    public void at(Condition condition, @Nullable String failure) {
        synchronized (this) {
            source = null;
        }
        onClock(() -> {
            publish(new Snapshot(condition, null, failure));
            lookRegularly();
        });
    }

    /** The server runs, and this says how it is. */
    public void running(Supplier<Status> status) {
        Snapshot first = new Snapshot(Condition.RUNNING, status.get(), null);
        synchronized (this) {
            source = status;
        }
        onClock(() -> {
            publish(first);
            lookRegularly();
        });
    }

    private void onClock(Runnable task) {
        try {
            clock.execute(task);
        } catch (RejectedExecutionException _) {
            // closed: nobody is told any more
        }
    }

    private synchronized void lookRegularly() {
        boolean wanted = source != null && !watchers.isEmpty();
        if (wanted == (looks != null)) return;
        if (looks != null) {
            looks.cancel(false);
            looks = null;
        } else {
            long millis = betweenLooks.toMillis();
            looks = clock.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        lookSoon.set(false);
        Supplier<Status> open;
        synchronized (this) {
            open = source;
        }
        if (open == null) return;
        try {
            Status status = open.get();
            synchronized (this) {
                if (source != open) return; // it was looked at while it closed
            }
            publish(new Snapshot(Condition.RUNNING, status, null));
        } catch (RuntimeException e) {
            LOG.warn("The status could not be read: {}", e.toString());
        }
    }

    private void publish(Snapshot next) {
        if (next.equals(now)) return;
        now = next;
        for (Consumer<Snapshot> watcher : watchers) tell(watcher, next);
    }

    private static void tell(Consumer<Snapshot> watcher, Snapshot snapshot) {
        try {
            watcher.accept(snapshot);
        } catch (RuntimeException e) {
            LOG.error("One who watches the status failed", e);
        }
    }

    @Override
    public void close() {
        clock.shutdown();
    }
}
