package xyz.groundmist.sync.reach;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * This server's presence on the internet: the way in that was chosen, kept open, and looked at from
 * outside: at the start, after every change, when it is told of sleep and of another network, and
 * every few minutes; more often while it isn't reached.
 *
 * <p>A virtual thread ({@code reach-look}) looks. Safe for use from any thread.
 */
public final class Presence implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Presence.class);
    private static final Duration REGULARLY = Duration.ofMinutes(4);

    /** After the first, second, … look in a row that found a fault. */
    private static final List<Duration> AFTER_FAULTS =
            List.of(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(60));

    private final SelfCheck check;
    private final Inside inside;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Semaphore wanted = new Semaphore(0);
    private final ReentrantLock looking = new ReentrantLock(); // held for one look
    private final Thread thread = Thread.ofVirtual().name("reach-look").unstarted(this::lookOften);
    private volatile Chosen chosen = Chosen.NOTHING;
    private volatile @Nullable Finding finding;

    /**
     * A way in, and what is known of it.
     *
     * @param keeper null: nothing of ours is kept open
     * @param url where it leads here from; null: not known before the keeper is up
     */
    private record Chosen(@Nullable ReachKeeper keeper, @Nullable URI url, boolean tunnel) {
        static final Chosen NOTHING = new Chosen(null, null, false);

        @Nullable URI address() {
            ReachState state = keeper == null ? null : keeper.state();
            return switch (state) {
                case ReachState.Up(URI own) -> own;
                case ReachState.Degraded(URI own, String _) -> own;
                case null, default -> url;
            };
        }
    }

    public Presence(SelfCheck check, Inside inside) {
        this.check = check;
        this.inside = inside;
    }

    /** Looks from now on. */
    public void start() {
        thread.start();
    }

    /** Has this called after every change of state or finding, on any thread; it must not block. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    private void changed() {
        for (Runnable listener : listeners) listener.run();
    }

    /**
     * Opens another way in place of the one before, which is closed first.
     *
     * @param reach null: there is nothing to open, as with a proxy that somebody else runs
     * @param url the public address as far as it is known before; null: the way tells
     * @param tunnel whether the way has a connection that can be asked for a sign of life
     */
    public synchronized void use(@Nullable Reach reach, @Nullable URI url, boolean tunnel) {
        ReachKeeper before = chosen.keeper();
        chosen = Chosen.NOTHING;
        finding = null;
        if (before != null) before.close();
        ReachKeeper keeper = reach == null ? null : new ReachKeeper(reach, inside);
        chosen = new Chosen(keeper, url, tunnel);
        if (keeper != null) {
            keeper.onChange(() -> moved(keeper));
            keeper.start();
        }
        changed();
        wanted.release();
    }

    private void moved(ReachKeeper keeper) {
        if (chosen.keeper() != keeper) return;
        changed();
        if (keeper.state() instanceof ReachState.Up) wanted.release();
    }

    /** The machine woke, or the network changed. */
    public void networkChanged() {
        ReachKeeper keeper = chosen.keeper();
        if (keeper != null) keeper.hurry();
        wanted.release();
    }

    /** The owner wants it tried and looked at now. */
    public void retry() {
        ReachKeeper keeper = chosen.keeper();
        if (keeper != null) keeper.retry();
        wanted.release();
    }

    /** How the way in is. One that isn't ours to open is as the last look found it. */
    public ReachState state() {
        Chosen now = chosen;
        if (now.keeper() != null) return now.keeper().state();
        URI url = now.url();
        if (url == null) return new ReachState.Off();
        Finding last = finding;
        if (last == null || !last.url().equals(url)) return new ReachState.Connecting();
        String fault = last.sentence();
        return fault == null ? new ReachState.Up(url) : new ReachState.Degraded(url, fault);
    }

    /** What the owner should see to while the way in stands; null: nothing. */
    public @Nullable String concern() {
        ReachKeeper keeper = chosen.keeper();
        return keeper == null ? null : keeper.concern();
    }

    /** The last look; null: there was none since the way was chosen. */
    public @Nullable Finding finding() {
        return finding;
    }

    /** Looks now, and waits for what it finds; null without a public address. */
    public @Nullable Finding look() throws InterruptedException {
        looking.lockInterruptibly();
        try {
            Chosen now = chosen;
            URI url = now.address();
            if (url == null) return null;
            ReachKeeper keeper = now.keeper();
            boolean hasTunnel = now.tunnel() && keeper != null;
            Finding found =
                    check.look(
                            url,
                            inside.port(),
                            hasTunnel && keeper != null ? keeper::answers : null);
            if (chosen == now && url.equals(now.address())) tell(found, keeper);
            return found;
        } finally {
            looking.unlock();
        }
    }

    private void tell(Finding found, @Nullable ReachKeeper keeper) {
        Finding before = finding;
        finding = found;
        if (keeper != null) keeper.seen(found.url(), found.sentence());
        if (before == null || before.verdict() != found.verdict()) {
            if (found.sentence() == null) LOG.info("Reached from outside at {}", found.url());
            else LOG.info("Not reached from outside: {}", found.sentence());
        }
        changed();
    }

    private void lookOften() {
        int faults = 0;
        try {
            while (true) {
                Duration pause =
                        faults == 0
                                ? REGULARLY
                                : AFTER_FAULTS.get(Math.min(faults, AFTER_FAULTS.size()) - 1);
                if (wanted.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    wanted.drainPermits();
                    faults = 0;
                }
                faults = faulty() ? faults + 1 : 0;
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    private boolean faulty() throws InterruptedException {
        try {
            Finding found = look();
            return found != null && found.sentence() != null;
        } catch (RuntimeException e) {
            LOG.warn("A look from outside failed", e);
            return false;
        }
    }

    /** Closes the way in. Idempotent. */
    @Override
    public void close() {
        thread.interrupt();
        synchronized (this) {
            ReachKeeper keeper = chosen.keeper();
            chosen = Chosen.NOTHING;
            if (keeper != null) keeper.close();
        }
    }
}
