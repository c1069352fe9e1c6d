package xyz.groundmist.sync.access;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The DPoP proofs that have been used, as long as their nonces may be good. Anyone can make keys
 * and proofs, so strangers share one room; each key that the owner approved has its own, which
 * neither they nor another app can fill.
 */
final class UsedProofs {
    private static final int MOST_OF_STRANGERS = 20_000;
    private static final int MOST_OF_A_KEY = 2_000;

    private final InstantSource clock;
    private final Predicate<String> approved;
    // Both guarded by this.
    private final UsedOnce ofStrangers;
    private final Map<String, UsedOnce> ofKeys = new HashMap<>();

    UsedProofs(InstantSource clock, Predicate<String> approved) {
        this.clock = clock;
        this.approved = approved;
        this.ofStrangers = new UsedOnce(MOST_OF_STRANGERS, clock);
    }

    /**
     * @throws ProofException {@code REPLAYED}, {@code TOO_MANY}
     */
    void use(ProvenKey key, String id) throws ProofException {
        boolean known = approved.test(key.thumbprint());
        switch (outcome(key.thumbprint(), key.thumbprint() + " " + id, known)) {
            case FIRST -> {}
            case AGAIN ->
                    throw new ProofException(
                            ProofException.Kind.REPLAYED,
                            "The app's proof has been used before. Reload the app.");
            case FULL ->
                    throw new ProofException(
                            ProofException.Kind.TOO_MANY,
                            "Too many requests have come in the last minutes. Try again in ten"
                                    + " minutes.");
        }
    }

    private synchronized UsedOnce.Outcome outcome(String thumbprint, String what, boolean known) {
        ofKeys.values().removeIf(UsedOnce::isEmpty);
        UsedOnce own = ofKeys.get(thumbprint);
        // A key may have been a stranger's when the proof was used, and approved since.
        if (ofStrangers.has(what) || (own != null && own.has(what))) return UsedOnce.Outcome.AGAIN;
        Instant until = clock.instant().plus(Nonces.LIFETIME);
        if (!known) return ofStrangers.use(what, until);
        return ofKeys.computeIfAbsent(thumbprint, _ -> new UsedOnce(MOST_OF_A_KEY, clock))
                .use(what, until);
    }
}
