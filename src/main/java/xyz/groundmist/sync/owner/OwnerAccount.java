package xyz.groundmist.sync.owner;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.access.Owner;
import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.identity.Handle;
import xyz.groundmist.sync.identity.Identities;
import xyz.groundmist.sync.identity.Network;
import xyz.groundmist.sync.identity.SafeHttp;
import xyz.groundmist.sync.identity.ServiceIdentity;
import xyz.groundmist.sync.owner.AccountState.Standing;
import xyz.groundmist.sync.owner.OwnerException.Kind;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The owner's account: signing in and out, and the record that leads apps here. Everything may wait
 * for the network, and is safe for use from any thread.
 */
public final class OwnerAccount implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnerAccount.class);

    private final AccountFile file;
    private final Surroundings around;
    private final LiveSession session;
    private final Repository repository;
    private final Publishing publishing;
    private final SignIns signIns;
    private final ClientPages pages;
    private final AccountWatch watch;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /**
     * What the account is seen from.
     *
     * @param fixed the owner that the settings name, who alone may sign in then
     * @param publicOrigin the public address at this moment, {@code https://host}; null without one
     * @param tell takes a sentence on what was done for the owner, who didn't ask for it just now
     */
    public record Surroundings(
            SafeHttp http,
            Network network,
            Identities identities,
            ServiceIdentity identity,
            Owner owner,
            @Nullable Did fixed,
            Supplier<@Nullable URI> publicOrigin,
            Consumer<String> tell,
            InstantSource clock) {}

    public OwnerAccount(AccountFile file, Surroundings around) {
        this(file, around, SignIn.PATIENCE);
    }

    OwnerAccount(AccountFile file, Surroundings around, Duration patience) {
        this.file = file;
        this.around = around;
        InstantSource clock = around.clock();
        var discovery =
                new Discovery(around.http(), around.identities(), around.network().loopback());
        var dpop = new DpopHttp(around.http(), clock);
        var calls = new OAuthCalls(dpop, clock);
        session = new LiveSession(file, discovery, dpop, calls, around.identity(), clock);
        repository = new Repository(around.http(), dpop, session);
        publishing =
                new Publishing(
                        file, session, repository, around.identity(), around.publicOrigin(), clock);
        signIns =
                new SignIns(
                        discovery,
                        calls,
                        around.identity(),
                        around.publicOrigin(),
                        clock,
                        new Keeping(),
                        patience);
        pages = new ClientPages(around.identity(), around.publicOrigin(), signIns::answer);
        watch = new AccountWatch(file, around, session, publishing, this::changed);
    }

    /** Looks after the sign-in and the record from now on. */
    public void start() {
        watch.start();
    }

    LiveSession session() {
        return session;
    }

    AccountWatch watch() {
        return watch;
    }

    /** What this server shows as an OAuth client. */
    public ClientPages pages() {
        return pages;
    }

    /**
     * Begins a sign-in.
     *
     * @param who a handle, a DID, or the address of a PDS
     * @throws OwnerException of most kinds; {@code OTHER_ACCOUNT} while another account is signed
     *     in
     */
    public SignIn signIn(String who) throws OwnerException {
        SignIn begun = signIns.begin(who);
        file.ownerIsHere();
        return begun;
    }

    /** A sign-in by its id; null when another one was begun since. */
    public @Nullable SignIn signInOf(String id) {
        return signIns.current(id);
    }

    /**
     * Ends the sign-in here and at its server. The server still belongs to its owner, and apps go
     * on syncing.
     *
     * @return false when its server couldn't be told, where it lasts until it expires
     * @throws OwnerException {@code SIGNED_OUT}, {@code STORAGE}
     */
    public boolean signOut() throws OwnerException {
        signIns.cancel();
        if (file.kept().session() == null) {
            throw new OwnerException(Kind.SIGNED_OUT, "Nobody is signed in.");
        }
        Session over = session.replace(Kept::signedOut);
        watch.settled();
        changed();
        if (over == null) return false;
        try {
            session.revoke(over);
            return true;
        } catch (OwnerException e) {
            LOG.info("The sign-in was forgotten, but not ended at its server: {}", e.getMessage());
            return false;
        }
    }

    /**
     * Writes to the owner's account that apps find this server at a host.
     *
     * @param host null: that of the public address
     * @param replace whether the record of another machine may be overwritten
     * @throws OwnerException {@code OTHERS_RECORD}, {@code NO_ADDRESS}, {@code NOT_GRANTED}, and
     *     those of the session and the network
     */
    public Publication publish(@Nullable String host, boolean replace) throws OwnerException {
        Publication published = publishing.publish(host, replace);
        watch.settled();
        changed();
        return published;
    }

    /**
     * Takes the record of this machine away.
     *
     * @return false when there was none
     */
    public boolean unpublish() throws OwnerException {
        try {
            return publishing.unpublish();
        } finally {
            watch.settled();
            changed();
        }
    }

    /** The host that would be published; null without a public address that apps can use. */
    public @Nullable String publicHost() {
        return publishing.publicHost();
    }

    /** The public address may have changed: the record follows in a moment. */
    public void addressChanged() {
        watch.addressChanged();
    }

    /** Does at once what is otherwise done once a day: looks whether all is as it was. */
    public void check() {
        watch.check();
    }

    /** Calls it after each change, in the thread that made it; it must not block. */
    public AutoCloseable onChange(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void changed() {
        for (Runnable listener : listeners) listener.run();
    }

    /**
     * A token by which the account proves itself, once and within a minute.
     *
     * @param audience whom it is for
     * @param method what it is for; one that the sign-in allows
     * @throws OwnerException those of the session and the network
     */
    public String proof(Did audience, String method) throws OwnerException {
        return repository.proof(audience, method);
    }

    /** How things stand; asks nobody. */
    public AccountState state() {
        Kept kept = file.kept();
        Session current = kept.session();
        Instant until = current == null ? null : current.ends(around.identity());
        Publication published = kept.publication();
        String did = kept.did();
        String handle = kept.handle();
        return new AccountState(
                watch.standing(),
                did == null ? null : Did.parse(did),
                handle == null ? null : Handle.parse(handle),
                current == null ? null : current.pds(),
                current == null ? null : current.signedIn(),
                until,
                current != null && Scopes.publishes(current.scope()),
                published == null ? null : published.host(),
                published == null ? null : published.at(),
                current == null ? null : file.place(),
                watch.problems());
    }

    /** Whether somebody is signed in. */
    public boolean signedIn() {
        Standing standing = watch.standing();
        return standing == Standing.SIGNED_IN || standing == Standing.DUE_SOON;
    }

    @Override
    public void close() {
        signIns.close();
        session.close();
        watch.close();
    }

    /** Which account may sign in here, and what becomes of it when it has. */
    private final class Keeping implements SignIns.Keeper {
        @Override
        public void require(Did did) throws OwnerException {
            Did fixed = around.fixed();
            if (fixed != null && !fixed.equals(did)) {
                throw new OwnerException(
                        Kind.OTHER_ACCOUNT,
                        "This server belongs to "
                                + fixed
                                + " by its settings (ATPROTO_DID). Sign in as that account, or"
                                + " change the settings first.");
            }
            Kept kept = file.kept();
            if (kept.session() != null && !did.text().equals(kept.did())) {
                throw new OwnerException(
                        Kind.OTHER_ACCOUNT,
                        (kept.handle() == null ? "Another account" : "@" + kept.handle())
                                + " is signed in. Sign out first. The apps of that account lose"
                                + " their access when another one signs in.");
            }
        }

        @Override
        public void keep(Did did, @Nullable Handle handle, Session fresh) throws OwnerException {
            Session before =
                    session.replace(kept ->
                            kept.signedIn(
                                    did.text(), handle == null ? null : handle.text(), fresh));
            around.owner().change(did);
            watch.settled();
            changed();
            watch.addressChanged(); // it may have waited for this
            if (before == null) return;
            Session old = Objects.requireNonNull(before);
            Thread.ofVirtual().name("sign-in-before").start(() -> revoke(old));
        }

        private void revoke(Session before) {
            try {
                session.revoke(before);
            } catch (OwnerException e) {
                LOG.info("The sign-in before could not be ended: {}", e.getMessage());
            }
        }
    }
}
