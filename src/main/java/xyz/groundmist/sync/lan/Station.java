package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import javax.jmdns.JmDNS;
import javax.jmdns.ServiceEvent;
import javax.jmdns.ServiceInfo;
import javax.jmdns.ServiceListener;

/**
 * Multicast DNS at one place. The names that it uses there are random, so that they meet neither
 * another machine's nor those of this machine at another place of the same network.
 */
final class Station implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Station.class);

    private final Spot spot;
    private final Announcement ours;
    private final int port;
    private final Listener listener;
    // Both guarded by this.
    private @Nullable JmDNS dns;
    private boolean closed;

    /** What is heard; may come more than once. */
    interface Listener {
        void heard(String name, Announcement theirs, List<LanAddress> addresses);

        void left(String name);
    }

    Station(Spot spot, Announcement ours, int port, Listener listener) {
        this.spot = spot;
        this.ours = ours;
        this.port = port;
        this.listener = listener;
    }

    Spot spot() {
        return spot;
    }

    /** Listens and announces; takes a few seconds. */
    void open() throws IOException {
        String name =
                "groundmist-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        JmDNS opened = JmDNS.create(named(spot, name), name);
        synchronized (this) {
            if (!closed) dns = opened;
        }
        if (dns == null) {
            opened.close();
            return;
        }
        opened.addServiceListener(Announcement.TYPE, new Services(opened));
        opened.registerService(
                ServiceInfo.create(Announcement.TYPE, name, port, 0, 0, ours.text()));
        LOG.debug("Announced at {}", spot);
    }

    /** The name goes with the address, or it would be looked up in DNS, which takes seconds. */
    private static InetAddress named(Spot spot, String name) throws IOException {
        byte[] bytes = spot.address().getAddress();
        return spot.address() instanceof Inet6Address
                ? Inet6Address.getByAddress(name, bytes, NetworkInterface.getByName(spot.device()))
                : InetAddress.getByAddress(name, bytes);
    }

    private final class Services implements ServiceListener {
        private final JmDNS dns;

        Services(JmDNS dns) {
            this.dns = dns;
        }

        @Override
        public void serviceAdded(ServiceEvent event) {
            dns.requestServiceInfo(event.getType(), event.getName(), true, 1);
        }

        @Override
        public void serviceRemoved(ServiceEvent event) {
            listener.left(event.getName());
        }

        /** The first time the text may be missing still. */
        @Override
        public void serviceResolved(ServiceEvent event) {
            ServiceInfo info = event.getInfo();
            Announcement theirs =
                    Announcement.read(
                            info.getPropertyString("v"),
                            info.getPropertyString("n"),
                            info.getPropertyString("m"));
            if (theirs == null || info.getPort() <= 0) return;
            List<LanAddress> addresses = new ArrayList<>();
            for (InetAddress address : info.getInetAddresses()) {
                addresses.add(new LanAddress(reachable(address), info.getPort()));
            }
            if (!addresses.isEmpty()) listener.heard(event.getName(), theirs, addresses);
        }
    }

    /** A link-local address is one of this interface's network. */
    private String reachable(InetAddress address) {
        String text = address.getHostAddress();
        boolean bare = address.isLinkLocalAddress() && text.indexOf('%') < 0;
        return bare && address instanceof Inet6Address ? text + "%" + spot.device() : text;
    }

    /** Says goodbye; takes a few seconds. */
    @Override
    public void close() {
        JmDNS open;
        synchronized (this) {
            closed = true;
            open = dns;
            dns = null;
        }
        if (open == null) return;
        try {
            open.close();
        } catch (IOException e) {
            LOG.debug("The announcement could not be taken back: {}", e.toString());
        }
    }
}
