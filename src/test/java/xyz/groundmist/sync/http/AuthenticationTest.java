package xyz.groundmist.sync.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The forms of {@code /authenticate} and {@code /ticket}; what they decide: {@code doors.AppsTest}.
 */
@Timeout(60)
class AuthenticationTest {
    private static final String BODY = "{\"lexiconAuthorityDomain\":\"xyz.groundmist.library\"}";
    private static final String JSON = "Content-Type: application/json";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private RunningServer server;

    @BeforeEach
    void start() throws Exception {
        server = RunningServer.start(folder);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String ask(String method, String path, String body, String... headers)
            throws IOException {
        var request = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
        for (String header : headers) request.append(header).append("\r\n");
        if (!body.isEmpty()) request.append("Content-Length: " + body.length() + "\r\n");
        return RawClient.answer(server.port(), request + "\r\n" + body);
    }

    private String post(String body, String... headers) throws IOException {
        return ask("POST", "/authenticate", body, headers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/authenticate", "/ticket"})
    void aBrowserMayAskWhetherAPageMayAsk(String path) throws Exception {
        assertThat(
                        ask(
                                "OPTIONS",
                                path,
                                "",
                                "Origin: https://library.example",
                                "Access-Control-Request-Method: POST",
                                "Access-Control-Request-Headers: authorization,content-type,dpop"))
                .startsWith("HTTP/1.1 204 ")
                .contains("Access-Control-Allow-Origin: *\r\n")
                .contains("Access-Control-Allow-Methods: POST\r\n")
                .contains("Access-Control-Allow-Headers: Content-Type, Authorization, DPoP\r\n")
                .containsPattern("Access-Control-Max-Age: [0-9]{4}\r\n")
                .doesNotContainIgnoringCase("allow-credentials")
                .endsWith("\r\n\r\n");
    }

    @Test
    void aProofWithoutANonceIsAskedForOneInTheOneWayThatKeepsSessionsAlive() throws Exception {
        // A proof that says everything but a nonce: {"typ":"dpop+jwt",…} is looked at first.
        String answer = post(BODY, JSON, "Authorization: DPoP x", "DPoP: " + Proofs.withoutNonce());

        assertThat(answer)
                .startsWith("HTTP/1.1 401 ")
                .contains("WWW-Authenticate: DPoP error=\"use_dpop_nonce\"\r\n")
                .containsPattern("DPoP-Nonce: [A-Za-z0-9_-]{10,}\r\n")
                .contains(
                        "Access-Control-Expose-Headers: DPoP-Nonce, WWW-Authenticate,"
                                + " Retry-After\r\n")
                .contains("{\"error\":\"use_dpop_nonce\",\"message\":\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{}", "{\"lexiconAuthorityDomain\":5}", "\u00ff"})
    void aBodyThatIsNoneIs400AndPagesCanReadWhy(String body) throws Exception {
        assertThat(post(body, JSON))
                .startsWith("HTTP/1.1 400 ")
                .contains("Access-Control-Allow-Origin: *\r\n")
                .containsPattern("DPoP-Nonce: [A-Za-z0-9_-]{10,}\r\n")
                .containsPattern("\\{\"error\":\"bad_request\",\"message\":\"[^\"]+\\.\"}$");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X: no type",
                "Content-Type: text/plain",
                "Content-Type: application/jsonp",
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Type: application/json; charset=utf-16",
                "Content-Type: application/json\r\nContent-Type: application/json",
                "Content-Type: application/json\r\nDPoP: a\r\nDPoP: b",
                "Content-Type: application/json\r\nAuthorization: DPoP a\r\nAuthorization: DPoP b",
            })
    void aRequestThatCouldMeanSomethingElseIs400(String headers) throws Exception {
        assertThat(post(BODY, headers)).startsWith("HTTP/1.1 400 ").contains("\"bad_request\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/json;charset=UTF-8", "Application/JSON; charset=\"utf-8\""})
    void jsonMayBeSpelledAsBrowsersDo(String type) throws Exception {
        assertThat(post(BODY, "Content-Type: " + type))
                .startsWith("HTTP/1.1 400 ")
                .contains("\"proof_missing\"");
    }

    @Test
    void aBodyIsNotEndless() throws Exception {
        assertThat(post("{\"x\":\"" + "x".repeat(9_000) + "\"}", JSON))
                .startsWith("HTTP/1.1 413 ")
                .contains("\"too_large\"");
        String chunk = "2400\r\n" + " ".repeat(0x2400) + "\r\n0\r\n\r\n";
        assertThat(
                        RawClient.answer(
                                server.port(),
                                "POST /authenticate HTTP/1.1\r\nHost: localhost\r\n"
                                        + "Transfer-Encoding: chunked\r\n"
                                        + JSON
                                        + "\r\n\r\n"
                                        + chunk))
                .startsWith("HTTP/1.1 413 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "PATCH"})
    void onlyPostIsPossible(String method) throws Exception {
        assertThat(ask(method, "/authenticate", ""))
                .startsWith("HTTP/1.1 405 ")
                .contains("Allow: POST\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/authenticate/", "/authenticate/x", "/ticket/x", "/AUTHENTICATE"})
    void thereIsNothingBesides(String path) throws Exception {
        assertThat(ask("POST", path, BODY, JSON)).doesNotStartWith("HTTP/1.1 2").contains("4");
        assertThat(ask("POST", path, BODY, JSON)).containsPattern("^HTTP/1.1 (404|400) ");
    }

    @Test
    void anotherHostsRequestIsNotLookedAt() throws Exception {
        for (String path : new String[] {"/authenticate", "/ticket", "/.well-known/did.json"}) {
            assertThat(
                            RawClient.answer(
                                    server.port(),
                                    "POST "
                                            + path
                                            + " HTTP/1.1\r\nHost: evil.example\r\n"
                                            + JSON
                                            + "\r\nContent-Length: "
                                            + BODY.length()
                                            + "\r\n\r\n"
                                            + BODY))
                    .startsWith("HTTP/1.1 421 ")
                    .doesNotContainIgnoringCase("access-control-allow-origin");
        }
    }

    @Test
    void whoDripsABodyIsCutOff() throws Exception {
        server.close();
        var limits = new RunningServer.Limits();
        limits.requestDeadline = java.time.Duration.ofMillis(500);
        server = RunningServer.start(folder, limits.build());
        try (var client = new RawClient(server.port())) {
            client.write(
                    "POST /authenticate HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n"
                            + JSON
                            + "\r\n\r\n{");
            assertThat(client.endsByServer()).isTrue();
        }
    }
}
