package xyz.groundmist.sync.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;

/** What anybody sees who comes with plain HTTP and without a token. */
class FrontTest {
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

    private String answer(String request) throws IOException {
        return RawClient.answer(server.port(), request);
    }

    private String get(String path, String... headers) throws IOException {
        return answer("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + lines(headers) + "\r\n");
    }

    private static String lines(String... headers) {
        return String.join(
                "", java.util.Arrays.stream(headers).map(header -> header + "\r\n").toList());
    }

    @Test
    void theServerSaysThatItRunsAndNothingElse() throws Exception {
        String answer = get("/");
        assertThat(answer)
                .startsWith("HTTP/1.1 200 ")
                .containsIgnoringCase("content-type: text/plain")
                .containsIgnoringCase("access-control-allow-origin: *")
                .containsIgnoringCase("x-content-type-options: nosniff")
                .containsIgnoringCase("cache-control: no-store")
                .doesNotContainIgnoringCase("server:")
                .doesNotContainIgnoringCase("jetty")
                .endsWith("\r\n\r\nThe Groundmist personal sync server is running.\n");
    }

    @Test
    void itsHealthCanBeAskedFor() throws Exception {
        assertThat(get("/healthz"))
                .startsWith("HTTP/1.1 200 ")
                .containsIgnoringCase("access-control-allow-origin: *")
                .endsWith("\r\n\r\n{\"status\":\"ok\"}");
    }

    @Test
    void aFullDiskIsToldToMonitors() throws Exception {
        server.sync.full = true;

        assertThat(get("/healthz"))
                .startsWith("HTTP/1.1 503 ")
                .endsWith("\r\n\r\n{\"status\":\"full disk\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/x",
                "/healthz/",
                "/%2e%2e/etc/passwd",
                "/index.html",
                "/WEB-INF/web.xml",
                "/;a=b",
                "//",
            })
    void nothingElseIsThere(String path) throws Exception {
        assertThat(get(path))
                .containsPattern("^HTTP/1.1 (404|400) ")
                .doesNotContainIgnoringCase("access-control-allow-origin")
                .doesNotContainIgnoringCase("jetty")
                .doesNotContainIgnoringCase("servlet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND"})
    void onlyGetIsPossible(String method) throws Exception {
        String answer =
                answer(method + " / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 405 ")
                .containsIgnoringCase("allow: GET")
                .doesNotContainIgnoringCase("access-control-allow-origin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "GET / HTTP/9.9\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\n: x\r\n\r\n",
            })
    void whatIsNoRequestGetsAShortError(String bytes) throws Exception {
        assertThat(answer(bytes))
                .containsPattern("^HTTP/1.1 (4|505)")
                .hasSizeLessThan(400)
                .doesNotContainIgnoringCase("jetty")
                .doesNotContainIgnoringCase("exception")
                .doesNotContain("\tat ");
    }

    @Test
    void aHeaderIsNotEndless() throws Exception {
        assertThat(get("/", "X-Long: " + "x".repeat(9_000))).startsWith("HTTP/1.1 431 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:3031",
                "127.0.0.1:9",
                "[::1]:3031",
                "localhost.",
                "sync.example.org",
                "Sync.Example.Org:443",
            })
    void answersUnderItsOwnNames(String host) throws Exception {
        assertThat(answer("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "localhost.evil.example",
                "sync.example.org.evil.example",
                "127.0.0.1.evil.example",
                "127.0.0.2",
                "0.0.0.0",
                "192.168.1.5:3031",
                "[::ffff:127.0.0.1]",
                "[fe80::1]",
                "xlocalhost",
            })
    void answersUnderNoOtherName(String host) throws Exception {
        for (String request :
                new String[] {
                    "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n",
                    "GET /nothing HTTP/1.1\r\nHost: " + host + "\r\n\r\n",
                    "GET http://" + host + "/ HTTP/1.1\r\nHost: " + host + "\r\n\r\n",
                    RawClient.handshake("/?token=" + server.grant().token())
                            .replace("Host: localhost", "Host: " + host),
                    "GET / HTTP/1.1\r\nHost: "
                            + host
                            + "\r\n"
                            + "X-Forwarded-Host: localhost\r\n"
                            + "Forwarded: host=localhost\r\n\r\n",
                }) {
            assertThat(answer(request))
                    .startsWith("HTTP/1.1 421 ")
                    .contains("\"error\":\"wrong_host\"")
                    .doesNotContainIgnoringCase("access-control-allow-origin");
        }
        assertThat(server.sync.peers).isEmpty();
    }

    @Test
    void aRequestThatNamesTwoHostsIsRefused() throws Exception {
        assertThat(answer("GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .containsPattern("^HTTP/1.1 4(21|00) ");
        assertThat(answer("GET http://localhost/ HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
                .containsPattern("^HTTP/1.1 4(21|00) ");
    }

    @Test
    void aRequestThatNamesNoHostIsRefused() throws Exception {
        assertThat(answer("GET / HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 421 ");
        assertThat(answer("GET / HTTP/1.1\r\nHost:\r\n\r\n"))
                .containsPattern("^HTTP/1.1 4(21|00) ");
    }

    @Test
    void whatProxiesSayOfThemselvesIsIgnored() throws Exception {
        assertThat(
                        get(
                                "/",
                                "X-Forwarded-Host: evil.example",
                                "X-Forwarded-Proto: https",
                                "X-Forwarded-For: 203.0.113.7",
                                "Forwarded: host=evil.example;proto=https;for=203.0.113.7"))
                .startsWith("HTTP/1.1 200 ")
                .doesNotContain("evil.example");
    }
}
