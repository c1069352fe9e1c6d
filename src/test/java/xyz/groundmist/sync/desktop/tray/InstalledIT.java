package xyz.groundmist.sync.desktop.tray;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import xyz.groundmist.sync.clients.Client;
import xyz.groundmist.sync.clients.NodeClients;
import xyz.groundmist.sync.clients.Release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The Debian package: installed, started, synced through, taken away. Only where packages may be
 * installed (root) and with the profile {@code installer}; else it is skipped, or fails with {@code
 * CI=true}.
 */
@Timeout(300)
final class InstalledIT {
    private static final Path COMMAND = Path.of("/usr/bin/groundmist-sync");
    private static final Path INSTALLED = Path.of("/opt/groundmist-sync");
    private static final Path ENTRY =
            Path.of("/usr/share/applications/xyz.groundmist.sync.desktop");
    private static final int TERMINATED = 128 + 15;
    private static final int SIZE = 22;
    private static final int DARK = 0x1e;

    @TempDir private Path folder;

    @Test
    void itIsInstalledStartedSyncedThroughAndTakenAway() throws Exception {
        Path built = built();
        try {
            run("dpkg", "-i", built.toString());
            assertThat(COMMAND).isExecutable();
            run("desktop-file-validate", ENTRY.toString());
            assertThat(Files.readString(ENTRY))
                    .contains("Exec=" + COMMAND, "Name=Groundmist Sync", "Icon=groundmist-sync\n");
            Path theme = Path.of("/usr/share/icons/hicolor");
            assertThat(theme.resolve("16x16/apps/groundmist-sync.png")).exists();
            assertThat(theme.resolve("512x512/apps/groundmist-sync.png")).exists();
            assertThat(theme.resolve("scalable/apps/groundmist-sync.svg")).exists();
            assertThat(
                            run(
                                    "env",
                                    "JAVA_TOOL_OPTIONS=-XX:AOTMode=on",
                                    COMMAND.toString(),
                                    "--version"))
                    .as("its cache can be used")
                    .contains("groundmist-sync 0.");
            try (Desktop desktop = Desktop.withWindows("installed-")) {
                isUsed(desktop);
            }
        } finally {
            run("dpkg", "-P", "groundmist-sync");
        }
        assertThat(COMMAND).doesNotExist();
        assertThat(INSTALLED).doesNotExist();
    }

    private void isUsed(Desktop desktop) throws Exception {
        Panel.XFCE.start(desktop, SIZE, DARK);
        var program = new RunningProgram(desktop, folder, COMMAND);
        Process running = program.start();
        program.awaitWindow(true);
        Panel.XFCE.awaitIcon(desktop, SIZE, DARK, Drawing.RUNNING);
        desktop.screen().save(Path.of("target", "desktop", "pictures", "installed.png"));
        assertThat(program.command("status")).contains("is running");

        String added = program.command("apps", "add", "--space", "org.example.notes", "--json");
        JsonNode app = new JsonMapper().readTree(added);
        try (var node = new NodeClients(Release.NEWEST)) {
            var options = Client.Options.at(app.get("url").asString());
            Client one = new Client(node, "one", options).awaitConnected();
            String note = one.create(Map.of("text", "Milk"));
            Client other = new Client(node, "other", options).awaitConnected();
            other.awaitFound(note);
            other.awaitValue(note, "text", "Milk");
            // Its runtime has no java command: the worker is the program itself.
            assertThat(program.command("documents", "show", note)).contains("Milk");
        }
        running.destroy();
        assertThat(running.waitFor()).isEqualTo(TERMINATED);
        assertThat(program.log()).contains("Stopped").doesNotContain("ERROR");
    }

    private static Path built() throws Exception {
        Path target = Path.of("target", "installer");
        List<Path> found = List.of();
        if (Files.isDirectory(target)) {
            try (Stream<Path> files = Files.list(target)) {
                found =
                        files.filter(file ->
                                        file.getFileName()
                                                .toString()
                                                .matches("groundmist-sync_.*\\.deb"))
                                .toList();
            }
        }
        if (!Files.isExecutable(Path.of("/usr/bin/desktop-file-validate"))) {
            giveUp("This test needs desktop-file-validate (desktop-file-utils).");
        }
        if (found.isEmpty()) giveUp("This test needs a package: mvn verify -Pinstaller.");
        if (!run("id", "-u").equals("0")) giveUp("This test installs a package, as root only may.");
        if (Files.exists(INSTALLED)) giveUp("Groundmist Sync is installed here already.");
        return found.getFirst();
    }

    private static void giveUp(String sentence) throws IOException {
        if ("true".equals(System.getenv("CI"))) throw new IOException(sentence);
        Assumptions.abort(sentence);
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes()).strip();
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
