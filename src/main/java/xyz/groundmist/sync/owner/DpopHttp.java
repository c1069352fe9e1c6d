package xyz.groundmist.sync.owner;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.oauth2.sdk.dpop.DefaultDPoPProofFactory;
import com.nimbusds.oauth2.sdk.id.JWTID;
import com.nimbusds.oauth2.sdk.token.DPoPAccessToken;
import com.nimbusds.openid.connect.sdk.Nonce;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import xyz.groundmist.sync.identity.HttpAnswer;
import xyz.groundmist.sync.identity.HttpAsk;
import xyz.groundmist.sync.identity.IdentityException;
import xyz.groundmist.sync.identity.SafeHttp;
import xyz.groundmist.sync.identity.StrictJson;
import xyz.groundmist.sync.owner.OwnerException.Kind;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Requests with a proof that their sender holds a key (DPoP, RFC 9449). Every server has its own
 * nonces: an authorization server asks for one with status 400, a PDS with 401.
 */
final class DpopHttp {
    private static final String USE_NONCE = "use_dpop_nonce";
    private static final Duration TOLERANCE = Duration.ofMinutes(1);

    private final SafeHttp http;
    private final InstantSource clock;
    private final Map<String, String> nonces = new ConcurrentHashMap<>();

    DpopHttp(SafeHttp http, InstantSource clock) {
        this.http = http;
        this.clock = clock;
    }

    /**
     * What is asked.
     *
     * @param type of the body
     * @param body made anew for each attempt, as what it holds may be good for once; null: none
     * @param accessToken null at an authorization server
     */
    record Ask(
            String method,
            URI uri,
            @Nullable String type,
            @Nullable Supplier<String> body,
            @Nullable String accessToken) {
        static Ask get(URI uri, String accessToken) {
            return new Ask("GET", uri, null, null, accessToken);
        }

        @Override
        public String toString() {
            return "Ask[" + method + " " + uri.getHost() + "]";
        }
    }

    /**
     * Sends it, and once more when the server wants another nonce.
     *
     * @return the answer, whatever its status
     * @throws OwnerException {@code UNREACHABLE}, {@code UNSUITED}
     */
    HttpAnswer send(Ask ask, ECKey key) throws OwnerException {
        HttpAnswer answer = once(ask, key);
        return wantsNonce(answer) ? once(ask, key) : answer;
    }

    private HttpAnswer once(Ask ask, ECKey key) throws OwnerException {
        String origin = ask.uri().getScheme() + "://" + ask.uri().getRawAuthority();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("DPoP", proof(ask, key, nonces.get(origin)));
        headers.put("Accept", "application/json");
        if (ask.type() != null) headers.put("Content-Type", ask.type());
        if (ask.accessToken() != null) headers.put("Authorization", "DPoP " + ask.accessToken());
        byte[] body = ask.body() == null ? null : ask.body().get().getBytes(StandardCharsets.UTF_8);
        try {
            HttpAnswer answer = http.send(new HttpAsk(ask.method(), ask.uri(), headers, body));
            String nonce = answer.header("DPoP-Nonce");
            if (nonce != null) nonces.put(origin, nonce);
            return answer;
        } catch (IdentityException e) {
            throw new OwnerException(
                    e.passing() ? Kind.UNREACHABLE : Kind.UNSUITED,
                    "The account's server can't be asked. " + e.getMessage(),
                    e);
        }
    }

    private String proof(Ask ask, ECKey key, @Nullable String nonce) {
        URI target = URI.create(ask.uri().toString().replaceFirst("[?#].*", ""));
        try {
            return new DefaultDPoPProofFactory(key, JWSAlgorithm.ES256)
                    .createDPoPJWT(
                            new JWTID(),
                            ask.method(),
                            target,
                            Date.from(clock.instant()),
                            ask.accessToken() == null
                                    ? null
                                    : new DPoPAccessToken(ask.accessToken()),
                            nonce == null ? null : new Nonce(nonce))
                    .serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java runtime signs with P-256", e);
        }
    }

    private static boolean wantsNonce(HttpAnswer answer) {
        if (answer.header("DPoP-Nonce") == null) return false;
        if (answer.status() == 400) return USE_NONCE.equals(error(answer));
        String challenge = answer.header("WWW-Authenticate");
        return answer.status() == 401 && challenge != null && challenge.contains(USE_NONCE);
    }

    /** The word a server has for what is wrong; null when it gives none that can be shown. */
    static @Nullable String error(HttpAnswer answer) {
        JsonNode body = StrictJson.object(answer.body());
        String error = body == null ? null : StrictJson.text(body, "error");
        return error != null && error.matches("[A-Za-z_]{1,40}") ? error : null;
    }

    /** How far this machine's clock is ahead of the server's; null when they agree to a minute. */
    @Nullable Duration clockAhead(HttpAnswer answer) {
        String date = answer.header("Date");
        if (date == null) return null;
        try {
            Instant theirs =
                    ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            Duration ahead = Duration.between(theirs, clock.instant());
            return ahead.abs().compareTo(TOLERANCE) > 0 ? ahead : null;
        } catch (DateTimeException _) {
            return null;
        }
    }

    /** What to say of an answer that isn't the one hoped for. */
    OwnerException refused(HttpAnswer answer, String what) {
        Duration ahead = clockAhead(answer);
        if (ahead != null) {
            return new OwnerException(
                    Kind.CLOCK,
                    "The clock of this computer is "
                            + span(ahead.abs())
                            + (ahead.isNegative() ? " slow" : " fast")
                            + ", so the account's server refuses what it signs. Set the clock, and"
                            + " try again.");
        }
        if (answer.status() >= 500) {
            return new OwnerException(
                    Kind.UNREACHABLE,
                    "The account's server has a fault at the moment. Try again later.");
        }
        if (answer.status() == 429) {
            return new OwnerException(
                    Kind.UNREACHABLE,
                    "The account's server has been asked too often. Try again in an hour.");
        }
        String error = error(answer);
        return new OwnerException(
                Kind.REFUSED,
                "The account's server refused "
                        + what
                        + " (status "
                        + answer.status()
                        + (error == null ? "" : ", " + error)
                        + ").");
    }

    private static String span(Duration duration) {
        long minutes = Math.max(1, duration.plusSeconds(30).toMinutes());
        if (minutes < 120) return minutes == 1 ? "a minute" : minutes + " minutes";
        long hours = minutes / 60;
        return hours < 48 ? hours + " hours" : hours / 24 + " days";
    }
}
