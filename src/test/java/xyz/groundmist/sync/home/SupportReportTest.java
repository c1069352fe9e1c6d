package xyz.groundmist.sync.home;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.home.StatusModel.Condition;
import xyz.groundmist.sync.home.StatusModel.Snapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

class SupportReportTest {
    private static final String SECRET = "Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFiY2RlZmdoaWprbG0";
    private static final String OWNER = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";

    @TempDir Path folder;

    private String report(String log) throws IOException {
        Path logs = Files.createDirectories(folder.resolve("logs"));
        Files.writeString(logs.resolve("groundmist-sync.log"), log);
        var status =
                new Status(
                        "0.1.0",
                        1,
                        Instant.EPOCH,
                        3031,
                        "http://127.0.0.1:3031",
                        "https://anna.example.org",
                        Reaches.none(),
                        OWNER,
                        new AccountEntry(
                                "signed_in",
                                OWNER,
                                "anna.test",
                                null,
                                null,
                                null,
                                true,
                                null,
                                null,
                                null),
                        folder.toString(),
                        List.of(new SpaceEntry("xyz.groundmist.library", 1, 2, 3, 0, null)),
                        1,
                        2,
                        0,
                        0,
                        null,
                        List.of(),
                        new DeviceCounts(false, 0, 0, 0, 0, 0, false),
                        List.of("The disk is full."));
        return new SupportReport(folder, folder.toString())
                .write(new Snapshot(Condition.RUNNING, status, null));
    }

    @Test
    void itSaysHowItIsAndWhatHappened() throws IOException {
        assertThat(report("2026-11-22T08:01:12.003Z INFO  x.Home Listens\n"))
                .contains("State: running", "Spaces: 1", "Problem: The disk is full.", "Listens");
    }

    @Test
    void itHasNoSecretNoNameAndNoAddress() throws IOException {
        assertThat(
                        report(
                                "Bearer "
                                        + SECRET
                                        + "\ntoken="
                                        + SECRET
                                        + "\nOwner "
                                        + OWNER
                                        + " in "
                                        + folder
                                        + "/spaces\n"))
                .doesNotContain(
                        SECRET,
                        OWNER,
                        folder.toString(),
                        "anna.test",
                        "anna.example.org",
                        "library");
    }

    @Test
    void itHasTheEndOfALongLog() throws IOException {
        var log = new StringBuilder();
        for (int i = 0; i < 5000; i++) log.append("line ").append(i).append('\n');

        assertThat(report(log.toString())).contains("line 4999").doesNotContain("line 4799\n");
    }

    @Test
    void withoutALogItIsWrittenAllTheSame() throws IOException {
        assertThat(
                        new SupportReport(folder)
                                .write(new Snapshot(Condition.FAILED, null, "Port taken.")))
                .contains("Failure: Port taken.");
    }
}
