package xyz.groundmist.sync.atproto;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.PushedAuthorizationRequest;
import com.nimbusds.oauth2.sdk.PushedAuthorizationResponse;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.dpop.DPoPProofFactory;
import com.nimbusds.oauth2.sdk.dpop.DefaultDPoPProofFactory;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The network and the browser are what the stories take them for. */
final class DevnetIT {
    private static final String SCOPE = "atproto";

    private final Devnet net = Devnet.shared();

    @Test
    void anAccountIsSignedInOnThePagesOfItsPds() throws Exception {
        Devnet.Account alice = net.account("alice");

        try (var profile = Browser.shared().profile()) {
            Browser.Page page = profile.page();
            assertThat(signIn(alice, page, true)).contains("code=").contains("iss=http%3A%2F%2F");
            assertThat(page.text()).isEqualTo("You may close this page.");
        }
    }

    @Test
    void anAccountDeniesOnThePagesOfItsPds() throws Exception {
        Devnet.Account alice = net.account("alice");

        try (var profile = Browser.shared().profile()) {
            assertThat(signIn(alice, profile.page(), false)).contains("error=access_denied");
        }
    }

    @Test
    void theDirectoryTellsOfKeysHandlesAndMoves() throws Exception {
        Devnet.Account alice = net.account("alice");
        JsonNode before = document(alice.did());
        assertThat(before.at("/verificationMethod/0/type").asString()).isEqualTo("Multikey");
        assertThat(before.at("/service/0/serviceEndpoint").asString())
                .isEqualTo(net.pds().url().toString());
        assertThat(net.resolve(alice.handle())).isEqualTo(alice.did());

        net.update(alice.did(), Devnet.Update.newSigningKey());
        assertThat(document(alice.did()).at("/verificationMethod"))
                .isNotEqualTo(before.at("/verificationMethod"));

        net.writeDocumentAsIn2023(alice.did());
        assertThat(document(alice.did()).at("/verificationMethod/0/type").asString())
                .isEqualTo("EcdsaSecp256k1VerificationKey2019");

        Devnet.P256Identity pat = net.p256Identity();
        assertThat(document(pat.did()).at("/verificationMethod/0/publicKeyMultibase").asString())
                .startsWith("zDn");
    }

    @Test
    void anAccountMovesWithItsRecords() throws Exception {
        Devnet.Account alice = net.account("alice");
        var record =
                Map.of(
                        "repo",
                        alice.did(),
                        "collection",
                        "com.example.note",
                        "rkey",
                        "one",
                        "record",
                        Map.of("$type", "com.example.note", "text", "hello"));
        net.procedure(alice, "com.atproto.repo.putRecord", record);
        Devnet.Pds next = net.anotherPds();

        Devnet.Account moved = net.migrate(alice, next);

        assertThat(document(alice.did()).at("/service/0/serviceEndpoint").asString())
                .isEqualTo(next.url().toString());
        assertThat(moved.handle()).endsWith(next.domain());
        var query = Map.of("repo", alice.did(), "collection", "com.example.note", "rkey", "one");
        JsonNode read = net.query(moved, "com.atproto.repo.getRecord", query);
        assertThat(read.at("/value/text").asString()).isEqualTo("hello");
        net.stop(next);
    }

    private JsonNode document(String did) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(net.plc() + "/" + did)).build();
            var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new JsonMapper().readTree(answer.body());
        }
    }

    /** Returns what came to the callback. */
    private static String signIn(Devnet.Account account, Browser.Page page, boolean allow)
            throws Exception {
        var called = new CompletableFuture<String>();
        HttpServer listener =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        listener.createContext(
                "/callback",
                exchange -> {
                    called.complete(exchange.getRequestURI().getRawQuery());
                    byte[] page1 = "You may close this page.".getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("Content-Type", "text/plain");
                    exchange.sendResponseHeaders(200, page1.length);
                    exchange.getResponseBody().write(page1);
                    exchange.close();
                });
        listener.start();
        try {
            String back = "http://127.0.0.1:" + listener.getAddress().getPort() + "/callback";
            page.go(push(account, back));
            if (allow) {
                ConsentPage.allow(page, account);
            } else {
                ConsentPage.deny(page, account);
            }
            page.awaitUrl(back);
            return called.get(20, TimeUnit.SECONDS);
        } finally {
            listener.stop(0);
        }
    }

    /** Pushes an authorization request and returns the address to open. */
    private static String push(Devnet.Account account, String back) throws Exception {
        ClientID client =
                new ClientID(
                        "http://localhost?redirect_uri="
                                + URLEncoder.encode(
                                        "http://127.0.0.1/callback", StandardCharsets.UTF_8));
        AuthorizationRequest asked =
                new AuthorizationRequest.Builder(ResponseType.CODE, client)
                        .redirectionURI(URI.create(back))
                        .scope(Scope.parse(SCOPE))
                        .state(new State())
                        .codeChallenge(new CodeVerifier(), CodeChallengeMethod.S256)
                        .customParameter("login_hint", account.handle())
                        .build();
        URI par = account.pds().resolve("/oauth/par");
        DPoPProofFactory proofs =
                new DefaultDPoPProofFactory(
                        new ECKeyGenerator(Curve.P_256).generate(), JWSAlgorithm.ES256);
        Nonce nonce = null;
        while (true) {
            HTTPRequest request = new PushedAuthorizationRequest(par, asked).toHTTPRequest();
            request.setDPoP(proofs.createDPoPJWT("POST", par, nonce));
            HTTPResponse answer = request.send();
            var response = PushedAuthorizationResponse.parse(answer);
            if (response.indicatesSuccess()) {
                String uri = response.toSuccessResponse().getRequestURI().toString();
                return "%s?client_id=%s&request_uri=%s"
                        .formatted(
                                account.pds().resolve("/oauth/authorize"),
                                URLEncoder.encode(client.getValue(), StandardCharsets.UTF_8),
                                URLEncoder.encode(uri, StandardCharsets.UTF_8));
            }
            assertThat(nonce).as(answer.getBody()).isNull();
            nonce = answer.getDPoPNonce();
        }
    }
}
