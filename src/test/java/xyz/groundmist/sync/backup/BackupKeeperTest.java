package xyz.groundmist.sync.backup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.identity.HandClock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Backups that nobody thinks of. */
@Timeout(120)
class BackupKeeperTest {
    @TempDir private Path folder;
    private final HandClock clock = new HandClock();
    private Path data;
    private Path disk;
    private BackupKeeper keeper;

    @BeforeEach
    void plan() throws Exception {
        data = House.furnished(folder.resolve("data"));
        disk = Files.createDirectory(folder.resolve("disk"));
        keeper = keeper();
    }

    private BackupKeeper keeper() {
        return new BackupKeeper(data, "0.1.0", new BackupPlan(disk, Duration.ofDays(1), 3), clock);
    }

    private List<String> kept() throws IOException {
        try (Stream<Path> files = Files.list(disk)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void oneADayAndTheOldestGoes() throws Exception {
        Files.writeString(disk.resolve("groundmist-sync-holiday.backup.zip"), "somebody else's");
        for (int day = 0; day < 5; day++) {
            keeper.look();
            clock.forward(Duration.ofHours(12));
            keeper.look();
            clock.forward(Duration.ofHours(12));
        }

        assertThat(kept())
                .containsExactly(
                        "groundmist-sync-20261124-120000.backup.zip",
                        "groundmist-sync-20261125-120000.backup.zip",
                        "groundmist-sync-20261126-120000.backup.zip",
                        "groundmist-sync-holiday.backup.zip");
        assertThat(keeper.problems()).isEmpty();
    }

    @Test
    void aRestartMakesNoBackupAnew() throws Exception {
        keeper.look();
        keeper = keeper();
        clock.forward(Duration.ofHours(20));
        keeper.look();

        assertThat(kept()).hasSize(1);
    }

    @Test
    void theNewestIsTriedOnceAWeekAndADamagedOneIsFound() throws Exception {
        keeper.look();
        assertThat(keeper.entries().rehearsed())
                .satisfies(tried -> {
                    assertThat(tried.problem()).isNull();
                    assertThat(tried.documents()).isEqualTo(6);
                    assertThat(tried.at()).isEqualTo(clock.instant());
                });
        keeper.plan(null);
        Path newest = disk.resolve(kept().getFirst());
        Files.write(newest, new byte[] {1, 2, 3}, StandardOpenOption.WRITE);
        clock.forward(Duration.ofDays(6));
        keeper.look();
        assertThat(keeper.problems()).isEmpty();

        clock.forward(Duration.ofDays(1));
        keeper.look();

        assertThat(keeper.problems())
                .singleElement()
                .asString()
                .contains(newest.toString(), "can't be relied on", "Make a new one");

        clock.forward(Duration.ofMinutes(1));
        keeper.make(disk.resolve("new.zip"), null);
        assertThat(keeper.problems()).isEmpty();
        keeper.look();
        assertThat(keeper.entries().rehearsed())
                .satisfies(tried -> assertThat(tried.file()).endsWith("new.zip"));
    }

    @Test
    void aDiskThatIsNotThereIsSaidAndTriedAgainInAnHour() throws Exception {
        Path away = folder.resolve("away");
        Files.move(disk, away);
        keeper.look();
        assertThat(keeper.problems()).singleElement().asString().contains("can't be written");

        Files.move(away, disk);
        clock.forward(Duration.ofMinutes(30));
        keeper.look();
        assertThat(kept()).isEmpty();
        clock.forward(Duration.ofMinutes(30));
        keeper.look();
        assertThat(kept()).hasSize(1);
        assertThat(keeper.problems()).isEmpty();
    }

    @Test
    void aClockThatGoesBackPutsNothingOffForYears() throws Exception {
        keeper.look();
        clock.forward(Duration.ofDays(-400));
        keeper.look();

        assertThat(kept()).hasSize(2);
    }

    @Test
    void whatASuddenEndLeftHalfWrittenGoesWithTheNextBackup() throws Exception {
        Files.writeString(disk.resolve("groundmist-sync-20261101-000000.backup.zip.part"), "half");
        Files.writeString(disk.resolve("film.zip.part"), "somebody else's");

        keeper.look();

        assertThat(kept())
                .containsExactly("film.zip.part", "groundmist-sync-20261122-120000.backup.zip");
    }
}
