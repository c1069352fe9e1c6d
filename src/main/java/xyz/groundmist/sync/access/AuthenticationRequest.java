package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * {@code POST /authenticate}, nothing of it checked yet.
 *
 * @param space {@code lexiconAuthorityDomain} of the body; empty when it had none
 * @param authorization the Authorization header, or null
 * @param proof the DPoP header, or null; several of them are none
 * @param origin the Origin header as it came, or null
 * @param patience {@code wait} of the body: how long the app is willing to wait for the owner; at
 *     most 60 s count
 */
public record AuthenticationRequest(
        String space,
        @Nullable String rootDocUrl,
        @Nullable String appName,
        @Nullable String authorization,
        @Nullable String proof,
        @Nullable String origin,
        @Nullable String invitation,
        Duration patience,
        ClientAddress from) {
    /** Without tokens, proofs and the invitation. */
    @Override
    public String toString() {
        return "AuthenticationRequest[" + from + "]";
    }
}
