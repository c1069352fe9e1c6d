package xyz.groundmist.sync.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** Settings that somebody had written for the prototype. */
class PrototypeEnvironmentTest {
    private static final String DID = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";

    @TempDir private Path folder;

    private Map<String, String> taken(String text) throws IOException, SettingsException {
        return PrototypeEnvironment.takeOver(
                Files.writeString(folder.resolve(".env"), text), folder.resolve("data"));
    }

    private Settings settings() throws SettingsException {
        var flags = new Settings.Flags(folder.resolve("data").toString(), null, null);
        return Settings.read(flags, Map.of());
    }

    @Test
    void whatMeansTheSameHereIsTakenOverAndTheSecretIsNot() throws Exception {
        Map<String, String> taken =
                taken(
                        """
                        # my server
                        export ATPROTO_DID="%s"
                        PORT=4040   # behind caddy
                        PUBLIC_URL='https://sync.example.org'
                        JWT_SECRET=hunter2hunter2
                        EMPTY=
                        not a line of that form
                        """
                                .formatted(DID));

        assertThat(taken).containsOnlyKeys("ATPROTO_DID", "PORT", "PUBLIC_URL");
        assertThat(settings().ownerDid()).isEqualTo(DID);
        assertThat(settings().port()).isEqualTo(4040);
        assertThat(settings().publicUrl()).hasToString("https://sync.example.org");
        Path data = folder.resolve("data");
        assertThat(Files.readString(data.resolve("settings.json"))).doesNotContain("hunter2");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .isEqualTo("rwx------");
    }

    @Test
    void whatWasSetBeforeStaysWhereTheFileSaysNothing() throws Exception {
        taken("PORT=4040");
        taken("ATPROTO_DID=" + DID);

        assertThat(settings().port()).isEqualTo(4040);
        assertThat(settings().ownerDid()).isEqualTo(DID);
    }

    @Test
    void aValueThatIsNoUseIsSaidAndNothingIsTakenOver() {
        assertThatThrownBy(() -> taken("ATPROTO_DID=" + DID + "\nPORT=many"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("PORT");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void aFileThatIsNotThereIsSaid() {
        Path none = folder.resolve("none");
        assertThatThrownBy(() -> PrototypeEnvironment.takeOver(none, folder.resolve("data")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("can't be read");
    }
}
