package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Where a request came from, as exactly as it is of use: the network. Loopback says nothing, as
 * whoever comes through a tunnel comes from there.
 *
 * @param network the first 24 bits of an IPv4 address or 48 of an IPv6 one, such as {@code
 *     203.0.113.0/24} and {@code 2001:db8:7::/48}; null: this machine, or a tunnel, so unknown
 */
public record ClientAddress(@Nullable String network) {
    public static final ClientAddress UNKNOWN = new ClientAddress((String) null);

    /** Of the address at the other end of a connection. */
    public static ClientAddress of(@Nullable SocketAddress remote) {
        InetAddress address = remote instanceof InetSocketAddress inet ? inet.getAddress() : null;
        return address == null ? UNKNOWN : of(address);
    }

    public static ClientAddress of(InetAddress address) {
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) return UNKNOWN;
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return new ClientAddress(
                    "%d.%d.%d.0/24".formatted(bytes[0] & 0xff, bytes[1] & 0xff, bytes[2] & 0xff));
        }
        var text = new StringBuilder();
        for (int i = 0; i < 6; i += 2) {
            text.append(Integer.toHexString((bytes[i] & 0xff) << 8 | (bytes[i + 1] & 0xff)));
            text.append(':');
        }
        return new ClientAddress(text + ":/48");
    }

    /** Whether both are known and not the same. */
    boolean surelyDiffersFrom(ClientAddress other) {
        return network != null && other.network != null && !network.equals(other.network);
    }
}
