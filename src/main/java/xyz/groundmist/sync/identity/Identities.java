package xyz.groundmist.sync.identity;

import java.time.InstantSource;

/**
 * Looks up DIDs and handles. A DID document is good for an hour, and up to 24 hours when it can't be
 * fetched again. Everything here may wait for the network.
 */
public final class Identities {
    public Identities(SafeHttp http, Network network, InstantSource clock) {}

    /**
     * The document of a DID, an hour old at most, or 24 hours when nobody answers.
     *
     * @throws IdentityException of any kind but {@code MISMATCH} between handle and DID
     */
    public DidDocument document(Did did) throws IdentityException {
        throw new UnsupportedOperationException();
    }

    /**
     * The document of a DID, fetched anew, as one of its keys may have changed: once a minute at
     * most, otherwise and when nobody answers as {@link #document}.
     */
    public DidDocument refreshed(Did did) throws IdentityException {
        throw new UnsupportedOperationException();
    }

    /**
     * Whose a handle is: DNS says it, or else the handle's web server, and the DID's document must
     * name the handle in its turn (atproto.com/specs/handle, "Handle resolution").
     *
     * @throws IdentityException {@code MISMATCH} when the two don't name each other; and as {@link
     *     #document}
     */
    public Did did(Handle handle) throws IdentityException {
        throw new UnsupportedOperationException();
    }
}
