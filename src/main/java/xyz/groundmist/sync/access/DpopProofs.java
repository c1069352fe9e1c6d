package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.util.function.Predicate;

/**
 * Verifies DPoP proofs (RFC 9449): that who asks holds a private key, here, now and once.
 *
 * <p>What has been used is remembered as long as its nonce is good. Keys that the owner approved
 * have room of their own there, which strangers can't fill.
 */
final class DpopProofs {
    /**
     * @param approved whether a living grant belongs to the key of this thumbprint
     */
    DpopProofs(
            Addresses addresses, Nonces nonces, InstantSource clock, Predicate<String> approved) {}

    /**
     * @param proof the header {@code DPoP} as it came
     * @param method of the request, such as {@code POST}
     * @param path of the request, such as {@code /authenticate}; {@code htu} must be one of our
     *     origins with this path
     * @param credential what came in {@code Authorization}, without its scheme: the proof must carry
     *     its hash; null when nothing came
     * @throws ProofException {@code NEED_NONCE}, {@code INVALID}, {@code WRONG_HOST}, {@code
     *     EXPIRED}, {@code REPLAYED}, {@code TOO_MANY}
     */
    ProvenKey verify(String proof, String method, String path, @Nullable String credential)
            throws ProofException {
        throw new UnsupportedOperationException();
    }
}
