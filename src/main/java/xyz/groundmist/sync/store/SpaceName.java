package xyz.groundmist.sync.store;

import org.jspecify.annotations.Nullable;

import java.util.regex.Pattern;

/**
 * The name of a space: the lexicon authority domain whose documents it keeps, such as {@code
 * xyz.groundmist.library} (ATProto NSID syntax, the part before the name: two or more dot-separated
 * labels of letters, digits and inner hyphens, 253 characters at most). Kept in lower case. A name
 * never becomes a path: a space's folder has a name of its own.
 */
public record SpaceName(String domain) implements Comparable<SpaceName> {
    private static final int LONGEST = 253;
    private static final Pattern FORM =
            Pattern.compile(
                    "[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?"
                            + "(?:\\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+");

    public SpaceName {
        if (domain.length() > LONGEST || !FORM.matcher(domain).matches()) {
            throw new IllegalArgumentException("not a lexicon authority domain");
        }
    }

    /** The space that the text names, or null when it isn't a lexicon authority domain. */
    public static @Nullable SpaceName parse(String text) {
        if (text.length() > LONGEST) return null;
        String lower = text.toLowerCase(java.util.Locale.ROOT);
        return FORM.matcher(lower).matches() ? new SpaceName(lower) : null;
    }

    @Override
    public int compareTo(SpaceName other) {
        return domain.compareTo(other.domain);
    }

    @Override
    public String toString() {
        return domain;
    }
}
