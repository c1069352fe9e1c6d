package xyz.groundmist.sync.identity;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A handle: a domain name of at least two labels, in lower case (atproto.com/specs/handle). Whose
 * it is, is asked of {@link Identities#did}; it may change hands, so keep the DID.
 */
public record Handle(String text) {
    /** Two labels or more, the last of which doesn't begin with a digit. */
    static final String DOMAIN =
            "(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?";

    private static final Pattern FORM = Pattern.compile(DOMAIN);
    private static final int LONGEST = 253;

    /**
     * @throws IllegalArgumentException when the text is no handle in lower case
     */
    public Handle {
        if (!wellFormed(text)) throw new IllegalArgumentException("Not a handle.");
    }

    /**
     * The handle that somebody typed, in whatever case and with or without the {@code @} that
     * people put before it; null when it is none.
     */
    public static @Nullable Handle parse(String text) {
        String name = text.startsWith("@") ? text.substring(1) : text;
        // Some letters of other alphabets have a lower case in this one.
        if (name.chars().anyMatch(c -> c > 'z')) return null;
        name = name.toLowerCase(Locale.ROOT);
        return wellFormed(name) ? new Handle(name) : null;
    }

    private static boolean wellFormed(String text) {
        return text.length() <= LONGEST && FORM.matcher(text).matches();
    }

    @Override
    public String toString() {
        return text;
    }
}
