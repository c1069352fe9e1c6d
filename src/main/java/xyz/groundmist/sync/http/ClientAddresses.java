package xyz.groundmist.sync.http;

import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.access.ClientAddress;

import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.List;

/**
 * Where a request comes from. That is the other end of its connection, unless that is a configured
 * proxy or a passage of ours whose far end writes {@code X-Forwarded-For}: then it is that header's
 * last entry, the one that the proxy itself wrote. What else is said ({@code Forwarded} of RFC
 * 7239, {@code X-Forwarded-Host}, earlier entries) anybody can write, and nothing here reads it.
 */
final class ClientAddresses {
    private static final String HEADER = "X-Forwarded-For";
    private static final String ATTRIBUTE = ClientAddresses.class.getName();

    private volatile TrustedProxies proxies;
    private final Passages passages;

    ClientAddresses(TrustedProxies proxies, Passages passages) {
        this.proxies = proxies;
        this.passages = passages;
    }

    void trust(TrustedProxies others) {
        proxies = others;
    }

    /** Notes it at the request, for {@link #of}. */
    void note(Request request) {
        SocketAddress peer = request.getConnectionMetaData().getRemoteSocketAddress();
        Passages.Passenger passenger = passages.of(peer);
        if (passenger != null) passages.countRequest();
        boolean believed = passenger == null ? proxies.contains(peer) : passenger.forwardedHeader();
        InetAddress said = believed ? last(request.getHeaders().getValuesList(HEADER)) : null;
        if (said == null && passenger != null) said = passenger.address();
        request.setAttribute(
                ATTRIBUTE,
                said != null
                        ? ClientAddress.of(said)
                        : passenger != null ? ClientAddress.UNKNOWN : ClientAddress.of(peer));
    }

    /** What was noted. */
    static ClientAddress of(Request request) {
        return request.getAttribute(ATTRIBUTE) instanceof ClientAddress noted
                ? noted
                : ClientAddress.UNKNOWN;
    }

    private static @Nullable InetAddress last(List<String> lines) {
        if (lines.isEmpty()) return null;
        String line = lines.getLast();
        String entry = line.substring(line.lastIndexOf(',') + 1).strip();
        return address(entry);
    }

    /** Some write a port behind it, and brackets around an IPv6 address. */
    private static @Nullable InetAddress address(String entry) {
        String text = entry;
        int bracket = text.indexOf(']');
        if (text.startsWith("[") && bracket > 0) text = text.substring(1, bracket);
        else if (text.indexOf(':') == text.lastIndexOf(':')) text = text.split(":", 2)[0];
        try {
            return text.isEmpty() ? null : InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
