package xyz.groundmist.sync.reach;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Keeps one way in open: opens it, waits until it breaks, opens it again after a jittered pause of
 * 1 to 60 seconds, for ever. A fatal failure is shown, and nothing is tried until {@link #hurry}.
 *
 * <p>One virtual thread ({@code reach}) does all of that; the methods may be called from any
 * thread.
 */
public final class ReachKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReachKeeper.class);
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    /** A way that stood for so long begins with the shortest pause again. */
    private static final Duration STEADY = Duration.ofSeconds(60);

    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(4);

    /** Waits for a permit or the end of a time. */
    interface Pause {
        void await(Semaphore hurried, Duration longest) throws InterruptedException;
    }

    private final Reach reach;
    private final Inside inside;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Pause pause;
    private final Semaphore hurried = new Semaphore(0);
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile ReachState state = new ReachState.Off();
    private volatile @Nullable OpenReach standing;
    // Guarded by this: what hurry may interrupt.
    private boolean opening;
    private boolean closed;
    private boolean started;

    public ReachKeeper(Reach reach, Inside inside) {
        this(
                reach,
                inside,
                InstantSource.system(),
                RandomGenerator.getDefault(),
                (hurried, longest) -> hurried.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS));
    }

    ReachKeeper(
            Reach reach, Inside inside, InstantSource clock, RandomGenerator random, Pause pause) {
        this.reach = reach;
        this.inside = inside;
        this.clock = clock;
        this.random = random;
        this.pause = pause;
        thread = Thread.ofVirtual().name("reach").unstarted(this::keep);
    }

    /** Has this called on the keeper's thread after every change; it must not block. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    public synchronized void start() {
        started = true;
        thread.start();
    }

    public ReachState state() {
        return state;
    }

    /**
     * Something speaks for trying now: the machine woke, the network changed, the owner asks. Cuts
     * a pause short, begins an attempt anew, asks a way that stands for a sign of life, and tries
     * again after a fatal failure.
     */
    public synchronized void hurry() {
        if (hurried.availablePermits() == 0) hurried.release();
        if (opening) thread.interrupt();
    }

    /** Whether the way stands and gives a sign of life in this time. */
    public boolean answers(Duration patience) throws InterruptedException {
        OpenReach open = standing;
        return open != null && open.answers(patience);
    }

    /**
     * What a look from outside found.
     *
     * @param url where it looked
     * @param fault a sentence; null: all is well
     */
    public void seen(URI url, @Nullable String fault) {
        boolean changed = false;
        synchronized (this) {
            ReachState next =
                    switch (state) {
                        case ReachState.Up(URI own) when own.equals(url) && fault != null ->
                                new ReachState.Degraded(own, fault);
                        case ReachState.Degraded(URI own, String _) when own.equals(url) ->
                                fault == null
                                        ? new ReachState.Up(own)
                                        : new ReachState.Degraded(own, fault);
                        default -> state;
                    };
            changed = !next.equals(state);
            state = next;
        }
        if (changed) tell();
    }

    private void become(ReachState next) {
        synchronized (this) {
            if (next.equals(state)) return;
            state = next;
        }
        tell();
    }

    private void tell() {
        for (Runnable listener : listeners) listener.run();
    }

    private void keep() {
        int failures = 0;
        while (!isClosed()) {
            long opened = clock.millis();
            ReachException why = attempt();
            if (why == null) {
                failures = 0; // hurried: at once
                continue;
            }
            failures = clock.millis() - opened >= STEADY.toMillis() ? 0 : failures + 1;
            LOG.info("The way in is down: {}", why.getMessage());
            try {
                rest(why, failures);
            } catch (InterruptedException _) {
                // closed, or hurried in the last moment
            }
        }
        become(new ReachState.Off());
    }

    /** Opens it and stays until it breaks; null: it is to be opened again at once. */
    private @Nullable ReachException attempt() {
        become(new ReachState.Connecting());
        try (OpenReach open = open()) {
            standing = open;
            become(new ReachState.Up(open.publicUrl()));
            LOG.info("Reachable at {}", open.publicUrl());
            return stay(open);
        } catch (ReachException e) {
            return e;
        } catch (InterruptedException _) {
            return null;
        } catch (RuntimeException e) {
            LOG.warn("The way in failed", e);
            return ReachException.passing(
                    "The way in failed (" + e.getClass().getSimpleName() + ").",
                    "It is tried again; the log says more.");
        } finally {
            standing = null;
        }
    }

    private OpenReach open() throws ReachException, InterruptedException {
        synchronized (this) {
            opening = !closed;
            hurried.drainPermits();
        }
        try {
            return reach.open(inside);
        } finally {
            synchronized (this) {
                opening = false;
            }
        }
    }

    private @Nullable ReachException stay(OpenReach open) throws InterruptedException {
        CompletableFuture<ReachException> lost = open.lost();
        lost.whenComplete((_, _) -> hurried.release());
        while (!isClosed()) {
            hurried.acquire();
            if (lost.isDone()) return reason(lost);
            if (!isClosed() && !open.answers(SIGN_OF_LIFE)) return null;
        }
        return null;
    }

    private static ReachException reason(CompletableFuture<ReachException> lost)
            throws InterruptedException {
        try {
            return lost.get();
        } catch (ExecutionException _) {
            return ReachException.passing("The connection ended.", "It is opened again.");
        }
    }

    private void rest(ReachException why, int failures) throws InterruptedException {
        boolean wait = !why.fatal();
        Duration pauseFor = pauseAfter(failures);
        become(
                new ReachState.Down(
                        String.valueOf(why.getMessage()),
                        why.nextStep(),
                        why.link(),
                        why.fatal(),
                        wait ? clock.instant().plus(pauseFor) : null));
        if (wait) pause.await(hurried, pauseFor);
        else hurried.acquire();
    }

    /** Doubles from 1 s to 60 s; a random half of it, so that many don't come back at once. */
    private Duration pauseAfter(int failures) {
        long most = SHORTEST.toMillis() << Math.min(Math.max(failures, 0), 6);
        long millis = Math.min(most, LONGEST.toMillis());
        return Duration.ofMillis(
                Math.max(SHORTEST.toMillis(), millis / 2 + random.nextLong(millis / 2 + 1)));
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Closes the way in, and waits for that. Idempotent. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            hurried.release();
            if (!started) return;
            thread.interrupt();
        }
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
