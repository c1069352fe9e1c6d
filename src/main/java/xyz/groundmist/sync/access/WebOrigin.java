package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A web origin in the one form in which two of them may be compared (RFC 6454, section 6.2): {@code
 * scheme://host[:port]}, lower case, without the scheme's default port. The opaque origin that
 * browsers write as {@code null} has no such form, so it equals nothing.
 */
public record WebOrigin(String text) {
    private static final int LONGEST = 300;
    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern FORM =
            Pattern.compile(
                    "([a-z][a-z0-9+.-]*)://([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|\\[[0-9a-f:.]+])"
                            + "(?::([0-9]{1,5}))?");

    /** The origin that the header or the owner's text names, or null when it names none. */
    public static @Nullable WebOrigin parse(String text) {
        if (text.length() > LONGEST) return null;
        Matcher form = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (!form.matches()) return null;
        String scheme = form.group(1);
        String authority = form.group(2);
        String digits = form.group(3);
        if (digits != null) {
            int port = Integer.parseInt(digits);
            if (port == 0 || port > HIGHEST_PORT) return null;
            if (port != defaultPort(scheme)) authority += ":" + port;
        }
        return new WebOrigin(scheme + "://" + authority);
    }

    private static int defaultPort(String scheme) {
        return switch (scheme) {
            case "http", "ws" -> 80;
            case "https", "wss" -> 443;
            default -> -1;
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
