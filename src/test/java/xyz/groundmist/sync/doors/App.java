package xyz.groundmist.sync.doors;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** An app in a browser: its key, the page it was loaded from, and what it asks. */
final class App implements AutoCloseable {
    static final String SPACE = "xyz.groundmist.library";

    private final HttpClient client =
            HttpClient.newBuilder().executor(Executors.newVirtualThreadPerTaskExecutor()).build();
    private final Server server;
    private final ECKey key;
    private final @Nullable String origin;

    /** Everything secret that went out or came in; shared with the test of the log. */
    final List<String> secrets = new CopyOnWriteArrayList<>();

    private String nonce = "";
    private String host = Server.PUBLIC;

    App(Server server, @Nullable String origin) {
        this(server, origin, newKey());
    }

    private App(Server server, @Nullable String origin, ECKey key) {
        this.server = server;
        this.origin = origin;
        this.key = key;
    }

    private static ECKey newKey() {
        try {
            return new ECKeyGenerator(Curve.P_256).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same key in the hands of another page. */
    App at(String otherOrigin) {
        return new App(server, otherOrigin, key);
    }

    /** The same app, asking another server. */
    App on(Server other) {
        return new App(other, origin, key);
    }

    /** Makes its proofs for another host from now on. */
    App believingIn(String otherHost) {
        host = otherHost;
        return this;
    }

    /** An answer, and the JSON in it. */
    record Reply(HttpResponse<String> http, JsonNode body) {
        int status() {
            return http.statusCode();
        }

        String text(String member) {
            return Objects.requireNonNull(body.path(member).stringValue(null), member);
        }

        String error() {
            return status() + " " + body.path("error").stringValue("");
        }

        String token() {
            return text("token");
        }
    }

    Reply signedIn(Account account) throws Exception {
        return signedIn(account, Map.of());
    }

    /** The native way: signed in to an account, whose PDS vouches for that. */
    Reply signedIn(Account account, Map<String, ?> more) throws Exception {
        return ask("/authenticate", "Bearer", account.serviceAuth(Server.SERVICE_DID), body(more));
    }

    /** The prototype's way: an access token that says nothing to anyone but its PDS. */
    Reply prototype(String accessToken, Map<String, ?> more) throws Exception {
        return ask("/authenticate", "DPoP", accessToken, body(more));
    }

    /** Nothing but the key. */
    Reply again(Map<String, ?> more) throws Exception {
        return ask("/authenticate", null, null, body(more));
    }

    Reply ticket(String token) throws Exception {
        return ask("/ticket", "DPoP", token, null);
    }

    static Map<String, ?> body(Map<String, ?> more) {
        Map<String, Object> body = new HashMap<>(Map.of("lexiconAuthorityDomain", SPACE));
        body.putAll(more);
        return body;
    }

    interface Asking {
        Reply ask() throws Exception;
    }

    static CompletableFuture<Reply> meanwhile(Asking asking) {
        var reply = new CompletableFuture<Reply>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        reply.complete(asking.ask());
                    } catch (Exception e) {
                        reply.completeExceptionally(e);
                    }
                });
        return reply;
    }

    /** Asks, and once more with the nonce when the first answer wants one, as OAuth clients do. */
    private Reply ask(
            String path,
            @Nullable String scheme,
            @Nullable String credential,
            @Nullable Object body)
            throws Exception {
        Reply reply = once(path, scheme, credential, body);
        if (reply.status() == 401) {
            if (!"DPoP error=\"use_dpop_nonce\""
                    .equals(reply.http().headers().firstValue("WWW-Authenticate").orElse(""))) {
                throw new AssertionError("a 401 that makes clients throw their session away");
            }
            reply = once(path, scheme, credential, body);
        }
        return reply;
    }

    private Reply once(
            String path,
            @Nullable String scheme,
            @Nullable String credential,
            @Nullable Object body)
            throws Exception {
        return send(path, proof(path, credential), scheme, credential, body);
    }

    Reply send(
            String path,
            String proof,
            @Nullable String scheme,
            @Nullable String credential,
            @Nullable Object body)
            throws Exception {
        secrets.add(proof);
        if (credential != null) secrets.add(credential);
        var request =
                HttpRequest.newBuilder(server.url().resolve(path))
                        .header("DPoP", proof)
                        .header("Content-Type", "application/json")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        body == null
                                                ? ""
                                                : JsonMapper.shared().writeValueAsString(body)));
        if (credential != null) request.header("Authorization", scheme + " " + credential);
        if (origin != null) request.header("Origin", origin);
        HttpResponse<String> response =
                client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        nonce = response.headers().firstValue("DPoP-Nonce").orElse(nonce);
        if (!response.headers().allValues("Access-Control-Allow-Origin").equals(List.of("*"))) {
            throw new AssertionError("a page could not read " + response);
        }
        String answered = response.headers().map() + response.body();
        if (answered.contains(proof) || (credential != null && answered.contains(credential))) {
            throw new AssertionError("the answer repeats what was secret in the request");
        }
        var reply = new Reply(response, JsonMapper.shared().readTree(response.body()));
        for (String secret : List.of("token", "ticket", "code")) {
            String value = reply.body().path(secret).stringValue(null);
            if (value != null) secrets.add(value);
        }
        return reply;
    }

    /** A proof of this app's key (RFC 9449). */
    String proof(String path, @Nullable String credential) throws Exception {
        var claims =
                new JWTClaimsSet.Builder()
                        .claim("htm", "POST")
                        .claim("htu", host + path)
                        .issueTime(new Date())
                        .jwtID(UUID.randomUUID().toString());
        if (!nonce.isEmpty()) claims.claim("nonce", nonce);
        if (credential != null) {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(credential.getBytes(StandardCharsets.US_ASCII));
            claims.claim("ath", Base64URL.encode(hash).toString());
        }
        var header =
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType("dpop+jwt"))
                        .jwk(key.toPublicJWK())
                        .build();
        var jwt = new SignedJWT(header, claims.build());
        jwt.sign(new ECDSASigner(key));
        return jwt.serialize();
    }

    /** A WebSocket with a token or a ticket, whatever comes of it. */
    Socket open(String credential) {
        return Socket.open(
                client,
                URI.create(server.url().toString().replace("http", "ws") + "/?token=" + credential),
                origin);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
