package xyz.groundmist.sync.access;

import xyz.groundmist.sync.store.StoreException;

import java.nio.file.Path;
import java.time.InstantSource;

/**
 * The room, opened: everything that reads or writes {@code access.db}. What proofs need ({@code
 * Addresses}, {@code Identities}) comes as further parameters of {@link #open}.
 */
public record Access(
        Owner owner,
        Grants grants,
        Approvals approvals,
        PrototypeWindow window,
        Invitations invitations,
        Ledger ledger,
        Notices notices,
        Authenticator authenticator)
        implements AutoCloseable {
    /** Opens the file, or creates it, readable by its owner only. */
    public static Access open(Path databaseFile, Owner owner, InstantSource clock)
            throws StoreException {
        throw new UnsupportedOperationException();
    }

    /** Requests that are held return at once, and none is held any more: call it before http ends. */
    public void release() {
        throw new UnsupportedOperationException();
    }

    /** Ends no grant: who uses one is not told. */
    @Override
    public void close() {
        grants.close();
    }
}
