package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * What came in an Authorization header.
 *
 * @param text without the scheme
 */
record Credential(Scheme scheme, String text) {
    enum Scheme {
        BEARER,
        DPOP
    }

    /** Null when there was no header. */
    static @Nullable Credential of(@Nullable String header) throws RefusedException {
        if (header == null) return null;
        int space = header.indexOf(' ');
        String text = header.substring(space + 1).strip();
        if (space < 0 || text.isEmpty()) throw new RefusedException(Refusals.NO_AUTHORIZATION);
        return switch (header.substring(0, space).toLowerCase(Locale.ROOT)) {
            case "bearer" -> new Credential(Scheme.BEARER, text);
            case "dpop" -> new Credential(Scheme.DPOP, text);
            default -> throw new RefusedException(Refusals.NO_AUTHORIZATION);
        };
    }

    @Override
    public String toString() {
        return scheme.name();
    }
}
