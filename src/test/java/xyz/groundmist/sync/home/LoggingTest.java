package xyz.groundmist.sync.home;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

class LoggingTest {
    private static final String TOKEN = "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyMTI";

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /?token=%s HTTP/1.1",
                "wss://sync.example.org/?token=%s&x=1",
                "{\"token\":\"%s\",\"x\":1}",
                "{\\\"token\\\":\\\"%s\\\"}",
                "token: %s",
                "a token%%3D%s",
                "Authorization: Bearer %s",
                "Authorization: DPoP %s",
                "DPoP: %s",
                "it was %s, plain",
                "'%s'",
                "/path/%s/rest",
            })
    void aTokenIsMaskedWhereverItStands(String line) {
        assertThat(Redaction.mask(line.formatted(TOKEN)))
                .doesNotContain(TOKEN)
                .contains("[secret]");
    }

    @Test
    void ofAMaskedTokenNothingIsLeft() {
        assertThat(Redaction.mask("GET /?token=abc.def~ghi&x=1"))
                .isEqualTo("GET /?token=[secret]&x=1");
        assertThat(Redaction.mask("Bearer eyJhbGciOi.eyJzdWIi.c2ln rest"))
                .isEqualTo("Bearer [secret] rest");
        assertThat(Redaction.mask("https://sync.example.org/#invitation=AbCdEfGhIjKlMnOpQrStUv."))
                .isEqualTo("https://sync.example.org/#invitation=[secret]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "document 4NMNnkMhL8jXrdJ9jamS58PAVdXu changed",
                "change ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad is stored",
                "at org.eclipse.jetty.server.internal.HttpChannelState$HandlerInvoker.run(X.java:8)",
                "the owner is did:plc:ewvi7nxzyoun6zhxrhs64oiz",
                "a token that has expired",
            })
    void whatIsNoSecretStays(String line) {
        assertThat(Redaction.mask(line)).isEqualTo(line);
    }

    @Test
    void neitherTheLogFileNorTheConsoleEverHoldsAToken() throws Exception {
        var console = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(console, true, StandardCharsets.UTF_8));
        try {
            Logging.toFolder(folder);
            var log = LoggerFactory.getLogger("a.room");
            log.info("the request was /?token={}", TOKEN);
            log.error(
                    "it failed",
                    new IllegalStateException(
                            "outer " + TOKEN, new IllegalStateException("Bearer " + TOKEN)));
        } finally {
            System.setErr(before);
        }

        String file = Files.readString(folder.resolve("groundmist-sync.log"));
        assertThat(file)
                .contains("INFO", "/?token=[secret]", "outer [secret]", "Bearer [secret]", "at ")
                .doesNotContain(TOKEN);
        assertThat(console.toString(StandardCharsets.UTF_8))
                .contains("ERROR it failed")
                .doesNotContain("INFO", TOKEN);
    }
}
