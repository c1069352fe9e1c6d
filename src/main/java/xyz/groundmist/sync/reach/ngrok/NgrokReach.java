package xyz.groundmist.sync.reach.ngrok;

import com.ngrok.HttpBuilder;
import com.ngrok.Listener;
import com.ngrok.NgrokException;
import com.ngrok.Session;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.reach.Inside;
import xyz.groundmist.sync.reach.OpenReach;
import xyz.groundmist.sync.reach.Reach;
import xyz.groundmist.sync.reach.ReachException;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;

import javax.net.ssl.SSLException;

/**
 * An address at ngrok. A name that ngrok gives by itself may be another one each time, but not
 * after a connection that dropped: the new session takes the old one's place.
 */
public final class NgrokReach implements Reach {
    private static final String NATIVE = "com.ngrok.NativeSession";
    private static final Duration BEAT = Duration.ofSeconds(5);

    /** As ngrok's own agents: on a filled line the sign of life waits behind what was sent. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    /** The service takes that long at most to notice that a former session of ours is gone. */
    private static final Duration FORMER = Duration.ofSeconds(90);

    /** Where the authtoken comes from; asked at every opening. */
    public interface Token {
        /** The authtoken; null: there is none. */
        @Nullable String read() throws IOException;
    }

    /**
     * Where the service is, when it isn't ngrok's usual one.
     *
     * @param address host and perhaps port
     * @param roots certificates in PEM that it is trusted by
     */
    public record Service(String address, byte[] roots) {}

    private final Token token;
    private final @Nullable String domain;
    private final @Nullable Service service;
    private final String version;
    private final MonthlyUse use;
    private final InstantSource clock;
    // Only the keeper's thread opens, so only that one touches these.
    private @Nullable Resumption former;
    private @Nullable Instant takenSince;

    /**
     * @param domain one that the account has; null: the one that ngrok gives
     * @param service null: ngrok's own
     * @param version of this program, which is told to the service
     * @param use where what goes through is counted
     */
    public NgrokReach(
            Token token,
            @Nullable String domain,
            @Nullable Service service,
            String version,
            MonthlyUse use,
            InstantSource clock) {
        this.token = token;
        this.domain = domain;
        this.service = service;
        this.version = version;
        this.use = use;
        this.clock = clock;
    }

    @Override
    public OpenReach open(Inside inside) throws ReachException, InterruptedException {
        String secret = secret();
        var stopped = new CompletableFuture<ReachException>();
        try {
            return open(inside, secret, stopped);
        } catch (NgrokException e) {
            throw refused(e, secret);
        } catch (SocketTimeoutException e) {
            throw unreachable(e); // which is an InterruptedIOException, too
        } catch (InterruptedIOException _) {
            throw interrupted();
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) throw interrupted();
            throw unreachable(e);
        }
    }

    private String secret() throws ReachException {
        try {
            String secret = token.read();
            if (secret == null || secret.isBlank()) throw NgrokErrors.noToken();
            return secret.strip();
        } catch (IOException e) {
            throw ReachException.passing(
                    "The authtoken for ngrok can't be read.",
                    "Unlock your keyring or enter the authtoken again; it is tried again.");
        }
    }

    private OpenReach open(Inside inside, String secret, CompletableFuture<ReachException> stopped)
            throws IOException {
        Session.Builder settings = settings(secret, stopped);
        Session session =
                isNativeHere() ? settings.connect() : AgentSession.connect(settings, former);
        try {
            HttpBuilder endpoint = session.httpEndpoint();
            endpoint.forwardsTo("Groundmist Sync");
            if (domain != null) endpoint.domain(domain);
            Listener.Endpoint listener =
                    session instanceof AgentSession own
                            ? own.bind(endpoint, former)
                            : endpoint.listen();
            takenSince = null;
            if (session instanceof AgentSession own) former = own.resumption();
            var open = new OpenNgrok(session, listener, inside, use, secret, stopped);
            open.start();
            return open;
        } catch (IOException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private Session.Builder settings(String secret, CompletableFuture<ReachException> stopped) {
        Session.Builder settings =
                Session.withAuthtoken(secret)
                        .addClientInfo("groundmist-sync", version)
                        .heartbeatInterval(BEAT)
                        .heartbeatTolerance(SILENCE)
                        .stopCallback(() -> stopped.complete(NgrokErrors.stopped()));
        if (service != null) settings.serverAddr(service.address()).caCert(service.roots());
        return settings;
    }

    private static boolean isNativeHere() {
        try {
            Class.forName(NATIVE, false, Session.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException _) {
            return false;
        }
    }

    private ReachException refused(NgrokException e, String secret) {
        if (NgrokErrors.isTaken(e)) {
            Instant now = clock.instant();
            if (takenSince == null) takenSince = now;
            else if (takenSince.plus(FORMER).isBefore(now)) return NgrokErrors.takenForLong();
        }
        former = null; // perhaps it was that which it refused
        return NgrokErrors.of(e, secret);
    }

    private static InterruptedException interrupted() {
        Thread.interrupted();
        return new InterruptedException("Interrupted while opening the way through ngrok.");
    }

    private static ReachException unreachable(IOException e) {
        if (e instanceof UnknownHostException) {
            return ReachException.unreached(
                    "The name of ngrok's service can't be looked up.",
                    "Check this computer's connection to the internet; it is tried again.");
        }
        if (e instanceof SSLException) {
            return ReachException.passing(
                    "The connection to ngrok isn't the real one's: its certificate isn't ngrok's.",
                    "Something between here and ngrok reads along, such as a company's proxy. Use"
                            + " another network or another way; it is tried again.");
        }
        return ReachException.unreached(
                "ngrok's service can't be reached.",
                "Check this computer's connection to the internet; it is tried again.");
    }

    static URI address(Listener.Endpoint listener) throws IOException {
        try {
            return URI.create(listener.getUrl());
        } catch (IllegalArgumentException e) {
            throw new IOException("ngrok gave no address.", e);
        }
    }
}
