package xyz.groundmist.sync.http;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import xyz.groundmist.sync.identity.VerificationKey;

import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.Base64;

/** How a client makes sure that it asks the owner's server and no other. */
class ServerProofTest {
    private static final String NONCE = "AAECAwQFBgcICQoLDA0ODw";

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

    private String get(String target) throws Exception {
        return RawClient.answer(
                server.port(), "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    private static JsonNode json(String answer) {
        assertThat(answer)
                .startsWith("HTTP/1.1 200 ")
                .contains("Access-Control-Allow-Origin: *\r\n")
                .contains("Content-Type: application/json");
        return JsonMapper.shared().readTree(answer.substring(answer.indexOf("\r\n\r\n")));
    }

    private String proof(String nonce, String origin) throws Exception {
        return get(
                "/.well-known/groundmist-sync?nonce="
                        + URLEncoder.encode(nonce, UTF_8)
                        + "&origin="
                        + URLEncoder.encode(origin, UTF_8));
    }

    @Test
    void theDidDocumentNamesTheServiceAndItsKey() throws Exception {
        JsonNode document = json(get("/.well-known/did.json"));

        assertThat(document.path("id").stringValue()).isEqualTo("did:web:sync.example.org");
        JsonNode key = document.path("verificationMethod").path(0);
        assertThat(key.path("id").stringValue())
                .isEqualTo("did:web:sync.example.org#groundmist_sync_key");
        assertThat(key.path("type").stringValue()).isEqualTo("Multikey");
        assertThat(key.path("publicKeyMultibase").stringValue())
                .isEqualTo(server.identity.multikey());
        JsonNode service = document.path("service").path(0);
        assertThat(service.path("id").stringValue()).isEqualTo("#groundmist_sync");
        assertThat(service.path("type").stringValue()).isEqualTo("GroundmistSync");
        assertThat(service.path("serviceEndpoint").stringValue())
                .isEqualTo("https://sync.example.org");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://sync.example.org", "http://localhost:"})
    void theServerSignsTheClientsNonceAndItsOwnOrigin(String asked) throws Exception {
        String origin = asked.endsWith(":") ? asked + server.port() : asked;

        JsonNode proof = json(proof(NONCE, origin));

        assertThat(proof.path("did").stringValue()).isEqualTo("did:web:sync.example.org");
        assertThat(proof.path("origin").stringValue()).isEqualTo(origin);
        String signed = "groundmist-sync server proof v1\n" + origin + "\n" + NONCE;
        byte[] signature = Base64.getUrlDecoder().decode(proof.path("signature").stringValue());
        assertThat(signature).hasSize(64);
        var key = VerificationKey.ofMultikey(proof.path("key").stringValue());
        assertThat(key.verify(signed.getBytes(UTF_8), signature)).isTrue();
        assertThat(key.verify((signed + "x").getBytes(UTF_8), signature)).isFalse();
        assertThat(proof.path("key").stringValue()).isEqualTo(server.identity.multikey());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "https://sync.example.org.evil.example",
                "http://sync.example.org",
                "https://sync.example.org:444",
                "https://sync.example.org:443",
                "https://sync.example.org/",
                "https://SYNC.example.org",
                "https://sync.example.org\nx",
                "null",
            })
    void itNeverSignsForAnotherOrigin(String origin) throws Exception {
        assertThat(proof(NONCE, origin))
                .startsWith("HTTP/1.1 421 ")
                .contains("\"wrong_origin\"")
                .doesNotContain("signature");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "short",
                "AAECAwQFBgcICQoLDA0O",
                "AAECAwQFBgcICQoLDA0ODw==",
                "AAECAwQFBgcICQoLDA0OD\n",
                "AAECAwQFBgcICQoLDA0OD+AA",
            })
    void aNonceThatIsNoneIs400(String nonce) throws Exception {
        assertThat(proof(nonce, "https://sync.example.org")).startsWith("HTTP/1.1 400 ");
        assertThat(proof("A".repeat(87), "https://sync.example.org")).startsWith("HTTP/1.1 400 ");
        assertThat(get("/.well-known/groundmist-sync")).startsWith("HTTP/1.1 400 ");
        assertThat(get("/.well-known/groundmist-sync?nonce=" + NONCE)).startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/healthz", "/.well-known/did.json"})
    void aHeadIsAnsweredLikeAGetWithoutItsBody(String path) throws Exception {
        String got = get(path);
        String head =
                RawClient.answer(
                        server.port(), "HEAD " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");

        String gotHead = got.substring(0, got.indexOf("\r\n\r\n") + 4);
        assertThat(head.replaceAll("Date: .*\r\n", ""))
                .isEqualTo(gotHead.replaceAll("Date: .*\r\n", ""))
                .contains("Content-Length: " + got.substring(gotHead.length()).length());
    }

    @Test
    void itsKeySurvivesARestart() throws Exception {
        String key = server.identity.multikey();
        server.close();
        server = RunningServer.start(folder);

        assertThat(server.identity.multikey()).isEqualTo(key);
    }
}
