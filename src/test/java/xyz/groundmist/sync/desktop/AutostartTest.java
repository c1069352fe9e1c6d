package xyz.groundmist.sync.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class AutostartTest {
    @TempDir Path home;

    private static final Path COMMAND = Path.of("/opt/groundmist-sync/bin/groundmist-sync");

    private Path file() {
        return home.resolve(".config/autostart/xyz.groundmist.sync.desktop");
    }

    @Test
    void itIsSwitchedOnAndOff() throws Exception {
        var autostart = Autostart.of(home, COMMAND, Map.of());
        assertThat(autostart.on()).isFalse();
        autostart.set(true);
        assertThat(autostart.on()).isTrue();
        assertThat(Files.readString(file()))
                .startsWith("[Desktop Entry]\n")
                .contains("\nExec=\"/opt/groundmist-sync/bin/groundmist-sync\" --background\n");
        autostart.set(false);
        assertThat(file()).doesNotExist();
        autostart.set(false);
    }

    @Test
    void theFolderForSettingsIsHeeded() throws Exception {
        Path other = home.resolve("other");
        Autostart.of(home, COMMAND, Map.of("XDG_CONFIG_HOME", other.toString())).set(true);

        assertThat(other.resolve("autostart/xyz.groundmist.sync.desktop")).exists();
    }

    @Test
    void anotherDataFolderIsTheSameAtLogin() throws Exception {
        Autostart.of(home, COMMAND, Map.of("DATA_DIR", "/data/my sync")).set(true);

        assertThat(Files.readString(file()))
                .contains(
                        "Exec=env \"DATA_DIR=/data/my sync\""
                                + " \"/opt/groundmist-sync/bin/groundmist-sync\" --background");
    }

    @Test
    void charactersWithAMeaningAreEscapedTwice() throws Exception {
        Autostart.of(home, Path.of("/opt/100% $mine`\"\\/run"), Map.of()).set(true);

        assertThat(Files.readString(file()))
                .contains("Exec=\"/opt/100%% \\\\$mine\\\\`\\\\\"\\\\\\\\/run\" --background");
    }
}
