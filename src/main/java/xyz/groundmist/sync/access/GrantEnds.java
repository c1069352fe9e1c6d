package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.Closeable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Tells those who use a grant, or a place to park, that it has ended. One task looks at the next
 * expiry there is; it looks once a second rather than once at that time, because a laptop's sleep
 * stops the task's clock and not the grant's. With nobody to tell there is no such task.
 */
final class GrantEnds implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GrantEnds.class);
    private static final Duration LONGEST_LOOK_AWAY = Duration.ofMillis(500);

    private final InstantSource clock;
    private final ScheduledThreadPoolExecutor timer;
    // All guarded by this.
    private final Map<String, Watched> watched = new HashMap<>();
    private @Nullable Future<?> look;
    private boolean closed;

    private record Watched(@Nullable Instant deadline, Set<Watch> watches) {}

    GrantEnds(InstantSource clock) {
        this.clock = clock;
        timer =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("grants").factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * @param id of the grant, or whatever else ends at a certain time
     * @param deadline when it ends by itself; null: not while it is watched. The first one given
     *     for an id counts
     */
    synchronized Closeable watch(String id, @Nullable Instant deadline, Runnable ended) {
        var watch = new Watch(id, ended);
        watched.computeIfAbsent(id, one -> new Watched(deadline, new LinkedHashSet<>()))
                .watches()
                .add(watch);
        lookAgain();
        return watch;
    }

    /** The ids that somebody watches. */
    synchronized Set<String> watched() {
        return Set.copyOf(watched.keySet());
    }

    /** It has ended before its time. */
    void ended(String id) {
        Watched over;
        synchronized (this) {
            over = watched.remove(id);
            lookAgain();
        }
        if (over != null) tell(over.watches());
    }

    /** Calls it about once a minute; it must not block for long. */
    void eachMinute(Runnable work) {
        timer.scheduleWithFixedDelay(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException e) {
                        log.error("What is done each minute failed", e);
                    }
                },
                1,
                1,
                TimeUnit.MINUTES);
    }

    private synchronized void unwatch(Watch watch) {
        Watched one = watched.get(watch.id);
        if (one == null || !one.watches().remove(watch)) return;
        if (one.watches().isEmpty()) {
            watched.remove(watch.id);
            lookAgain();
        }
    }

    /** Holding the lock. */
    private void lookAgain() {
        Instant next = null;
        for (Watched one : watched.values()) {
            Instant deadline = one.deadline();
            if (deadline != null && (next == null || deadline.isBefore(next))) next = deadline;
        }
        if (look != null) look.cancel(false);
        look = null;
        if (next == null || closed) return;
        Duration rest = Duration.between(clock.instant(), next).plusMillis(1);
        if (rest.isNegative()) rest = Duration.ZERO;
        if (rest.compareTo(LONGEST_LOOK_AWAY) > 0) rest = LONGEST_LOOK_AWAY;
        look = timer.schedule(this::look, rest.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        Instant now = clock.instant();
        var over = new ArrayList<Watch>();
        synchronized (this) {
            watched.values()
                    .removeIf(one -> {
                        if (one.deadline() == null || now.isBefore(one.deadline())) return false;
                        over.addAll(one.watches());
                        return true;
                    });
            lookAgain();
        }
        tell(over);
    }

    private static void tell(Iterable<Watch> over) {
        for (Watch watch : over) {
            try {
                watch.ended.run();
            } catch (RuntimeException e) {
                log.error("A socket could not be told that its grant has ended", e);
            }
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            watched.clear();
        }
        timer.shutdownNow();
    }

    /** One who wants to be told. */
    private final class Watch implements Closeable {
        private final String id;
        private final Runnable ended;

        Watch(String id, Runnable ended) {
            this.id = id;
            this.ended = ended;
        }

        @Override
        public void close() {
            unwatch(this);
        }
    }
}
