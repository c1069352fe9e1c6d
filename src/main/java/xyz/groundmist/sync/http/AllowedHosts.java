package xyz.groundmist.sync.http;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The host names under which this server answers. A web page that makes its own name resolve to
 * this machine (DNS rebinding) sends that name, which isn't among them. Ports don't matter: a
 * rebinding page can't change the name, and a tunnel may change the port.
 */
final class AllowedHosts {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Pattern FORM =
            Pattern.compile("(\\[[0-9a-f:.]+]|[a-z0-9._-]+?)\\.?(?::[0-9]{0,5})?");

    private volatile Set<String> names;

    /** Names in any case, with or without a port. */
    AllowedHosts(Collection<String> publicHosts) {
        names = allowed(publicHosts);
    }

    /** From now on these instead of those before; loopback stays. */
    void change(Collection<String> publicHosts) {
        names = allowed(publicHosts);
    }

    private static Set<String> allowed(Collection<String> publicHosts) {
        Set<String> names = new HashSet<>(LOOPBACK);
        for (String host : publicHosts) {
            String name = name(host);
            if (name == null) {
                throw new IllegalArgumentException(
                        "\""
                                + host
                                + "\" is not a host name. Write it without https:// and without a"
                                + " path, such as sync.example.org.");
            }
            names.add(name);
        }
        return names;
    }

    /** Whether a request with this Host header, or URI authority, is meant for this server. */
    boolean contains(@Nullable String host) {
        if (host == null) return false;
        String name = name(host);
        return name != null && names.contains(name);
    }

    private static @Nullable String name(String host) {
        Matcher form = FORM.matcher(host.trim().toLowerCase(Locale.ROOT));
        return form.matches() ? form.group(1) : null;
    }
}
