package xyz.groundmist.sync.owner;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.identity.HttpAnswer;
import xyz.groundmist.sync.identity.ServiceIdentity;
import xyz.groundmist.sync.owner.OwnerException.Kind;
import xyz.groundmist.sync.owner.Session.Credentials;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The sign-in in use. Renewing it kills the tokens before, and a refresh token that is used twice
 * ends the session at its server; so one renewal at a time, what came of it is on disk before it is
 * used, and that one is under way was on disk before it was asked for.
 */
final class LiveSession implements AutoCloseable {
    private static final Duration SPARE = Duration.ofSeconds(30);
    private static final Duration LONGEST_RENEWAL = Duration.ofSeconds(22);
    private static final String CUT_SHORT =
            "This computer stopped while the sign-in was being renewed, and so it was lost.";

    private final AccountFile file;
    private final Discovery discovery;
    private final DpopHttp http;
    private final OAuthCalls calls;
    private final ServiceIdentity identity;
    private final InstantSource clock;
    private final ReentrantLock renewing = new ReentrantLock();
    private volatile boolean closed;

    LiveSession(
            AccountFile file,
            Discovery discovery,
            DpopHttp http,
            OAuthCalls calls,
            ServiceIdentity identity,
            InstantSource clock) {
        this.file = file;
        this.discovery = discovery;
        this.http = http;
        this.calls = calls;
        this.identity = identity;
        this.clock = clock;
    }

    /** Asks the account's PDS as the owner. */
    HttpAnswer get(String pathAndQuery) throws OwnerException {
        return send("GET", pathAndQuery, null);
    }

    /** Has the account's PDS do something as the owner. */
    HttpAnswer post(String path, String json) throws OwnerException {
        return send("POST", path, () -> json);
    }

    private HttpAnswer send(String method, String path, @Nullable Supplier<String> body)
            throws OwnerException {
        Session session = current();
        if (isStale(session)) session = renewed(session);
        HttpAnswer answer = send(method, path, body, session);
        if (answer.status() != 401) return answer;
        answer = send(method, path, body, renewed(session));
        if (answer.status() != 401) return answer;
        if (http.clockAhead(answer) != null) throw http.refused(answer, "this machine's requests");
        // It was renewed a moment ago: who refuses it isn't who decides whether it has ended.
        throw new OwnerException(
                Kind.REFUSED,
                "The account's server doesn't accept the sign-in at the moment, though it has just"
                        + " renewed it. Try again later. If that doesn't help: "
                        + Wording.AGAIN);
    }

    private HttpAnswer send(
            String method, String path, @Nullable Supplier<String> body, Session session)
            throws OwnerException {
        String type = body == null ? null : "application/json";
        URI where = URI.create(session.pds() + path);
        Credentials credentials = session.use();
        return http.send(
                new DpopHttp.Ask(method, where, type, body, credentials.access()),
                credentials.proofKey());
    }

    /**
     * @throws OwnerException {@code SIGNED_OUT}, {@code ENDED}, {@code LOCKED}
     */
    Session current() throws OwnerException {
        return file.session();
    }

    private boolean isStale(Session session) {
        return !clock.instant().isBefore(session.use().accessExpires().minus(SPARE));
    }

    /** Makes sure that the server still knows the session: renews it when its hour is over. */
    void confirm() throws OwnerException {
        Session session = current();
        if (isStale(session)) renewed(session);
    }

    /** The session with other tokens than these. */
    private Session renewed(Session stale) throws OwnerException {
        renewing.lock();
        try {
            Session session = current();
            boolean same = session.use().access().equals(stale.use().access());
            return same ? renew(session) : session;
        } finally {
            renewing.unlock();
        }
    }

    private Session renew(Session session) throws OwnerException {
        OAuthCalls.Parties parties = parties(session);
        requireOpen();
        boolean cutShort = file.kept().renewing();
        file.update(kept -> kept.renewing(true));
        Tokens tokens;
        try {
            tokens = calls.refresh(parties, session.use().refresh());
        } catch (OwnerException e) {
            if (e.kind() != Kind.ENDED) throw e;
            throw end(cutShort ? CUT_SHORT : String.valueOf(e.getMessage()));
        }
        if (!tokens.subject().equals(file.kept().did())) {
            throw end("The account's server renewed the sign-in of another account.");
        }
        Session fresh = session.with(session.use().with(tokens), tokens.scope());
        file.update(kept -> kept.renewed(fresh));
        return fresh;
    }

    private OwnerException end(String why) throws OwnerException {
        file.update(kept -> kept.ended(why));
        return new OwnerException(Kind.ENDED, why + " " + Wording.AGAIN);
    }

    /** Tells the server that a session is over. */
    void revoke(Session session) throws OwnerException {
        calls.revoke(parties(session), session.use().refresh());
    }

    /**
     * Has something else take the place of the session, whatever that was being used for.
     *
     * @return the session there was; null when there was none, or it can't be read
     */
    @Nullable Session replace(UnaryOperator<Kept> change) throws OwnerException {
        renewing.lock();
        try {
            requireOpen();
            Session before = readable();
            Kept was = file.kept();
            try {
                file.update(change);
            } catch (OwnerException e) {
                file.takeBack(was);
                throw e;
            }
            return before;
        } finally {
            renewing.unlock();
        }
    }

    private @Nullable Session readable() throws OwnerException {
        try {
            return file.session();
        } catch (OwnerException e) {
            if (e.kind() == Kind.STORAGE) throw e;
            return null;
        }
    }

    /** The account's records are at another server now, which may have people sign in elsewhere. */
    void moved(URI pds) throws OwnerException {
        String issuer = discovery.serverOf(pds).issuer();
        renewing.lock();
        try {
            Session now = file.kept().session();
            if (now == null || now.pds().equals(pds.toString())) return;
            if (now.issuer().equals(issuer)) {
                file.update(kept -> kept.with(now.at(pds.toString())));
            } else {
                end(
                        "Your account has moved to the server "
                                + pds.getHost()
                                + ", where you haven't signed in yet.");
            }
        } finally {
            renewing.unlock();
        }
    }

    private void requireOpen() throws OwnerException {
        if (closed) throw new OwnerException(Kind.CANCELLED, "Groundmist Sync is being stopped.");
    }

    /**
     * Nothing is renewed any more. Waits for what comes of a renewal under way: cut off, the
     * session would be lost, and what it brings must be on disk before anybody reads that.
     */
    @Override
    public void close() {
        closed = true;
        try {
            if (renewing.tryLock(LONGEST_RENEWAL.toSeconds(), TimeUnit.SECONDS)) renewing.unlock();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** The endpoints are asked for each time: a server may move them. */
    private OAuthCalls.Parties parties(Session session) throws OwnerException {
        AuthorizationServer server = discovery.serverOf(URI.create(session.pds()));
        if (!server.issuer().equals(session.issuer())) {
            throw new OwnerException(
                    Kind.MISMATCH,
                    "The account's server has people sign in elsewhere now. " + Wording.AGAIN);
        }
        return new OAuthCalls.Parties(server, session.client(identity), session.use().proofKey());
    }
}
