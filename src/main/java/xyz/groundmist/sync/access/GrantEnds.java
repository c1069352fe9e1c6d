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
 * Tells those who use a grant that it has ended. One task looks at the next expiry there is; it
 * looks once a second rather than once at that time, because a laptop's sleep stops the task's
 * clock and not the grant's. With nobody to tell there is no task.
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

    private record Watched(Grant grant, Set<Watch> watches) {}

    GrantEnds(InstantSource clock) {
        this.clock = clock;
        timer =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("grants").factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    /** The grant as it is now, not ended yet. */
    synchronized Closeable watch(Grant grant, Runnable ended) {
        var watch = new Watch(grant.id(), ended);
        watched.computeIfAbsent(grant.id(), id -> new Watched(grant, new LinkedHashSet<>()))
                .watches()
                .add(watch);
        lookAgain();
        return watch;
    }

    /** The grant has been revoked. */
    void ended(String id) {
        Watched over;
        synchronized (this) {
            over = watched.remove(id);
            lookAgain();
        }
        if (over != null) tell(over.watches());
    }

    private synchronized void unwatch(Watch watch) {
        Watched grant = watched.get(watch.grantId);
        if (grant == null || !grant.watches().remove(watch)) return;
        if (grant.watches().isEmpty()) {
            watched.remove(watch.grantId);
            lookAgain();
        }
    }

    /** Holding the lock. */
    private void lookAgain() {
        Instant next = null;
        for (Watched grant : watched.values()) {
            Instant expires = grant.grant().expires();
            if (expires != null && (next == null || expires.isBefore(next))) next = expires;
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
                    .removeIf(grant -> {
                        if (!grant.grant().endedAt(now)) return false;
                        over.addAll(grant.watches());
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
        private final String grantId;
        private final Runnable ended;

        Watch(String grantId, Runnable ended) {
            this.grantId = grantId;
            this.ended = ended;
        }

        @Override
        public void close() {
            unwatch(this);
        }
    }
}
