package xyz.groundmist.sync.access;

import xyz.groundmist.sync.identity.Identities;
import xyz.groundmist.sync.store.Database;
import xyz.groundmist.sync.store.StoreException;

import java.io.Closeable;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;

/** The room, opened and wired: everything that reads or writes {@code access.db}. */
public final class Access implements AutoCloseable {
    private final Owner owner;
    private final Database database;
    private final LateWriter late;
    private final GrantEnds ends;
    private final GrantBook book;
    private final Tokens tokens;
    private final Ledger ledger;
    private final Notices notices;
    private final PrototypeWindow window;
    private final Approvals approvals;
    private final Invitations invitations;
    private final Grants grants;
    private final Consent consent;
    private final Authenticator authenticator;
    private final AccountProofs accountProofs;
    private final Closeable ownerWatch;

    /** When it was tidied last; guarded by this. */
    private Instant tidied;

    private Access(
            Database database,
            Owner owner,
            Addresses addresses,
            Identities identities,
            InstantSource clock,
            AccessLimits limits)
            throws StoreException {
        this.owner = owner;
        this.database = database;
        var random = new SecureRandom();
        late = new LateWriter(database);
        ends = new GrantEnds(clock);
        ledger = new Ledger(clock, new LedgerTable(database), late, limits.ledgerRows());
        notices = new Notices(clock, limits.notices());
        book = new GrantBook(clock, owner, new GrantTable(database), late, ledger, ends, random);
        tokens = new Tokens(book, new TokenTable(database), late, limits, random);
        var tickets = new Tickets(book, limits, random);
        var parking = new Parking(book, ends, limits);
        grants = new Grants(book, tokens, tickets, parking, ledger, notices, random);
        window = new PrototypeWindow(clock, owner, ledger);
        approvals = new Approvals(clock, book, window, ledger, limits, random);
        invitations = new Invitations(clock, owner, random, limits);
        consent = new Consent(approvals, window, ledger, notices, limits);
        var nonces = new Nonces(clock, random);
        var serviceAuth = new ServiceAuth(addresses, identities, clock);
        accountProofs = new AccountProofs(serviceAuth);
        authenticator =
                new Authenticator(
                        owner,
                        book,
                        grants,
                        tokens,
                        tickets,
                        new RootDocuments(database),
                        invitations,
                        consent,
                        new Budgets(clock, limits),
                        ledger,
                        nonces,
                        new DpopProofs(addresses, nonces, clock, book::approved),
                        serviceAuth);
        window.onChange(this::newWindow);
        ownerWatch = owner.onChange(this::ownerChanged);
        book.ownerChanged();
        tidied = book.now();
        ends.eachMinute(this::tidy);
    }

    /** Opens the file, or creates it, readable by its owner only. */
    public static Access open(
            Path databaseFile,
            Owner owner,
            Addresses addresses,
            Identities identities,
            InstantSource clock)
            throws StoreException {
        Database database = AccessSchema.open(databaseFile);
        try {
            return new Access(database, owner, addresses, identities, clock, AccessLimits.DEFAULT);
        } catch (StoreException | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /**
     * Makes the file of a backup fit to be used on this machine: refuses one that isn't exactly of
     * the form that this room writes, and pauses every grant in it until the owner confirms it.
     *
     * @return how many were paused
     */
    public static int pause(Path databaseFile, Instant now) throws StoreException {
        AccessSchema.requireOurs(databaseFile);
        try (Database database = AccessSchema.open(databaseFile)) {
            return GrantTable.pauseAll(database, now);
        }
    }

    private void newWindow() {
        PrototypeWindow.Opening opening = window.current();
        if (opening != null) approvals.onlyFrom(opening);
    }

    private void ownerChanged() {
        book.ownerChanged();
        window.close();
        approvals.clear();
        invitations.clear();
    }

    /** What is done each minute. */
    synchronized void tidy() {
        book.usedByOpenSockets();
        Instant now = book.now();
        for (Grant grant : book.expiredSince(tidied)) {
            ledger.about(grant, LedgerEntry.Event.EXPIRED);
        }
        tidied = now;
        tokens.forgetOld();
        ledger.forgetOld();
        late.retry();
    }

    public Owner owner() {
        return owner;
    }

    public Grants grants() {
        return grants;
    }

    public Approvals approvals() {
        return approvals;
    }

    public PrototypeWindow window() {
        return window;
    }

    public Invitations invitations() {
        return invitations;
    }

    public Ledger ledger() {
        return ledger;
    }

    public Notices notices() {
        return notices;
    }

    public Authenticator authenticator() {
        return authenticator;
    }

    public AccountProofs accountProofs() {
        return accountProofs;
    }

    /** Requests that are held return at once, and none is held any more: for before http ends. */
    public void release() {
        consent.release();
    }

    /** Ends no grant: who uses one is not told. */
    @Override
    public void close() {
        release();
        Parking.close(ownerWatch);
        ends.close();
        late.flush();
        database.close();
    }
}
