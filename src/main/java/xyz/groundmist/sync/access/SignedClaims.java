package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import xyz.groundmist.sync.identity.StrictJson;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JWT as it came (RFC 7515, compact serialisation): read once, strictly, and not yet believed.
 * Everything is judged by this one reading, so that no two readers can see two things in it.
 */
final class SignedClaims {
    private static final Pattern FORM =
            Pattern.compile("(([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+))\\.([A-Za-z0-9_-]+)");
    private static final int LONGEST = 4096;
    private static final long LAST_SECOND = 99_999_999_999L;

    private final JsonNode header;
    private final JsonNode claims;
    private final String signedText;
    private final byte[] signature;

    private SignedClaims(JsonNode header, JsonNode claims, String signedText, byte[] signature) {
        this.header = header;
        this.claims = claims;
        this.signedText = signedText;
        this.signature = signature;
    }

    /**
     * @throws ProofException {@code INVALID}, also when it asks for extensions of JOSE ({@code
     *     crit}, {@code b64})
     */
    static SignedClaims parse(String jwt) throws ProofException {
        if (jwt.length() > LONGEST) throw invalid("is longer than any honest one");
        Matcher form = FORM.matcher(jwt);
        if (!form.matches()) throw invalid("is no signed token");
        try {
            Base64.Decoder decoder = Base64.getUrlDecoder();
            JsonNode header = StrictJson.object(decoder.decode(form.group(2)));
            JsonNode claims = StrictJson.object(decoder.decode(form.group(3)));
            byte[] signature = decoder.decode(form.group(4));
            if (header == null || claims == null) throw invalid("is no signed token");
            if (header.has("crit") || header.has("b64")) {
                throw invalid("uses extensions that are not known here");
            }
            return new SignedClaims(header, claims, form.group(1), signature);
        } catch (IllegalArgumentException _) {
            throw invalid("is no signed token");
        }
    }

    /** A member of the header; null when it isn't there or is no text. */
    @Nullable String header(String name) {
        return StrictJson.text(header, name);
    }

    /** A member of the header that is an object; null when there is none. */
    @Nullable JsonNode headerObject(String name) {
        JsonNode value = header.get(name);
        return value != null && value.isObject() ? value : null;
    }

    boolean hasHeader(String name) {
        return header.has(name);
    }

    /** A claim; null when it isn't there or is no text. */
    @Nullable String claim(String name) {
        return StrictJson.text(claims, name);
    }

    boolean has(String claim) {
        return claims.has(claim);
    }

    /**
     * A claim in seconds since 1970; null when it isn't there.
     *
     * @throws ProofException {@code INVALID} when it is no such number
     */
    @Nullable Instant moment(String name) throws ProofException {
        JsonNode value = claims.get(name);
        if (value == null) return null;
        // RFC 7519 allows fractions of seconds
        if (!value.isNumber()) throw invalid("holds a time that is none");
        double seconds = value.doubleValue(Double.NaN); // beyond all doubles: NaN
        if (!(seconds >= 0 && seconds <= LAST_SECOND)) throw invalid("holds a time that is none");
        return Instant.ofEpochMilli((long) (seconds * 1000));
    }

    /** What has been signed: header and claims as they came. */
    byte[] signed() {
        return signedText.getBytes(StandardCharsets.US_ASCII);
    }

    String signedText() {
        return signedText;
    }

    byte[] signature() {
        return signature.clone();
    }

    private static ProofException invalid(String why) {
        return new ProofException(
                ProofException.Kind.INVALID, "The app's proof " + why + ". Reload the app.");
    }

    /** Nothing: it may be a secret still. */
    @Override
    public String toString() {
        return "SignedClaims";
    }
}
