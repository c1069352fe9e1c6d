package xyz.groundmist.sync.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

class SettingsEditTest {
    @TempDir Path folder;

    private SettingsEdit edit() {
        return new SettingsEdit(folder, Map.of());
    }

    private Path file() {
        return folder.resolve("settings.json");
    }

    @Test
    void whatIsSetIsWhatTheServerStartsWith() throws Exception {
        edit().port(4040);
        edit().publicUrl(URI.create("https://sync.example.org"));

        assertThat(edit().current().port()).isEqualTo(4040);
        assertThat(edit().current().publicUrl()).hasToString("https://sync.example.org");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void whatElseIsInTheFileStays() throws Exception {
        Files.writeString(file(), "{\"ownerDid\": \"did:web:anna.example.org\", \"port\": 1}");
        edit().port(4040);
        edit().publicUrl(null);

        assertThat(edit().current().ownerDid()).isEqualTo("did:web:anna.example.org");
    }

    @Test
    void aFileThatCannotBeUsedIsLeftAsItIs() throws Exception {
        Files.writeString(file(), "{ nonsense");

        assertThatThrownBy(() -> edit().port(4040)).isInstanceOf(SettingsException.class);
        assertThat(file()).hasContent("{ nonsense");
    }

    @Test
    void theEnvironmentIsSeen() {
        var edit = new SettingsEdit(folder, Map.of("PORT", "4711", "PUBLIC_URL", " "));

        assertThat(edit.setByEnvironment("PORT")).isTrue();
        assertThat(edit.setByEnvironment("PUBLIC_URL")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "sync.example.org, https://sync.example.org",
        "' HTTPS://Sync.Example.org/ ', https://sync.example.org",
        "http://localhost:8080, http://localhost:8080"
    })
    void anAddressIsTakenAsPeopleTypeIt(String typed, String meant) throws Exception {
        assertThat(Settings.typedPublicUrl(typed)).hasToString(meant);
    }

    @ParameterizedTest
    @CsvSource({"sync.example.org/path", "ftp://sync.example.org", "'two words'", "''"})
    void whatIsNoAddressIsRefused(String typed) {
        assertThatThrownBy(() -> Settings.typedPublicUrl(typed))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("https://sync.example.org");
    }
}
