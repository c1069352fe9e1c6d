package xyz.groundmist.sync.lan;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A place on a local network: an interface and one of its addresses, at most one of each family.
 *
 * @param device the interface's name
 * @param index the interface's number; it comes back with another when it was away
 */
record Spot(String device, int index, InetAddress address) {
    private static final Logger LOG = LoggerFactory.getLogger(Spot.class);

    /** Interfaces of containers, virtual machines, tunnels and phones' own affairs. */
    private static final Pattern NO_NETWORK_OF_PEOPLE =
            Pattern.compile(
                    "(?:docker|br-|veth|virbr|vnet|vmnet|vboxnet|cni|flannel|cali|cilium|kube|lxc"
                        + "|lxd|podman|tun|tap|utun|wg|ppp|tailscale|zt|ham|nordlynx|ipsec|awdl|llw"
                        + "|anpi|dummy|ifb|sit|gre|vethernet|hyper-v|vmware|virtualbox|loopback)"
                        + ".*");

    /** The places this machine is at now. */
    static Set<Spot> all() {
        var spots = new LinkedHashSet<Spot>();
        try {
            Stream<NetworkInterface> all = NetworkInterface.networkInterfaces();
            for (NetworkInterface one : all.toList()) {
                if (!usable(one)) continue;
                first(one, Inet4Address.class, spots);
                first(one, Inet6Address.class, spots);
            }
        } catch (IOException e) {
            LOG.debug("The network interfaces can't be listed: {}", e.toString());
        }
        return spots;
    }

    private static boolean usable(NetworkInterface one) throws IOException {
        return one.isUp()
                && !one.isLoopback()
                && !one.isPointToPoint()
                && one.supportsMulticast()
                && isForPeople(one.getName())
                && isForPeople(String.valueOf(one.getDisplayName()));
    }

    static boolean isForPeople(String name) {
        return !NO_NETWORK_OF_PEOPLE.matcher(name.toLowerCase(Locale.ROOT)).matches();
    }

    /** Rather an address that others can use without knowing the interface. */
    private static void first(
            NetworkInterface one, Class<? extends InetAddress> family, Set<Spot> spots) {
        InetAddress linkLocal = null;
        for (InetAddress address : Collections.list(one.getInetAddresses())) {
            if (!family.isInstance(address) || address.isLoopbackAddress()) continue;
            if (!address.isLinkLocalAddress()) {
                spots.add(new Spot(one.getName(), one.getIndex(), address));
                return;
            }
            linkLocal = address;
        }
        if (linkLocal != null) spots.add(new Spot(one.getName(), one.getIndex(), linkLocal));
    }
}
