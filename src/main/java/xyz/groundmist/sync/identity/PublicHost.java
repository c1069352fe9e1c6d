package xyz.groundmist.sync.identity;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

/**
 * Which names may belong to a server on the internet. What a name leads to is for {@link
 * CheckedAddresses} to say, when the connection is made.
 */
final class PublicHost {
    /**
     * Names that lead nowhere on the internet (RFC 2606, RFC 6761, RFC 6762, RFC 7686, RFC 9476).
     */
    private static final Set<String> NOT_PUBLIC =
            Set.of(
                    "alt",
                    "arpa",
                    "example",
                    "home",
                    "internal",
                    "invalid",
                    "lan",
                    "local",
                    "localhost",
                    "onion",
                    "test");

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private PublicHost() {}

    /** Whether it is a domain name of two labels or more, none of the reserved kinds. */
    static boolean is(String host) {
        Handle name = host.endsWith(".") ? null : Handle.parse(host);
        return name != null
                && !NOT_PUBLIC.contains(
                        host.substring(host.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    static boolean isLoopback(@Nullable String host) {
        return host != null && LOOPBACK.contains(host);
    }

    /**
     * @param loopback whether this machine may be asked, too
     * @throws IdentityException {@code NOT_PUBLIC}
     */
    static void check(URI uri, boolean loopback) throws IdentityException {
        String host = uri.getHost();
        boolean here =
                loopback
                        && isLoopback(host)
                        && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        if (!here) {
            if (!"https".equals(uri.getScheme())) throw refuse(host, "only https is used");
            if (uri.getPort() != -1 && uri.getPort() != 443) {
                throw refuse(host, "only the default port of https is used");
            }
            if (host == null || !is(host)) throw refuse(host, "it has no public name");
        }
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw refuse(host, "its address holds more than an address should");
        }
    }

    private static IdentityException refuse(@Nullable String host, String why) {
        String whom = host == null ? "That server" : "\"" + shortened(host) + "\"";
        return new IdentityException(
                IdentityException.Kind.NOT_PUBLIC, whom + " isn't asked, as " + why + ".");
    }

    private static String shortened(String host) {
        return host.length() <= 80 ? host : host.substring(0, 80) + "…";
    }
}
