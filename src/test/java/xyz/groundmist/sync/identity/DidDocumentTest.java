package xyz.groundmist.sync.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.nio.charset.StandardCharsets;

class DidDocumentTest {
    private final TestAccount alice = TestAccount.of("alice", VerificationKey.Curve.SECP256K1);

    private DidDocument parse(String json) throws IdentityException {
        return DidDocument.parse(json.getBytes(StandardCharsets.UTF_8), alice.did());
    }

    @Test
    void theDocumentOfToday() throws Exception {
        DidDocument document = parse(alice.document());

        assertThat(document.did()).isEqualTo(alice.did());
        assertThat(document.handle()).isEqualTo(alice.handle());
        assertThat(document.alsoKnownAs()).containsExactly("at://alice.example.com");
        assertThat(document.signingKey()).hasToString(alice.multikey());
        assertThat(document.pds()).isEqualTo(URI.create("https://pds.example.com"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theDocumentOfFormerYears(boolean compressed) throws Exception {
        DidDocument document =
                parse(
                        alice.document(
                                "alice.example.com",
                                "EcdsaSecp256k1VerificationKey2019",
                                alice.multibase2019(compressed)));

        assertThat(document.signingKey()).hasToString(alice.multikey());
    }

    @Test
    void whatIsMissingIsNull() throws Exception {
        DidDocument document = parse("{\"id\": \"" + alice.did() + "\"}");

        assertThat(document)
                .isEqualTo(new DidDocument(alice.did(), null, java.util.List.of(), null, null));
    }

    @Test
    void theFirstHandleThatIsOneIsTheHandle() throws Exception {
        DidDocument document =
                parse(
                        "{\"id\": \""
                                + alice.did()
                                + "\", \"alsoKnownAs\": [7, \"https://alice.example.com\","
                                + " \"at://-\", \"at://one.example.com\","
                                + " \"at://two.example.com\"]}");

        assertThat(document.handle()).hasToString("one.example.com");
        assertThat(document.names(new Handle("two.example.com"))).isTrue();
        assertThat(document.names(new Handle("three.example.com"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "https://pds.example.com, https://pds.example.com",
        "https://pds.example.com/, https://pds.example.com",
        "https://pds.example.com:8443, https://pds.example.com:8443",
        "http://localhost:2583, http://localhost:2583",
        "https://pds.example.com/xrpc, ",
        "https://pds.example.com?x=y, ",
        "https://user@pds.example.com, ",
        "ftp://pds.example.com, ",
        "file:///etc/passwd, ",
        "'https://pds.example.com\\n', ",
        "pds.example.com, "
    })
    void thePdsIsAnOrigin(String endpoint, String origin) throws Exception {
        DidDocument document = parse(alice.document().replace("https://pds.example.com", endpoint));

        assertThat(document.pds()).isEqualTo(origin == null ? null : URI.create(origin));
    }

    @ParameterizedTest
    @CsvSource({
        "did:plc:alice, did:plc:mallo",
        "'\"controller\": \"did:plc:', '\"controller\": \"did:plc:x'",
        "#atproto\", #other\"",
        "Multikey, Multikeys",
        "publicKeyMultibase, publicKeyJwk"
    })
    void aKeyThatIsNotTheAccountsIsNone(String what, String instead) throws Exception {
        String document = alice.document();
        String changed =
                what.startsWith("did")
                        ? document.replace(alice.did() + "#atproto", "did:plc:mallory#atproto")
                        : document.replace(what, instead);

        assertThat(parse(changed).signingKey()).isNull();
    }

    @Test
    void aServiceOfAnotherTypeIsNoPds() throws Exception {
        assertThat(parse(alice.document().replace("AtprotoPersonal", "Bsky")).pds()).isNull();
    }

    @Test
    void somebodyElsesDocumentIsRefused() {
        String other = TestAccount.of("mallory", VerificationKey.Curve.P256).document();

        assertThat(catchThrowableOfType(IdentityException.class, () -> parse(other)).kind())
                .isEqualTo(IdentityException.Kind.MISMATCH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"did\"",
                "{",
                "{\"id\": \"DID\"} {}",
                "{\"id\": \"DID\", \"id\": \"did:plc:x\"}",
                "{\"id\": \"DID\", \"service\": [{\"id\": \"a\", \"id\": \"b\"}]}"
            })
    void whatIsNoDocumentIsRefused(String json) {
        String document = json.replace("DID", alice.did().text());

        assertThat(catchThrowableOfType(IdentityException.class, () -> parse(document)).kind())
                .isEqualTo(IdentityException.Kind.INVALID);
    }

    @Test
    void aDeepDocumentIsRefused() {
        String deep = "{\"id\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}";

        assertThat(catchThrowableOfType(IdentityException.class, () -> parse(deep)).kind())
                .isEqualTo(IdentityException.Kind.INVALID);
    }
}
