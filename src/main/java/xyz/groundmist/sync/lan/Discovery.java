package xyz.groundmist.sync.lan;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Announces this machine on the local networks it is at, and finds the others (multicast DNS, RFC
 * 6762 and 6763). A virtual thread looks every few seconds which networks those are.
 *
 * <p>What is found is a hint: anybody can announce anything.
 */
final class Discovery implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);
    private static final Duration LOOK = Duration.ofSeconds(4);
    private static final Duration GOODBYE = Duration.ofMillis(1_500);

    private final Announcement ours;
    private final int port;
    private final int most;
    private final Supplier<Set<Spot>> spots;
    private final Listener listener;
    private final Thread watch;
    private final Semaphore hurried = new Semaphore(0);
    // All guarded by this.
    private final Map<Spot, Station> stations = new HashMap<>();
    private final Map<Seen, Found> found = new LinkedHashMap<>();
    private boolean closed;

    /** Who wants to know. Called on any thread; must not block. */
    interface Listener {
        /** Somebody came, or is at another address. */
        void found(Found one);

        /** This machine is at other networks than before. */
        void networkChanged();

        /** The list has changed. */
        void changed();
    }

    /** An announcement heard at one place. */
    private record Seen(Spot spot, String name) {}

    /**
     * A machine that was found.
     *
     * @param addresses where it listens, by what was heard at one place
     */
    record Found(Announcement announcement, List<LanAddress> addresses) {
        Found {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * Starts in the background.
     *
     * @param port where this machine listens
     * @param most machines that are remembered
     * @param spots the places this machine is at
     */
    Discovery(Announcement ours, int port, int most, Supplier<Set<Spot>> spots, Listener listener) {
        this.ours = ours;
        this.port = port;
        this.most = most;
        this.spots = spots;
        this.listener = listener;
        watch = Thread.ofVirtual().name("lan-watch").start(this::watch);
    }

    private void watch() {
        try {
            while (true) {
                try {
                    look(hurried.drainPermits() > 0);
                } catch (RuntimeException e) {
                    LOG.error("A look at the local network failed", e);
                }
                if (hurried.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS)) hurried.release();
            }
        } catch (InterruptedException _) {
            // it is closed
        }
    }

    /** Forgets who was found, and announces this machine and asks for others as at the start. */
    void beginAnew() {
        hurried.release();
    }

    private void look(boolean anew) {
        Set<Spot> here = spots.get();
        List<Station> gone = new ArrayList<>();
        List<Station> fresh = new ArrayList<>();
        boolean first;
        synchronized (this) {
            if (closed) return;
            first = stations.isEmpty() && found.isEmpty();
            for (Spot spot : new HashSet<>(stations.keySet())) {
                if (anew || !here.contains(spot)) {
                    gone.add(stations.remove(spot));
                    found.keySet().removeIf(seen -> seen.spot().equals(spot));
                }
            }
            for (Spot spot : here) {
                if (stations.containsKey(spot)) continue;
                var station = new Station(spot, ours, port, new Ear(spot));
                stations.put(spot, station);
                fresh.add(station);
            }
            fresh.forEach(this::start);
        }
        for (Station one : gone) Thread.ofVirtual().name("lan-station").start(one::close);
        if (fresh.isEmpty() && gone.isEmpty()) return;
        LOG.info("On the local network at {}", here.stream().map(Spot::address).toList());
        if (!first) listener.networkChanged();
        listener.changed();
    }

    private void start(Station station) {
        Thread.ofVirtual()
                .name("lan-station")
                .start(() -> {
                    try {
                        station.open();
                    } catch (IOException | RuntimeException e) {
                        LOG.info("{} can't be announced at: {}", station.spot(), e.toString());
                        station.close();
                        synchronized (this) {
                            stations.remove(station.spot(), station);
                        }
                    }
                });
    }

    /** Hears what is announced at one place. */
    private final class Ear implements Station.Listener {
        private final Spot spot;

        Ear(Spot spot) {
            this.spot = spot;
        }

        @Override
        public void heard(String name, Announcement theirs, List<LanAddress> addresses) {
            if (theirs.equals(ours)) return;
            var one = new Found(theirs, addresses);
            synchronized (Discovery.this) {
                if (closed || !stations.containsKey(spot)) return;
                var seen = new Seen(spot, name);
                if (!found.containsKey(seen) && found.size() >= most) return;
                if (one.equals(found.put(seen, one))) return;
            }
            listener.found(one);
            listener.changed();
        }

        @Override
        public void left(String name) {
            synchronized (Discovery.this) {
                if (found.remove(new Seen(spot, name)) == null) return;
            }
            listener.changed();
        }
    }

    /** Everybody who was found, each once, with all addresses, the easiest first. */
    synchronized List<Found> found() {
        Map<Announcement, Set<LanAddress>> byWhom = new LinkedHashMap<>();
        for (Found one : found.values()) {
            byWhom.computeIfAbsent(one.announcement(), _ -> new LinkedHashSet<>())
                    .addAll(one.addresses());
        }
        List<Found> all = new ArrayList<>();
        byWhom.forEach((who, where) ->
                all.add(new Found(who, where.stream().sorted(LanAddress.EASIEST).toList())));
        return all;
    }

    /** Where this machine can be called now. */
    synchronized List<LanAddress> here() {
        return stations.keySet().stream()
                .map(Spot::address)
                .filter(address -> !address.isLinkLocalAddress())
                .map((InetAddress address) -> LanAddress.of(address, port))
                .toList();
    }

    /** Says goodbye, and waits a moment for it to be on its way; the rest ends by itself. */
    @Override
    public void close() {
        watch.interrupt();
        List<Station> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(stations.values());
            stations.clear();
            found.clear();
        }
        var said = new CountDownLatch(all.size());
        for (Station one : all) {
            Thread.ofVirtual()
                    .name("lan-station")
                    .start(() -> {
                        try {
                            one.close();
                        } finally {
                            said.countDown();
                        }
                    });
        }
        try {
            boolean _ = said.await(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
