package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.function.Predicate;

/**
 * Verifies DPoP proofs (RFC 9449, section 4.3): that who asks holds a private key, here, now and
 * once.
 *
 * <p>The nonce says when a proof was made, by this server's clock; {@code iat} is looked at more
 * kindly, as the clocks of phones are what they are.
 */
final class DpopProofs {
    private static final String TYPE = "dpop+jwt";
    private static final String ALGORITHM = "ES256";
    private static final Duration CLOCKS_APART = Duration.ofMinutes(5);
    private static final int LONGEST_ID = 256;

    private final Addresses addresses;
    private final Nonces nonces;
    private final InstantSource clock;
    private final UsedProofs used;

    /**
     * @param approved whether a living grant belongs to the key of this thumbprint
     */
    DpopProofs(
            Addresses addresses, Nonces nonces, InstantSource clock, Predicate<String> approved) {
        this.addresses = addresses;
        this.nonces = nonces;
        this.clock = clock;
        this.used = new UsedProofs(clock, approved);
    }

    /** A proof that is good, unless it has been used. */
    record Good(ProvenKey key, String id) {
        @Override
        public String toString() {
            return "Good";
        }
    }

    /**
     * Checks a proof and uses it up.
     *
     * @param proof the header {@code DPoP} as it came
     * @param method of the request, such as {@code POST}
     * @param path of the request, such as {@code /authenticate}; {@code htu} must be one of our
     *     origins with this path
     * @param credential what came in {@code Authorization}, without its scheme: the proof must
     *     carry its hash; null when nothing came
     * @throws ProofException {@code NEED_NONCE}, {@code INVALID}, {@code WRONG_HOST}, {@code
     *     EXPIRED}, {@code REPLAYED}, {@code TOO_MANY}
     */
    ProvenKey verify(String proof, String method, String path, @Nullable String credential)
            throws ProofException {
        Good good = check(proof, method, path, credential);
        use(good);
        return good.key();
    }

    /** Uses it up: before anything comes of it. */
    void use(Good proof) throws ProofException {
        used.use(proof.key(), proof.id());
    }

    /** {@link #verify}, but for {@link #use}. */
    Good check(String proof, String method, String path, @Nullable String credential)
            throws ProofException {
        SignedClaims claims = SignedClaims.parse(proof);
        if (!TYPE.equals(claims.header("typ")) || !ALGORITHM.equals(claims.header("alg"))) {
            throw invalid("is not a DPoP proof signed with ES256");
        }
        ProofKey key = ProofKey.of(claims.headerObject("jwk"));
        checkTarget(claims, method, path);
        checkCredential(claims, credential);
        checkTime(claims);
        String id = claims.claim("jti");
        if (id == null || id.isEmpty() || id.length() > LONGEST_ID) {
            throw invalid("has no usable number of its own (jti)");
        }
        if (!key.signed(claims)) throw invalid("isn't signed by the key it carries");
        return new Good(new ProvenKey(key.thumbprint()), id);
    }

    private void checkTarget(SignedClaims claims, String method, String path)
            throws ProofException {
        if (!method.equals(claims.claim("htm"))) {
            throw new ProofException(
                    ProofException.Kind.WRONG_HOST, "The app's proof was made for another method.");
        }
        String target = claims.claim("htu");
        if (target == null || !isOurs(target, path)) {
            throw new ProofException(
                    ProofException.Kind.WRONG_HOST,
                    "The app's proof was made for another address than this server's. Its owner"
                            + " should look at the public address in the settings.");
        }
    }

    private boolean isOurs(String target, String path) {
        URI uri;
        try {
            uri = new URI(target);
        } catch (URISyntaxException _) {
            return false;
        }
        if (!path.equals(uri.getRawPath())) return false;
        WebOrigin origin = WebOrigin.parse(uri.getScheme() + "://" + uri.getRawAuthority());
        if (origin == null) return false;
        return addresses.origins().stream()
                .anyMatch(ours -> origin.equals(WebOrigin.parse(ours.toString())));
    }

    private static void checkCredential(SignedClaims claims, @Nullable String credential)
            throws ProofException {
        if (credential == null) {
            if (claims.has("ath")) throw invalid("belongs to a token that didn't come with it");
            return;
        }
        String hash =
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(Token.hash(credential).bytes());
        String given = claims.claim("ath");
        if (given == null
                || !MessageDigest.isEqual(
                        hash.getBytes(StandardCharsets.UTF_8),
                        given.getBytes(StandardCharsets.UTF_8))) {
            throw invalid("doesn't belong to the token that came with it");
        }
    }

    private void checkTime(SignedClaims claims) throws ProofException {
        String nonce = claims.claim("nonce");
        if (nonce == null || !nonces.good(nonce)) {
            throw new ProofException(
                    ProofException.Kind.NEED_NONCE,
                    "The app's proof needs a nonce of this server's.");
        }
        Instant made = claims.moment("iat");
        if (made == null) throw invalid("doesn't say when it was made");
        if (Duration.between(made, clock.instant()).abs().compareTo(CLOCKS_APART) > 0) {
            throw new ProofException(
                    ProofException.Kind.EXPIRED,
                    "The clocks of this device and of the sync server differ by more than five"
                            + " minutes. Set them right and try again.");
        }
    }

    static ProofException invalid(String why) {
        return new ProofException(
                ProofException.Kind.INVALID, "The app's proof " + why + ". Reload the app.");
    }
}
