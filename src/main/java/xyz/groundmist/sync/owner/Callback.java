package xyz.groundmist.sync.owner;

import org.jspecify.annotations.Nullable;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * What a browser brings back (RFC 6749 section 4.1.2, RFC 9207): each parameter once at most.
 *
 * @param state tells which sign-in it belongs to
 * @param issuer who says so
 */
record Callback(
        String state, @Nullable String issuer, @Nullable String code, @Nullable String error) {
    private static final int LONGEST = 8192;

    /** Null when the query is no such answer. */
    static @Nullable Callback parse(@Nullable String query) {
        if (query == null || query.length() > LONGEST) return null;
        Map<String, String> values = new HashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 0) continue;
            try {
                String name = decoded(pair.substring(0, equals));
                if (values.put(name, decoded(pair.substring(equals + 1))) != null) return null;
            } catch (IllegalArgumentException _) {
                return null;
            }
        }
        String state = values.get("state");
        String code = values.get("code");
        String error = values.get("error");
        if (state == null || (code == null) == (error == null)) return null;
        return new Callback(state, values.get("iss"), code, error);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "Callback";
    }
}
