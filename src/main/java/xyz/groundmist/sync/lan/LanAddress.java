package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a device listens on the local network.
 *
 * @param host a name or an address, IPv6 without brackets and perhaps with its interface ({@code
 *     fe80::1%eth0})
 */
record LanAddress(String host, int port) {
    /** The port that devices listen on when nobody else does. */
    static final int STANDARD_PORT = 3032;

    /** What people can read first, and what needs an interface last. */
    static final Comparator<LanAddress> EASIEST =
            Comparator.comparing((LanAddress one) -> one.host.indexOf('%') >= 0)
                    .thenComparing(one -> one.host.indexOf(':') >= 0);

    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern FORM =
            Pattern.compile(
                    "(?:\\[([0-9A-Fa-f:.]+(?:%[A-Za-z0-9._-]+)?)]|([A-Za-z0-9._-]{1,253}))"
                            + "(?::([0-9]{1,5}))?");
    private static final Pattern BARE_IPV6 =
            Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%[A-Za-z0-9._-]+)?");

    /** As a person types it, with or without a port; null when it is none. */
    static @Nullable LanAddress parse(String text) {
        String typed = text.strip();
        if (BARE_IPV6.matcher(typed).matches()) return new LanAddress(typed, STANDARD_PORT);
        Matcher form = FORM.matcher(typed);
        if (!form.matches()) return null;
        int port = form.group(3) == null ? STANDARD_PORT : Integer.parseInt(form.group(3));
        if (port < 1 || port > HIGHEST_PORT) return null;
        return new LanAddress(form.group(1) == null ? form.group(2) : form.group(1), port);
    }

    static LanAddress of(InetAddress address, int port) {
        return new LanAddress(address.getHostAddress(), port);
    }

    /** Looks a name up, which may take a while. */
    InetSocketAddress resolved() {
        return new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
