package xyz.groundmist.sync.access;

import xyz.groundmist.sync.identity.Identities;
import xyz.groundmist.sync.store.StoreException;

import java.nio.file.Path;
import java.time.InstantSource;

/**
 * The room, opened and wired: everything that reads or writes {@code access.db}. */
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
    public static Access open(
            Path databaseFile,
            Owner owner,
            Addresses addresses,
            Identities identities,
            InstantSource clock)
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
