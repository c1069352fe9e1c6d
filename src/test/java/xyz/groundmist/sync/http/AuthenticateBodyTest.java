package xyz.groundmist.sync.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What may stand in the body of {@code POST /authenticate}. */
class AuthenticateBodyTest {
    private static AuthenticateBody parse(String json) throws BadRequestException {
        return AuthenticateBody.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aPrototypeClientNamesASpaceAndPerhapsADocument() throws Exception {
        var body =
                parse(
                        "{\"lexiconAuthorityDomain\":\"xyz.groundmist.library\",\"rootDocUrl\":null}");

        assertThat(body)
                .isEqualTo(
                        new AuthenticateBody(
                                "xyz.groundmist.library", null, null, Duration.ZERO, null));
        assertThat(parse("{\"lexiconAuthorityDomain\":\"a.b\",\"rootDocUrl\":\"automerge:x\"}"))
                .extracting(AuthenticateBody::rootDocUrl)
                .isEqualTo("automerge:x");
    }

    @Test
    void anAppMayNameItselfWaitAndShowAnInvitation() throws Exception {
        var body =
                parse(
                        "{\"wait\":60,\"appName\":\"Bücher 📚\",\"invitation\":\"S3cret\","
                                + "\"lexiconAuthorityDomain\":\"a.b\"}");

        assertThat(body)
                .isEqualTo(
                        new AuthenticateBody(
                                "a.b", null, "Bücher 📚", Duration.ofSeconds(60), "S3cret"));
        assertThat(body.toString()).doesNotContain("S3cret");
    }

    @Test
    void whatALaterClientAddsIsPassedOver() throws Exception {
        assertThat(
                        parse(
                                "{\"new\":{\"lexiconAuthorityDomain\":\"c.d\",\"x\":[1,{}]},"
                                        + "\"lexiconAuthorityDomain\":\"a.b\"}"))
                .extracting(AuthenticateBody::lexiconAuthorityDomain)
                .isEqualTo("a.b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"a.b\"",
                "{",
                "{}",
                "{'lexiconAuthorityDomain':'a.b'}",
                "{\"lexiconAuthorityDomain\":null}",
                "{\"lexiconAuthorityDomain\":7}",
                "{\"lexiconAuthorityDomain\":[\"a.b\"]}",
                "{\"lexiconAuthorityDomain\":\"a.b\"}}",
                "{\"lexiconAuthorityDomain\":\"a.b\"} {}",
                "{\"lexiconAuthorityDomain\":\"a.b\",}",
                "{\"lexiconAuthorityDomain\":\"a.b\",\"lexiconAuthorityDomain\":\"c.d\"}",
                "{\"lexiconAuthorityDomain\":\"a.b\",\"wait\":-1}",
                "{\"lexiconAuthorityDomain\":\"a.b\",\"wait\":61}",
                "{\"lexiconAuthorityDomain\":\"a.b\",\"wait\":1.5}",
                "{\"lexiconAuthorityDomain\":\"a.b\",\"wait\":1e1}",
                "{\"lexiconAuthorityDomain\":\"a.b\",\"wait\":\"5\"}",
                "{\"lexiconAuthorityDomain\":\"a.b\",\"wait\":99999999999999999999}",
                "{\"lexiconAuthorityDomain\":\"a.b\",\"invitation\":{}}",
                "{\"lexiconAuthorityDomain\":\"a.b\",\"rootDocUrl\":NaN}",
                "{/* */\"lexiconAuthorityDomain\":\"a.b\"}",
            })
    void everythingElseIsRefusedInASentence(String json) {
        assertThatThrownBy(() -> parse(json))
                .isInstanceOf(BadRequestException.class)
                .message()
                .endsWith(".")
                .doesNotContain("a.b");
    }

    @ParameterizedTest
    @CsvSource({"ff7b7d", "7b22c0af227d", "feff007b007d", "7b00", "efbbbf7b7d"})
    void whatIsNotPlainUtf8IsRefused(String hex) {
        assertThatThrownBy(() -> AuthenticateBody.parse(java.util.HexFormat.of().parseHex(hex)))
                .isInstanceOf(BadRequestException.class);
    }

    @Test
    void depthDoesNotCostTheStack() {
        assertThatThrownBy(() -> parse("{\"x\":" + "[".repeat(8_000)))
                .isInstanceOf(BadRequestException.class);
    }

    @Test
    void aSecretInABrokenBodyIsNotQuoted() {
        assertThatThrownBy(() -> parse("{\"invitation\":\"S3cret\", S3cret"))
                .isInstanceOf(BadRequestException.class)
                .message()
                .contains("column")
                .doesNotContain("S3cret");
    }
}
