package xyz.groundmist.sync.reach;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.TreeSet;

/**
 * Notices that the machine slept, and that its network is another one: every 3 seconds it looks at
 * the clock, which went on during sleep, and at the addresses of the interfaces, those of loopback
 * apart. The time of {@link System#nanoTime} stands still in sleep, on Linux and macOS. One virtual
 * thread ({@code network-watch}).
 */
public final class NetworkWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NetworkWatch.class);
    private static final Duration BETWEEN = Duration.ofSeconds(3);

    /** More than a busy machine is late by. Whoever sets the clock causes a look too many. */
    private static final Duration SLEPT = Duration.ofSeconds(12);

    /** The addresses of this machine at a moment. */
    interface Addresses {
        Set<String> now();
    }

    private final InstantSource clock;
    private final Addresses addresses;
    private final Listener listener;
    private final Thread thread = Thread.ofVirtual().name("network-watch").unstarted(this::watch);
    // Only the thread touches these, or a test in its place.
    private long lastMillis;
    private Set<String> last;

    /** Who wants to know. */
    public interface Listener {
        /**
         * The machine slept, or has other addresses than before, and at least one. Called on the
         * watch's thread; it must not block.
         */
        void changed(boolean slept);
    }

    public NetworkWatch(InstantSource clock, Listener listener) {
        this(clock, NetworkWatch::ofThisMachine, listener);
    }

    NetworkWatch(InstantSource clock, Addresses addresses, Listener listener) {
        this.clock = clock;
        this.addresses = addresses;
        this.listener = listener;
        lastMillis = clock.millis();
        last = addresses.now();
    }

    public void start() {
        thread.start();
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(BETWEEN);
                look();
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    void look() {
        long now = clock.millis();
        Set<String> here = addresses.now();
        boolean slept = now - lastMillis > SLEPT.toMillis();
        boolean moved = !here.equals(last) && !here.isEmpty();
        lastMillis = now;
        last = here;
        if (!slept && !moved) return;
        LOG.info(slept ? "The machine slept" : "The network has changed");
        listener.changed(slept);
    }

    private static Set<String> ofThisMachine() {
        Set<String> here = new TreeSet<>();
        try {
            for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
                if (each.isLoopback() || !each.isUp()) continue;
                each.inetAddresses().map(InetAddress::getHostAddress).forEach(here::add);
            }
        } catch (SocketException e) {
            LOG.debug("The interfaces can't be listed: {}", e.toString());
        }
        return here;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
