package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.identity.Identities;
import xyz.groundmist.sync.identity.IdentityException;
import xyz.groundmist.sync.identity.VerificationKey;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.Semaphore;

/**
 * Verifies service-auth tokens (atproto.com/specs/xrpc, "Inter-service authentication"): that an
 * app is signed in to the owner's account, by the signature of the account's own key. It doesn't
 * prove that the owner wants this app here.
 *
 * <p>Everything that can be refused without asking anyone is refused first: a stranger's token
 * makes this server fetch nothing.
 */
final class ServiceAuth {
    /** The method that the token must be made for. */
    static final String METHOD = "xyz.groundmist.sync.authenticate";

    private static final Duration LONGEST_LIFE = Duration.ofMinutes(5);
    private static final Duration CLOCKS_APART = Duration.ofSeconds(30);
    private static final int LONGEST_ID = 256;
    private static final int MOST_REMEMBERED = 5_000;

    /** Who waits has a connection and a place among the held requests, which must not run out. */
    private static final int MOST_WAITING = 16;

    private final Addresses addresses;
    private final Identities identities;
    private final InstantSource clock;
    private final UsedOnce used;
    private final Semaphore waiting = new Semaphore(MOST_WAITING);

    ServiceAuth(Addresses addresses, Identities identities, InstantSource clock) {
        this.addresses = addresses;
        this.identities = identities;
        this.clock = clock;
        this.used = new UsedOnce(MOST_REMEMBERED, clock);
    }

    /**
     * May wait for the network, for the owner's DID document; for nobody else's.
     *
     * @param jwt what came after {@code Bearer}
     * @throws ProofException {@code INVALID}, {@code WRONG_HOST}, {@code EXPIRED}, {@code
     *     NOT_THE_OWNER}, {@code REPLAYED}, {@code UNREACHABLE}, {@code DEACTIVATED}, {@code
     *     TOO_MANY}
     */
    void verify(String jwt, Did owner) throws ProofException {
        verify(jwt, owner, addresses.serviceDid(), METHOD);
    }

    /**
     * The same of a token that was made for another purpose.
     *
     * @param audience whom it must be for
     * @param method what it must be for
     */
    void verify(String jwt, Did owner, Did audience, String method) throws ProofException {
        SignedClaims claims = SignedClaims.parse(jwt);
        String algorithm = algorithm(claims);
        checkAddressee(claims, audience, method);
        Instant expires = checkTime(claims);
        if (!owner.text().equals(claims.claim("iss"))) {
            throw new ProofException(
                    ProofException.Kind.NOT_THE_OWNER,
                    "The app is signed in to another account than the owner's of this server.");
        }
        String use = use(claims);
        if (!waiting.tryAcquire()) {
            throw new ProofException(
                    ProofException.Kind.UNREACHABLE,
                    "The owner's account is being looked up for too many at once. Try again in half"
                            + " a minute.");
        }
        try {
            checkSignature(claims, algorithm, owner);
        } finally {
            waiting.release();
        }
        switch (used.use(use, expires.plus(CLOCKS_APART))) {
            case FIRST -> {}
            case AGAIN ->
                    throw new ProofException(
                            ProofException.Kind.REPLAYED,
                            "The proof of the account has been used before. Reload the app.");
            case FULL ->
                    throw new ProofException(
                            ProofException.Kind.TOO_MANY,
                            "Too many requests have come in the last minutes. Try again in ten"
                                    + " minutes.");
        }
    }

    private static String algorithm(SignedClaims claims) throws ProofException {
        String algorithm = claims.header("alg");
        boolean known =
                Arrays.stream(VerificationKey.Curve.values())
                        .anyMatch(curve -> curve.algorithm().equals(algorithm));
        if (algorithm == null || !known) throw invalid("is signed in a way that isn't known here");
        // A token of another type, such as a DPoP proof, isn't meant to say this.
        if (claims.hasHeader("typ") && !"JWT".equalsIgnoreCase(claims.header("typ"))) {
            throw invalid("is of another type");
        }
        return algorithm;
    }

    private static void checkAddressee(SignedClaims claims, Did audience, String method)
            throws ProofException {
        if (!audience.text().equals(claims.claim("aud"))) {
            throw new ProofException(
                    ProofException.Kind.WRONG_HOST,
                    "The proof of the account was made for another server than " + audience + ".");
        }
        if (!method.equals(claims.claim("lxm"))) {
            throw invalid("was made for another purpose than " + method);
        }
    }

    private Instant checkTime(SignedClaims claims) throws ProofException {
        Instant now = clock.instant();
        Instant expires = claims.moment("exp");
        if (expires == null) throw invalid("doesn't say how long it is good");
        if (!now.isBefore(expires.plus(CLOCKS_APART))) {
            throw expired("has expired");
        }
        if (expires.isAfter(now.plus(LONGEST_LIFE))) {
            throw expired("is good for longer than five minutes");
        }
        if (isAhead(claims.moment("iat"), now) || isAhead(claims.moment("nbf"), now)) {
            throw expired("is from the future");
        }
        return expires;
    }

    private static boolean isAhead(@Nullable Instant moment, Instant now) {
        return moment != null && moment.isAfter(now.plus(CLOCKS_APART));
    }

    /** Signatures can be written in two ways, so what was signed stands for a token without jti. */
    private static String use(SignedClaims claims) throws ProofException {
        if (!claims.has("jti")) return "signed " + claims.signedText();
        String id = claims.claim("jti");
        if (id == null || id.isEmpty() || id.length() > LONGEST_ID) {
            throw invalid("has no usable number of its own (jti)");
        }
        return "jti " + claims.claim("iss") + " " + id;
    }

    private void checkSignature(SignedClaims claims, String algorithm, Did owner)
            throws ProofException {
        try {
            VerificationKey key = identities.document(owner).signingKey();
            if (fits(claims, algorithm, key)) return;
            VerificationKey newest = identities.refreshed(owner).signingKey();
            if (newest != null && !newest.equals(key) && fits(claims, algorithm, newest)) return;
        } catch (IdentityException e) {
            throw new ProofException(
                    e.kind() == IdentityException.Kind.DEACTIVATED
                            ? ProofException.Kind.DEACTIVATED
                            : ProofException.Kind.UNREACHABLE,
                    "The owner's account can't be looked up: " + e.getMessage(),
                    e);
        }
        throw invalid("isn't signed by that account");
    }

    private static boolean fits(
            SignedClaims claims, String algorithm, @Nullable VerificationKey key) {
        return key != null
                && key.curve().algorithm().equals(algorithm)
                && key.verify(claims.signed(), claims.signature());
    }

    private static ProofException expired(String why) {
        return new ProofException(
                ProofException.Kind.EXPIRED,
                "The proof of the account "
                        + why
                        + ". Try again; if it goes on, set the clock of the sync server right.");
    }

    private static ProofException invalid(String why) {
        return new ProofException(
                ProofException.Kind.INVALID,
                "The proof of the account " + why + ". Sign in to the app again.");
    }
}
