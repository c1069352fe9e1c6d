package xyz.groundmist.sync.access;

import java.security.SecureRandom;
import java.util.Locale;

/**
 * The short code that the app and the owner's screen both show, such as {@code K7-QM}. Its alphabet
 * has no two that look alike (0 O D, 1 I L, 2 Z, 5 S, 8 B, U V): nobody who compares has to ask.
 */
final class ApprovalCode {
    private static final String ALPHABET = "ACEFGHJKMNPQRTWXY34679";
    private static final int HALF = 2;

    private ApprovalCode() {}

    static String random(SecureRandom random) {
        var code = new StringBuilder();
        for (int i = 0; i < 2 * HALF; i++) {
            if (i == HALF) code.append('-');
            code.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return code.toString();
    }

    /** The form that {@link #random} makes, of what somebody typed. */
    static String typed(String text) {
        String bare = text.toUpperCase(Locale.ROOT).replaceAll("[\\s-]", "");
        return bare.length() == 2 * HALF
                ? bare.substring(0, HALF) + "-" + bare.substring(HALF)
                : "";
    }
}
