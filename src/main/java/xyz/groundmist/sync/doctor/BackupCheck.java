package xyz.groundmist.sync.doctor;

import xyz.groundmist.sync.home.BackupEntry;
import xyz.groundmist.sync.home.BackupState;
import xyz.groundmist.sync.home.RehearsalEntry;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;

/** Whether there is something to go back to. What failed is among the server's own problems. */
final class BackupCheck {
    private static final Duration OLD = Duration.ofDays(30);

    private BackupCheck() {}

    static List<Finding> look(Patient patient, InstantSource clock) {
        BackupState state = patient.backups();
        if (state == null) return List.of();
        BackupEntry last = state.last();
        if (last == null) {
            return List.of(
                    Finding.advice(
                            "backup",
                            "There is none.",
                            "Have them made by themselves: groundmist-sync backups schedule --to"
                                    + " DIR"));
        }
        var day = last.at().atZone(ZoneId.systemDefault()).toLocalDate();
        if (last.at().isBefore(clock.instant().minus(OLD))) {
            return List.of(
                    Finding.advice(
                            "backup",
                            "The last one is of " + day + ".",
                            "Make one: groundmist-sync backup FILE"));
        }
        RehearsalEntry tried = state.rehearsed();
        String proof =
                tried == null || tried.problem() != null
                        ? ""
                        : " One was tried on "
                                + tried.at().atZone(ZoneId.systemDefault()).toLocalDate()
                                + ", and could be restored.";
        return List.of(Finding.good("backup", "The last one is of " + day + "." + proof));
    }
}
