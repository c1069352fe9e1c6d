package xyz.groundmist.sync.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import xyz.groundmist.sync.secrets.Secrets;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What is read: scopes, queries, the file. */
class OwnerFormsTest {
    @ParameterizedTest
    @CsvSource({
        "atproto transition:generic, true",
        "atproto repo:xyz.groundmist.sync, true",
        "atproto repo:*, true",
        "atproto repo:xyz.groundmist.sync?action=create&action=update&action=delete, true",
        "atproto repo:xyz.groundmist.sync?action=delete&action=update&action=create, true",
        "atproto repo:xyz.groundmist.sync?action=create, false",
        "atproto repo:xyz.groundmist.synced, false",
        "atproto transition:email, false",
        "atproto, false",
    })
    void aScopeAllowsPublishingOrDoesnt(String scope, boolean publishes) {
        assertThat(Scopes.publishes(scope)).isEqualTo(publishes);
        assertThat(Scopes.signsIn(scope)).isTrue();
    }

    @Test
    void aScopeWithoutAtprotoIsNoSignIn() {
        assertThat(Scopes.signsIn("transition:generic atprotox")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "code=x",
                "state=s",
                "state=s&code=x&error=access_denied",
                "state=s&state=t&code=x",
                "state=s&code=%zz",
            })
    void aQueryThatIsNoAnswerIsNone(String query) {
        assertThat(Callback.parse(query)).isNull();
        assertThat(Callback.parse(null)).isNull();
    }

    @Test
    void anAnswerIsReadWithoutShowingItsSecrets() {
        Callback callback = Callback.parse("state=a%20b&code=secret&iss=https%3A%2F%2Fpds");
        assertThat(callback).isEqualTo(new Callback("a b", "https://pds", "secret", null));
        assertThat(callback).asString().doesNotContain("secret");
    }

    @Test
    void aPageShowsWordsAsWords() {
        assertThat(CallbackPage.failed("<script>\"&").body())
                .contains("&lt;script&gt;&quot;&amp;")
                .doesNotContain("<script");
    }

    @Test
    void aFileThatHoldsSomethingElseIsNotUsed(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("account.json");
        Files.writeString(file, "{\"did\":");
        assertThatIOException()
                .isThrownBy(() -> AccountFile.open(file, Secrets.open(folder, Map.of())))
                .withMessageContaining("log in again");
    }
}
