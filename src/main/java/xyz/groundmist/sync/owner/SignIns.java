package xyz.groundmist.sync.owner;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.identity.DidDocument;
import xyz.groundmist.sync.identity.Handle;
import xyz.groundmist.sync.identity.ServiceIdentity;
import xyz.groundmist.sync.owner.Discovery.Place;
import xyz.groundmist.sync.owner.OwnerException.Kind;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * Begins and ends sign-ins, one at a time: a new one takes the place of the one before. With a
 * public address this server is a client of its own, and the browser may run anywhere; without, the
 * browser must come back to this machine.
 */
final class SignIns implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SignIns.class);

    private final Discovery discovery;
    private final OAuthCalls calls;
    private final ServiceIdentity identity;
    private final Supplier<@Nullable URI> publicOrigin;
    private final InstantSource clock;
    private final Keeper keeper;
    private final Duration patience;
    // Guarded by this.
    private @Nullable SignIn current;
    private boolean closed;

    /** Who decides which account may sign in, and keeps what came of it. */
    interface Keeper {
        /**
         * @throws OwnerException {@code OTHER_ACCOUNT}
         */
        void require(Did did) throws OwnerException;

        /**
         * @throws OwnerException {@code OTHER_ACCOUNT}, {@code STORAGE}
         */
        void keep(Did did, @Nullable Handle handle, Session session) throws OwnerException;
    }

    SignIns(
            Discovery discovery,
            OAuthCalls calls,
            ServiceIdentity identity,
            Supplier<@Nullable URI> publicOrigin,
            InstantSource clock,
            Keeper keeper,
            Duration patience) {
        this.discovery = discovery;
        this.calls = calls;
        this.identity = identity;
        this.publicOrigin = publicOrigin;
        this.clock = clock;
        this.keeper = keeper;
        this.patience = patience;
    }

    /** Finds the account's server and announces a sign-in there. */
    SignIn begin(String who) throws OwnerException {
        Place place = discovery.find(who);
        if (place.did() != null) keeper.require(place.did());
        SignIn begun = announce(place);
        SignIn before;
        synchronized (this) {
            if (closed) begun.cancel();
            before = current;
            current = begun;
        }
        if (before != null) {
            before.fail(
                    new OwnerException(
                            Kind.CANCELLED, "Another sign-in was begun after this one."));
        }
        Thread.ofVirtual().name("sign-in-deadline").start(() -> expire(begun));
        return begun;
    }

    private void expire(SignIn begun) {
        try {
            if (begun.await(patience) == null) {
                begun.fail(
                        new OwnerException(
                                Kind.TIMED_OUT,
                                "Nothing came back from the browser for "
                                        + patience.toMinutes()
                                        + " minutes. Begin again when you are ready."));
            }
        } catch (OwnerException _) {
            // it failed earlier
        }
    }

    private SignIn announce(Place place) throws OwnerException {
        URI origin = publicOrigin.get();
        if (origin != null && "https".equals(origin.getScheme()) && place.server().confidential()) {
            var client = OAuthClient.Confidential.at(origin, identity);
            URI redirect = origin.resolve(OAuthClient.Confidential.CALLBACK);
            var signIn = new SignIn(place, client, redirect, null);
            OAuthCalls.Pushed pushed = push(signIn, Scopes.NARROW);
            if (pushed.requestUri() != null) return signIn;
            // Its server couldn't read our description: the address isn't reachable from there.
            LOG.info(
                    "The account's server doesn't take this server as a client of its own ({})",
                    pushed.error());
        }
        return announceHere(place);
    }

    private SignIn announceHere(Place place) throws OwnerException {
        SignIn narrow = listening(place, Scopes.NARROW);
        OAuthCalls.Pushed pushed = pushOrClose(narrow, Scopes.NARROW);
        if (pushed.requestUri() != null) return narrow;
        narrow.cancel();
        if (!"invalid_scope".equals(pushed.error())) throw calls.refused(pushed);
        SignIn broad = listening(place, Scopes.BROAD);
        pushed = pushOrClose(broad, Scopes.BROAD);
        if (pushed.requestUri() != null) return broad;
        broad.cancel();
        throw calls.refused(pushed);
    }

    private SignIn listening(Place place, String scope) throws OwnerException {
        try {
            LoopbackListener listener = LoopbackListener.open(this::answer);
            return new SignIn(
                    place, OAuthClient.Loopback.asking(scope), listener.redirect(), listener);
        } catch (IOException e) {
            throw new OwnerException(
                    Kind.REFUSED,
                    "This computer has no free port for the browser to come back to. Close some"
                            + " programs and try again.",
                    e);
        }
    }

    private OAuthCalls.Pushed pushOrClose(SignIn signIn, String scope) throws OwnerException {
        try {
            return push(signIn, scope);
        } catch (OwnerException e) {
            signIn.fail(e);
            throw e;
        }
    }

    /** A confidential client declares both scopes, so the narrow one's refusal is met here. */
    private OAuthCalls.Pushed push(SignIn signIn, String scope) throws OwnerException {
        OAuthCalls.Pushed pushed = calls.push(signIn.parties(), signIn.request(scope));
        if (signIn.client() instanceof OAuthClient.Confidential
                && "invalid_scope".equals(pushed.error())) {
            pushed = calls.push(signIn.parties(), signIn.request(Scopes.BROAD));
        }
        if (pushed.requestUri() != null) signIn.announced(pushed.requestUri());
        return pushed;
    }

    /** The sign-in of this name that isn't over; null when there is none. */
    synchronized @Nullable SignIn current(String id) {
        return current != null && current.id().equals(id) ? current : null;
    }

    /** No sign-in comes of anything any more. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        cancel();
    }

    void cancel() {
        SignIn under;
        synchronized (this) {
            under = current;
        }
        if (under != null) under.cancel();
    }

    /**
     * A browser came back with this query; answers with what to show it. What belongs to no sign-in
     * under way changes nothing.
     */
    Page answer(@Nullable String query) {
        Callback callback = Callback.parse(query);
        SignIn signIn;
        synchronized (this) {
            signIn = current;
        }
        if (callback == null
                || signIn == null
                || signIn.isOver()
                || !signIn.isOf(callback)
                || !signIn.take()) {
            return CallbackPage.unexpected();
        }
        try {
            Did did = complete(signIn, callback);
            signIn.succeed(did);
            return CallbackPage.signedIn();
        } catch (OwnerException e) {
            signIn.fail(e);
            return CallbackPage.failed(String.valueOf(e.getMessage()));
        }
    }

    private Did complete(SignIn signIn, Callback callback) throws OwnerException {
        AuthorizationServer server = signIn.place().server();
        if (!server.issuer().equals(callback.issuer())) {
            throw new OwnerException(
                    Kind.MISMATCH,
                    "The browser came back from another server than the one you signed in to. Try"
                            + " again, and if that happens again, don't.");
        }
        String code = callback.code();
        if (code == null) throw declined(String.valueOf(callback.error()));
        Tokens tokens =
                calls.exchange(signIn.parties(), code, signIn.verifier(), signIn.redirect());
        try {
            return accept(signIn, tokens);
        } catch (OwnerException e) {
            revoke(signIn, tokens);
            throw e;
        }
    }

    private static OwnerException declined(String error) {
        if (error.equals("access_denied")) {
            return new OwnerException(
                    Kind.DENIED,
                    "You didn't allow Groundmist Sync to sign in. Begin again if that was a"
                            + " mistake.");
        }
        return new OwnerException(
                Kind.REFUSED,
                "The account's server ended the sign-in"
                        + (error.matches("[a-z_]{1,40}") ? " (" + error + ")" : "")
                        + ". Begin again.");
    }

    private Did accept(SignIn signIn, Tokens tokens) throws OwnerException {
        Place place = signIn.place();
        Did did = Did.parse(tokens.subject());
        if (did == null || (place.did() != null && !place.did().equals(did))) {
            throw new OwnerException(
                    Kind.MISMATCH,
                    "Another account signed in than the one you named. Begin again with that one's"
                            + " handle.");
        }
        keeper.require(did);
        if (!Scopes.signsIn(tokens.scope())) {
            throw new OwnerException(
                    Kind.NOT_GRANTED, "The account's server didn't allow signing in. Begin again.");
        }
        DidDocument document = discovery.document(did);
        URI pds = Discovery.pds(document);
        if (!discovery.serverOf(pds).issuer().equals(place.server().issuer())) {
            throw new OwnerException(
                    Kind.MISMATCH,
                    "The server you signed in to isn't the one that your account names. Begin again"
                            + " with your handle.");
        }
        if (signIn.isOver()) {
            throw new OwnerException(Kind.CANCELLED, "The sign-in was given up.");
        }
        Handle handle = place.handle() == null ? document.handle() : place.handle();
        keeper.keep(
                did,
                handle,
                new Session(
                        pds.toString(),
                        place.server().issuer(),
                        signIn.client().id(),
                        signIn.client() instanceof OAuthClient.Confidential,
                        tokens.scope(),
                        clock.instant(),
                        new Session.Credentials(
                                signIn.privateKey(),
                                tokens.access(),
                                tokens.refresh(),
                                tokens.expires())));
        return did;
    }

    private void revoke(SignIn signIn, Tokens tokens) {
        try {
            calls.revoke(signIn.parties(), tokens.refresh());
        } catch (OwnerException e) {
            LOG.info("A sign-in that isn't kept could not be ended: {}", e.getMessage());
        }
    }
}
