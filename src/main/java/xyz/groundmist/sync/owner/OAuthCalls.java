package xyz.groundmist.sync.owner;

import com.nimbusds.jose.jwk.ECKey;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import xyz.groundmist.sync.identity.HttpAnswer;
import xyz.groundmist.sync.identity.StrictJson;
import xyz.groundmist.sync.owner.OwnerException.Kind;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The requests of an OAuth client: PAR (RFC 9126), tokens (RFC 6749), revocation (RFC 7009). */
final class OAuthCalls {
    private static final Duration LONGEST_TOKEN = Duration.ofDays(1);
    private static final String FORM = "application/x-www-form-urlencoded";

    private final DpopHttp http;
    private final InstantSource clock;

    OAuthCalls(DpopHttp http, InstantSource clock) {
        this.http = http;
        this.clock = clock;
    }

    /** Who asks whom, with which key. */
    record Parties(AuthorizationServer server, OAuthClient client, ECKey key) {
        @Override
        public String toString() {
            return "Parties[" + server.issuer() + "]";
        }
    }

    /** What came of pushing a request: its name, or the error. */
    record Pushed(@Nullable String requestUri, @Nullable String error, HttpAnswer answer) {}

    /** Announces a sign-in; the server keeps it for some minutes under the name it gives. */
    Pushed push(Parties parties, Map<String, String> request) throws OwnerException {
        HttpAnswer answer = post(parties, parties.server().push(), request);
        JsonNode body = StrictJson.object(answer.body());
        String uri =
                answer.status() == 201 && body != null
                        ? StrictJson.text(body, "request_uri")
                        : null;
        return new Pushed(uri, uri == null ? DpopHttp.error(answer) : null, answer);
    }

    OwnerException refused(Pushed pushed) {
        return http.refused(pushed.answer(), "the sign-in");
    }

    /** Trades the code that the browser brought. */
    Tokens exchange(Parties parties, String code, String verifier, URI redirect)
            throws OwnerException {
        var request =
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "code",
                        code,
                        "code_verifier",
                        verifier,
                        "redirect_uri",
                        redirect.toString());
        HttpAnswer answer = post(parties, parties.server().token(), request);
        if (answer.status() == 200) return tokens(answer);
        throw http.refused(answer, "the last step of the sign-in");
    }

    /**
     * Trades a refresh token for new tokens; it is good for nothing afterwards.
     *
     * @throws OwnerException {@code ENDED} when the server knows no such session (any more), {@code
     *     MISMATCH} when it doesn't know this client; that may pass, as it reads up on a client at
     *     the client's own address
     */
    Tokens refresh(Parties parties, String refresh) throws OwnerException {
        var request = Map.of("grant_type", "refresh_token", "refresh_token", refresh);
        HttpAnswer answer = post(parties, parties.server().token(), request);
        if (answer.status() == 200) return tokens(answer);
        String error = DpopHttp.error(answer);
        if ("invalid_grant".equals(error)) {
            throw new OwnerException(Kind.ENDED, "The account's server has ended the sign-in.");
        }
        if (http.clockAhead(answer) == null
                && error != null
                && (error.equals("invalid_client") || error.equals("invalid_client_metadata"))) {
            throw new OwnerException(
                    Kind.MISMATCH,
                    "The account's server doesn't recognise this server: it isn't reachable at the"
                            + " address it had when you signed in. Make it reachable there, or sign"
                            + " in again.");
        }
        throw http.refused(answer, "to renew the sign-in");
    }

    /** Ends a session at its server. */
    void revoke(Parties parties, String token) throws OwnerException {
        URI where = parties.server().revoke();
        if (where == null) return;
        HttpAnswer answer = post(parties, where, Map.of("token", token));
        if (answer.status() >= 300) throw http.refused(answer, "to end the sign-in");
    }

    private HttpAnswer post(Parties parties, URI where, Map<String, String> request)
            throws OwnerException {
        return http.send(
                new DpopHttp.Ask("POST", where, FORM, () -> form(parties, request), null),
                parties.key());
    }

    private String form(Parties parties, Map<String, String> request) {
        Map<String, String> form = new LinkedHashMap<>(request);
        form.putAll(parties.client().authentication(parties.server().issuer(), clock.instant()));
        return encoded(form);
    }

    static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Tokens tokens(HttpAnswer answer) throws OwnerException {
        JsonNode body = StrictJson.object(answer.body());
        if (body != null && "DPoP".equalsIgnoreCase(StrictJson.text(body, "token_type"))) {
            String access = StrictJson.text(body, "access_token");
            String refresh = StrictJson.text(body, "refresh_token");
            String subject = StrictJson.text(body, "sub");
            String scope = StrictJson.text(body, "scope");
            long told = body.path("expires_in").asLong(0);
            long seconds = Math.clamp(told, 0, LONGEST_TOKEN.toSeconds());
            if (access != null && refresh != null && subject != null && scope != null) {
                return new Tokens(
                        access, refresh, clock.instant().plusSeconds(seconds), subject, scope);
            }
        }
        throw new OwnerException(
                Kind.UNSUITED,
                "The account's server answered the sign-in with something that is no sign-in.");
    }
}
