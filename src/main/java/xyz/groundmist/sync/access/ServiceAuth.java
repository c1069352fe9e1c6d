package xyz.groundmist.sync.access;

import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.identity.Identities;

import java.time.InstantSource;

/**
 * Verifies service-auth tokens (atproto.com/specs/xrpc, "Inter-service authentication"): that an
 * app is signed in to the owner's account, by the signature of the account's own key. It doesn't
 * prove that the owner wants this app here.
 */
final class ServiceAuth {
    /** The method that the token must be made for. */
    static final String METHOD = "xyz.groundmist.sync.authenticate";

    ServiceAuth(Addresses addresses, Identities identities, InstantSource clock) {}

    /**
     * May wait for the network, for the owner's DID document; for nobody else's.
     *
     * @param jwt what came after {@code Bearer}
     * @throws ProofException {@code INVALID}, {@code WRONG_HOST}, {@code EXPIRED}, {@code
     *     NOT_THE_OWNER}, {@code REPLAYED}, {@code UNREACHABLE}, {@code DEACTIVATED}, {@code TOO_MANY}
     */
    void verify(String jwt, Did owner) throws ProofException {
        throw new UnsupportedOperationException();
    }
}
