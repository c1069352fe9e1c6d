package xyz.groundmist.sync.owner;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.owner.Discovery.Place;
import xyz.groundmist.sync.owner.OwnerException.Kind;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** One sign-in under way: a link that a browser must open, and what comes of it. */
public final class SignIn {
    /** For how long a browser is awaited. */
    public static final Duration PATIENCE = Duration.ofMinutes(10);

    private final String id = UUID.randomUUID().toString();
    private final Place place;
    private final OAuthClient client;
    private final URI redirect;
    private final @Nullable LoopbackListener listener;
    private final ECKey key = newKey();
    private final State state = new State();
    private final CodeVerifier verifier = new CodeVerifier();
    private final AtomicBoolean answered = new AtomicBoolean();
    private final CompletableFuture<Did> outcome = new CompletableFuture<>();
    private volatile @Nullable URI link; // set once by the one who makes this, before it is shown

    SignIn(Place place, OAuthClient client, URI redirect, @Nullable LoopbackListener listener) {
        this.place = place;
        this.client = client;
        this.redirect = redirect;
        this.listener = listener;
        if (listener != null) outcome.whenComplete((_, _) -> listener.close());
    }

    private static ECKey newKey() {
        try {
            return new ECKeyGenerator(Curve.P_256).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java runtime has P-256", e);
        }
    }

    /** Names it among others. */
    public String id() {
        return id;
    }

    /** What to open in a browser, within minutes. */
    public URI link() {
        URI made = link;
        if (made == null) throw new IllegalStateException("not announced yet");
        return made;
    }

    /**
     * The port of 127.0.0.1 that the browser comes back to, so that the browser has to run on this
     * machine; 0 when it comes back to the public address, and may run anywhere.
     */
    public int port() {
        return listener == null ? 0 : listener.port();
    }

    Place place() {
        return place;
    }

    OAuthClient client() {
        return client;
    }

    URI redirect() {
        return redirect;
    }

    OAuthCalls.Parties parties() {
        return new OAuthCalls.Parties(place.server(), client, key);
    }

    String verifier() {
        return verifier.getValue();
    }

    String privateKey() {
        return key.toJSONString();
    }

    boolean isOf(Callback callback) {
        return state.getValue().equals(callback.state());
    }

    /** True for the first answer that comes. */
    boolean take() {
        return answered.compareAndSet(false, true);
    }

    /** The request as it is announced to the server (RFC 6749 section 4.1.1, RFC 7636). */
    Map<String, String> request(String scope) {
        Map<String, String> request = new LinkedHashMap<>();
        request.put("response_type", "code");
        request.put("redirect_uri", redirect.toString());
        request.put("scope", scope);
        request.put("state", state.getValue());
        request.put(
                "code_challenge",
                CodeChallenge.compute(CodeChallengeMethod.S256, verifier).getValue());
        request.put("code_challenge_method", CodeChallengeMethod.S256.getValue());
        if (place.handle() != null) {
            request.put("login_hint", place.handle().text());
        } else if (place.did() != null) {
            request.put("login_hint", place.did().text());
        }
        return request;
    }

    /** The server took the request, under this name. */
    void announced(String requestUri) {
        var query = new LinkedHashMap<String, String>();
        query.put("client_id", client.id());
        query.put("request_uri", requestUri);
        URI authorize = place.server().authorize();
        String separator = authorize.getRawQuery() == null ? "?" : "&";
        link = URI.create(authorize + separator + OAuthCalls.encoded(query));
    }

    void succeed(Did did) {
        outcome.complete(did);
    }

    void fail(OwnerException why) {
        outcome.completeExceptionally(why);
    }

    boolean isOver() {
        return outcome.isDone();
    }

    /** Gives up; what the browser brings later is turned away. */
    public void cancel() {
        fail(new OwnerException(Kind.CANCELLED, "The sign-in was given up."));
    }

    /**
     * Waits for the outcome.
     *
     * @return who signed in, or null when it isn't decided by then
     * @throws OwnerException when it failed
     */
    public @Nullable Did await(Duration patience) throws OwnerException {
        try {
            return outcome.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return null;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof OwnerException known) {
                throw new OwnerException(known.kind(), String.valueOf(known.getMessage()), known);
            }
            throw new IllegalStateException("A sign-in failed", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** Nothing of what it holds is for others' eyes. */
    @Override
    public String toString() {
        return "SignIn[" + id + "]";
    }
}
