package xyz.groundmist.sync.home;

import java.util.regex.Pattern;

/**
 * Masks secrets in a text: the value of anything called a token or an invitation, what follows
 * {@code Bearer} or {@code DPoP}, and every word that has the form of one of our tokens (256 bits
 * in base64url: 43 characters) or of a longer credential. Hashes of 64 hexadecimal digits stay.
 */
final class Redaction {
    private static final String MASK = "[secret]";
    private static final Pattern NAMED =
            Pattern.compile(
                    "(?i)((?:token|ticket|invitation|secret|password)\\\\?[\"']?\\s*(?:=|:|%3D)\\s*"
                            + "\\\\?[\"']?)[^\\s\"'&\\\\,;)\\]}]+");
    private static final Pattern SCHEME =
            Pattern.compile("(?i)\\b((?:bearer|dpop)[ :=]+)[a-z0-9._~+/=-]+");
    private static final Pattern SHAPED =
            Pattern.compile(
                    "(?<![A-Za-z0-9_-])(?![0-9a-f]{64}(?![A-Za-z0-9_-]))[A-Za-z0-9_-]{43,}");

    private Redaction() {}

    static String mask(String text) {
        String named = NAMED.matcher(text).replaceAll("$1" + MASK);
        String schemes = SCHEME.matcher(named).replaceAll("$1" + MASK);
        return SHAPED.matcher(schemes).replaceAll(MASK);
    }
}
