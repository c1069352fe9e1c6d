package xyz.groundmist.sync.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

class DataFolderTest {
    private static final Path USER = Path.of("/home/ada");

    @TempDir Path parent;

    @ParameterizedTest
    @CsvSource({
        "Linux, , /home/ada/.local/share/groundmist-sync",
        "Linux, /data, /data/groundmist-sync",
        "Linux, not/absolute, /home/ada/.local/share/groundmist-sync",
        "FreeBSD, , /home/ada/.local/share/groundmist-sync",
        "Mac OS X, /data, /home/ada/Library/Application Support/Groundmist Sync",
    })
    void theStandardFolderIsWhereThePlatformKeepsSuchData(
            String system, String xdgDataHome, String expected) {
        Map<String, String> environment =
                xdgDataHome == null ? Map.of() : Map.of("XDG_DATA_HOME", xdgDataHome);

        assertThat(DataFolder.standard(system, USER, environment)).hasToString(expected);
    }

    @Test
    void onWindowsItIsTheLocalApplicationData() {
        assertThat(DataFolder.standard("Windows 11", USER, Map.of("LOCALAPPDATA", "/local")))
                .hasToString("/local/Groundmist Sync");
        assertThat(DataFolder.standard("Windows 11", USER, Map.of()))
                .hasToString("/home/ada/AppData/Local/Groundmist Sync");
    }

    @Test
    void aNewFolderIsForThisUserOnly() throws Exception {
        Path path = parent.resolve("a/b");

        try (var folder = DataFolder.take(path)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rwx------");
            assertThat(folder.problem()).isNull();
        }
    }

    @Test
    void aFolderOthersMayReadIsUsedAndReported() throws Exception {
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-xr-x"));

        try (var folder = DataFolder.take(parent)) {
            assertThat(folder.problem()).contains("chmod 700 " + parent);
        }
    }

    @Test
    void aFolderIsTakenOnceAndGivenBack() throws Exception {
        try (var _ = DataFolder.take(parent)) {
            assertThatThrownBy(() -> DataFolder.take(parent))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("already runs for " + parent);
        }

        DataFolder.take(parent).close();
    }

    @Test
    void aFileInTheWayIsSaid() throws Exception {
        Path file = Files.createFile(parent.resolve("file"));

        assertThatThrownBy(() -> DataFolder.take(file))
                .isInstanceOf(StartException.class)
                .hasMessageContaining(file + " can't be written to: a file is in the way");
        assertThatThrownBy(() -> DataFolder.take(file.resolve("below")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("--data-dir");
    }
}
