package xyz.groundmist.sync.access;

/** Decides everything for {@code POST /authenticate} and {@code POST /ticket} (atproto.md). */
public final class Authenticator {
    /**
     * May block: for an owner's DID document, for the disk, and up to {@link
     * AuthenticationRequest#patience} for the owner's decision (for a prototype client in the window up
     * to 60 s anyway); run it on a virtual thread. When that is interrupted or the server stops it
     * returns early.
     */
    public Authentication authenticate(AuthenticationRequest request) {
        throw new UnsupportedOperationException();
    }

    public TicketAnswer ticket(TicketRequest request) {
        throw new UnsupportedOperationException();
    }

    /** A fresh nonce for the DPoP-Nonce header, which every answer carries. */
    public String nonce() {
        throw new UnsupportedOperationException();
    }
}
