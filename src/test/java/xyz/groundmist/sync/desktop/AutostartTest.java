package xyz.groundmist.sync.desktop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class AutostartTest {
    @TempDir Path home;

    private static final Path COMMAND = Path.of("/opt/groundmist-sync/bin/groundmist-sync");

    private Path file() {
        return home.resolve(".config/autostart/xyz.groundmist.sync.desktop");
    }

    @Test
    void itIsSwitchedOnAndOff() throws Exception {
        var autostart = Autostart.linux(home, COMMAND, Map.of());
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
        Autostart.linux(home, COMMAND, Map.of("XDG_CONFIG_HOME", other.toString())).set(true);

        assertThat(other.resolve("autostart/xyz.groundmist.sync.desktop")).exists();
    }

    @Test
    void anotherDataFolderIsTheSameAtLogin() throws Exception {
        Autostart.linux(home, COMMAND, Map.of("DATA_DIR", "/data/my sync")).set(true);

        assertThat(Files.readString(file()))
                .contains(
                        "Exec=env \"DATA_DIR=/data/my sync\""
                                + " \"/opt/groundmist-sync/bin/groundmist-sync\" --background");
    }

    @Test
    void charactersWithAMeaningAreEscapedTwice() throws Exception {
        Autostart.linux(home, Path.of("/opt/100% $mine`\"\\/run"), Map.of()).set(true);

        assertThat(Files.readString(file()))
                .contains("Exec=\"/opt/100%% \\\\$mine\\\\`\\\\\"\\\\\\\\/run\" --background");
    }

    /** Not tried on a Mac. */
    @Test
    void onAMacItIsALaunchAgent() throws Exception {
        Path program = Path.of("/Applications/A & B.app/Contents/MacOS/groundmist-sync");
        var autostart = Autostart.mac(home, program, Map.of("DATA_DIR", "/data/my sync"));
        autostart.set(true);

        assertThat(autostart.on()).isTrue();
        Path agent = home.resolve("Library/LaunchAgents/xyz.groundmist.sync.plist");
        assertThat(Files.readString(agent))
                .contains("<string>/Applications/A &amp; B.app/Contents/MacOS/groundmist-sync<")
                .contains("<string>--background</string>")
                .contains("<key>DATA_DIR</key>\n    <string>/data/my sync</string>")
                .contains("<key>RunAtLoad</key>\n  <true/>");
        autostart.set(false);
        assertThat(agent).doesNotExist();
    }

    /** Not tried on Windows. */
    @Test
    void onWindowsItIsAValueInTheRegistry() throws Exception {
        List<List<String>> run = new ArrayList<>();
        var autostart =
                new WindowsRun(
                        Path.of("/Program Files/groundmist-sync.exe"),
                        command -> {
                            run.add(command);
                            return 0;
                        });
        String key = "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run";
        autostart.set(true);
        assertThat(run.getLast())
                .containsExactly(
                        "reg",
                        "add",
                        key,
                        "/v",
                        "Groundmist Sync",
                        "/t",
                        "REG_SZ",
                        "/d",
                        "\\\"/Program Files/groundmist-sync.exe\\\" --background",
                        "/f");
        assertThat(autostart.on()).isTrue();
        autostart.set(false);
        assertThat(run.getLast())
                .containsExactly("reg", "delete", key, "/v", "Groundmist Sync", "/f");
    }

    @Test
    void whatWindowsRefusesIsNotPassedOver() {
        var autostart = new WindowsRun(Path.of("/program.exe"), _ -> 1);

        assertThatThrownBy(() -> autostart.set(true)).isInstanceOf(IOException.class);
    }
}
