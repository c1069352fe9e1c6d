package xyz.groundmist.sync.owner;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.identity.HttpAnswer;
import xyz.groundmist.sync.identity.ServiceIdentity;
import xyz.groundmist.sync.owner.OwnerException.Kind;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The sign-in in use. Renewing it kills the tokens before, and a refresh token that is used twice
 * ends the session at its server; so one renewal at a time, what came of it is on disk before it is
 * used, and that one is under way was on disk before it was asked for.
 */
final class LiveSession {
    private static final Duration SPARE = Duration.ofSeconds(30);
    private static final String CUT_SHORT =
            "This computer stopped while the sign-in was being renewed, and so it was lost.";

    private final AccountFile file;
    private final Discovery discovery;
    private final DpopHttp http;
    private final OAuthCalls calls;
    private final ServiceIdentity identity;
    private final InstantSource clock;
    private final ReentrantLock renewing = new ReentrantLock();

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
        if (!clock.instant().isBefore(session.accessExpires().minus(SPARE))) {
            session = renewed(session);
        }
        HttpAnswer answer = send(method, path, body, session);
        if (answer.status() != 401) return answer;
        answer = send(method, path, body, renewed(session));
        if (answer.status() != 401) return answer;
        if (http.clockAhead(answer) != null) throw http.refused(answer, "this machine's requests");
        throw end("The account's server no longer accepts the sign-in.");
    }

    private HttpAnswer send(
            String method, String path, @Nullable Supplier<String> body, Session session)
            throws OwnerException {
        String type = body == null ? null : "application/json";
        URI where = URI.create(session.pds() + path);
        return http.send(
                new DpopHttp.Ask(method, where, type, body, session.access()), session.proofKey());
    }

    /**
     * @throws OwnerException {@code SIGNED_OUT}, {@code ENDED}
     */
    Session current() throws OwnerException {
        Kept kept = file.kept();
        Session session = kept.session();
        if (session != null) return session;
        String ended = kept.ended();
        if (ended != null) throw new OwnerException(Kind.ENDED, ended + " " + Wording.AGAIN);
        throw new OwnerException(
                Kind.SIGNED_OUT, "Nobody is signed in. Sign in first.");
    }

    /** Makes sure that the server still knows the session: renews it when its hour is over. */
    void confirm() throws OwnerException {
        Session session = current();
        if (!clock.instant().isBefore(session.accessExpires().minus(SPARE))) renewed(session);
    }

    /** The session with other tokens than these. */
    private Session renewed(Session stale) throws OwnerException {
        renewing.lock();
        try {
            Session session = current();
            return session.access().equals(stale.access()) ? renew(session) : session;
        } finally {
            renewing.unlock();
        }
    }

    private Session renew(Session session) throws OwnerException {
        boolean cutShort = file.kept().renewing();
        file.update(kept -> kept.renewing(true));
        Tokens tokens;
        try {
            tokens = calls.refresh(parties(session), session.refresh());
        } catch (OwnerException e) {
            if (e.kind() != Kind.ENDED) throw e;
            throw end(cutShort ? CUT_SHORT : String.valueOf(e.getMessage()));
        }
        if (!tokens.subject().equals(file.kept().did())) {
            throw end("The account's server renewed the sign-in of another account.");
        }
        Session fresh = session.with(tokens);
        file.update(kept -> kept.renewed(fresh));
        return fresh;
    }

    private OwnerException end(String why) throws OwnerException {
        file.update(kept -> kept.ended(why));
        return new OwnerException(Kind.ENDED, why + " " + Wording.AGAIN);
    }

    /** Tells the server that a session is over. */
    void revoke(Session session) throws OwnerException {
        calls.revoke(parties(session), session.refresh());
    }

    /** Forgets the session, whatever it was being used for; null when there was none. */
    @Nullable Session forget() throws OwnerException {
        renewing.lock();
        try {
            Session session = file.kept().session();
            file.update(Kept::signedOut);
            return session;
        } finally {
            renewing.unlock();
        }
    }

    /** The endpoints are asked for each time: a server may move them. */
    private OAuthCalls.Parties parties(Session session) throws OwnerException {
        AuthorizationServer server = discovery.serverOf(URI.create(session.pds()));
        if (!server.issuer().equals(session.issuer())) {
            throw end("The account's server has people sign in elsewhere now.");
        }
        return new OAuthCalls.Parties(server, session.client(identity), session.proofKey());
    }
}
