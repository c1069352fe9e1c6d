package xyz.groundmist.sync.lan;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Calls each paired device until the two are connected: soon at first, then less and less often, at
 * once when there is a reason to hope. A virtual thread for each.
 */
final class Dialler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Dialler.class);

    /** So that two who find each other at the same moment don't both call. */
    private static final Duration AFTER_YOU = Duration.ofMillis(700);

    private final DeviceId self;
    private final Caller caller;
    private final DeviceBook book;
    private final Circle circle;
    private final Acquaintances acquaintances;
    private final LanLimits limits;
    private final Function<DeviceId, List<LanAddress>> announced;
    private final boolean local;
    // Both guarded by this.
    private final Map<DeviceId, Seeker> seekers = new HashMap<>();
    private boolean closed;

    /**
     * @param announced where a device says on the local network that it is
     * @param local whether the local network is used at all
     */
    Dialler(
            DeviceId self,
            Caller caller,
            DeviceBook book,
            Circle circle,
            Acquaintances acquaintances,
            LanLimits limits,
            Function<DeviceId, List<LanAddress>> announced,
            boolean local) {
        this.self = self;
        this.caller = caller;
        this.book = book;
        this.circle = circle;
        this.acquaintances = acquaintances;
        this.limits = limits;
        this.announced = announced;
        this.local = local;
    }

    /** Looks for every paired device from now on that isn't looked for yet. */
    synchronized void seekAll() {
        if (closed) return;
        for (PairedDevice one : book.list()) {
            if (book.find(one.id()) == null) continue;
            seekers.computeIfAbsent(
                    one.id(),
                    id -> {
                        var seeker = new Seeker(id);
                        Thread.ofVirtual().name("link-seeker").start(seeker);
                        return seeker;
                    });
        }
    }

    /** There is a reason to call this one at once. */
    synchronized void hurry(DeviceId device) {
        Seeker seeker = seekers.get(device);
        if (seeker != null) seeker.hurry();
    }

    /** There is a reason to call all of them at once. */
    synchronized void hurry() {
        for (Seeker one : seekers.values()) one.hurry();
    }

    @Override
    public synchronized void close() {
        closed = true;
        for (Seeker one : seekers.values()) one.hurry();
    }

    private synchronized boolean seeks(Seeker seeker) {
        if (!closed && book.find(seeker.device) != null) return true;
        seekers.remove(seeker.device, seeker);
        return false;
    }

    private final class Seeker implements Runnable {
        private final DeviceId device;
        private final Semaphore hurries = new Semaphore(0);
        private Duration pause = limits.firstPause(); // its own thread's

        Seeker(DeviceId device) {
            this.device = device;
        }

        void hurry() {
            hurries.release();
        }

        @Override
        public void run() {
            try {
                boolean hurried = true;
                while (seeks(this)) {
                    if (hurried && self.text().compareTo(device.text()) > 0) {
                        Thread.sleep(AFTER_YOU);
                    }
                    boolean near = tryAll();
                    hurried = await(near ? limits.longestPause() : jittered(pause));
                    pause =
                            near || hurried
                                    ? limits.firstPause()
                                    : shorter(pause.multipliedBy(2), limits.longestPause());
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        private boolean await(Duration time) throws InterruptedException {
            boolean hurried = hurries.tryAcquire(time.toMillis(), TimeUnit.MILLISECONDS);
            hurries.drainPermits();
            return hurried;
        }

        /** Returns whether there is nothing to wish for. */
        private boolean tryAll() {
            for (Caller.Place place : places()) {
                SecureLink link = circle.linkTo(device);
                if (link != null && (link.route() == Route.LAN || place.route() != Route.LAN)) {
                    break;
                }
                try {
                    Frames frames = caller.call(place, device, Purpose.LINK);
                    if (acquaintances.introduce(frames, place) == Acquaintances.Outcome.UNKNOWN) {
                        pause = limits.longestPause();
                        break;
                    }
                } catch (IOException e) {
                    LOG.debug("{} isn't at {}: {}", device.brief(), place, e.toString());
                } catch (
                        RuntimeException e) { // one place less, and not a device never called again
                    LOG.error("Calling {} at {} failed", device.brief(), place, e);
                }
            }
            SecureLink link = circle.linkTo(device);
            return link != null && (link.route() == Route.LAN || !local);
        }

        private List<Caller.Place> places() {
            PairedDevice known = book.find(device);
            List<Caller.Place> places = new ArrayList<>();
            if (known == null) return places;
            if (local) {
                Set<LanAddress> near = new LinkedHashSet<>(announced.apply(device));
                if (known.typed() != null) add(near, known.typed());
                for (String address : known.addresses()) add(near, address);
                for (LanAddress one : near) places.add(new Caller.Place.Local(one));
            }
            URI url = known.publicUrl() == null ? null : Hello.url(known.publicUrl());
            if (url != null) places.add(new Caller.Place.Public(url));
            return places;
        }

        private static void add(Set<LanAddress> to, String text) {
            LanAddress address = LanAddress.parse(text);
            if (address != null) to.add(address);
        }

        private static Duration shorter(Duration one, Duration other) {
            return one.compareTo(other) < 0 ? one : other;
        }

        private static Duration jittered(Duration pause) {
            return Duration.ofMillis(
                    (long) (pause.toMillis() * ThreadLocalRandom.current().nextDouble(0.5, 1)));
        }
    }
}
