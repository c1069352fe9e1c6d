package xyz.groundmist.sync.identity;

import java.time.InstantSource;
import java.util.LinkedHashMap;

/**
 * Looks up DIDs and handles. A DID document is good for an hour, and up to 24 hours when it can't
 * be fetched again. Everything here may wait for the network.
 */
public final class Identities {
    private static final int MOST_REMEMBERED = 200;

    private final DidLookup dids;
    private final HandleSource handles;
    private final InstantSource clock;
    // Guarded by itself.
    private final LinkedHashMap<Did, KnownDocument> known = new LinkedHashMap<>(16, 0.75f, true);

    public Identities(SafeHttp http, Network network, InstantSource clock) {
        this(
                http::send,
                network,
                network.handles() == null
                        ? new HandleLookup(http::send, new SystemDns())
                        : network.handles(),
                clock);
    }

    Identities(Web web, Network network, HandleSource handles, InstantSource clock) {
        this.dids = new DidLookup(web, network);
        this.handles = handles;
        this.clock = clock;
    }

    /**
     * The document of a DID, an hour old at most, or 24 hours when nobody answers.
     *
     * @throws IdentityException of any kind
     */
    public DidDocument document(Did did) throws IdentityException {
        return known(did).get();
    }

    /**
     * The document of a DID, fetched anew, as one of its keys may have changed: once a minute at
     * most, otherwise and when nobody answers as {@link #document}.
     */
    public DidDocument refreshed(Did did) throws IdentityException {
        return known(did).refreshed();
    }

    private KnownDocument known(Did did) {
        synchronized (known) {
            KnownDocument entry =
                    known.computeIfAbsent(
                            did, _ -> new KnownDocument(() -> dids.fetch(did), clock));
            if (known.size() > MOST_REMEMBERED) known.pollFirstEntry();
            return entry;
        }
    }

    /**
     * Whose a handle is: DNS says it, or else the handle's web server, and the DID's document must
     * name the handle in its turn (atproto.com/specs/handle, "Handle resolution").
     *
     * @throws IdentityException {@code MISMATCH} when the two don't name each other; and of any
     *     other kind
     */
    public Did did(Handle handle) throws IdentityException {
        Did did = handles.did(handle);
        // The handle may be newer than what is remembered.
        if (document(did).names(handle) || refreshed(did).names(handle)) return did;
        throw new IdentityException(
                IdentityException.Kind.MISMATCH,
                "The handle "
                        + handle
                        + " points to "
                        + did
                        + ", but that account goes by another handle. Sign in with that one.");
    }
}
