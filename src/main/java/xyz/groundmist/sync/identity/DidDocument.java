package xyz.groundmist.sync.identity;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.List;

/**
 * What a DID says of itself, as far as ATProto cares (atproto.com/specs/did, "DID documents").
 *
 * @param handle the first of {@code alsoKnownAs} that is one: a claim, until {@link Identities#did}
 *     of it gives this DID
 * @param alsoKnownAs as it stands there, such as {@code at://alice.example.com}
 * @param signingKey the key {@code #atproto}, or null when there is none that can be read
 * @param pds where the account is kept (service {@code #atproto_pds}): scheme, host and port; null
 *     when there is none
 */
public record DidDocument(
        Did did,
        @Nullable Handle handle,
        List<String> alsoKnownAs,
        @Nullable VerificationKey signingKey,
        @Nullable URI pds) {

    /**
     * @throws IdentityException {@code INVALID} when it is no DID document, {@code MISMATCH} when it
     *     is somebody else's
     */
    public static DidDocument parse(byte[] json, Did expected) throws IdentityException {
        throw new UnsupportedOperationException();
    }
}
