package xyz.groundmist.sync.doctor;

import xyz.groundmist.sync.backup.Restore;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;

/** The data folder and the disk it is on. */
final class FolderCheck {
    private static final String SUBJECT = "folder";

    /** Below this the server takes no new changes (docs/architecture.md). */
    private static final long FULL = 100 << 20;

    private static final long SOON_FULL = 1 << 30;

    private final Path folder;
    private boolean ours;

    FolderCheck(Path folder) {
        this.folder = folder;
    }

    List<Finding> look() {
        var findings = new ArrayList<Finding>();
        findings.add(folder());
        if (Files.isDirectory(folder)) findings.add(disk());
        return findings;
    }

    /** Whether this user may look into it without leaving traces that the server trips over. */
    boolean isOurs() {
        return ours;
    }

    private Finding folder() {
        if (!Files.exists(folder)) {
            return Finding.advice(
                    SUBJECT,
                    folder + " isn't there: no server ever ran with it.",
                    "Start the server, or name the folder it uses with --data-dir.");
        }
        try {
            UserPrincipal owner = Files.getOwner(folder);
            if (!Files.isDirectory(folder)) {
                return Finding.bad(
                        SUBJECT, folder + " is no folder.", "Move that file out of the way.");
            }
            if (!Files.isWritable(folder) || !isThisUser(owner)) {
                return Finding.bad(
                        SUBJECT,
                        folder + " belongs to the user " + owner.getName() + ".",
                        "Ask as that user: sudo -u " + owner.getName() + " groundmist-sync doctor");
            }
            ours = true;
            if (Files.exists(folder.resolve(Restore.UNDER_WAY))) {
                return Finding.bad(
                        SUBJECT,
                        "A restore into " + folder + " was cut short.",
                        "Restore again: groundmist-sync restore FILE --replace");
            }
            String rights = PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
            if (!rights.endsWith("------")) {
                return Finding.bad(
                        SUBJECT,
                        "Other users of this machine may look into " + folder + ".",
                        "Keep them out: chmod 700 " + folder);
            }
            return Finding.good(SUBJECT, folder + " is there, and yours alone.");
        } catch (UnsupportedOperationException _) {
            ours = true;
            return Finding.good(SUBJECT, folder + " is there.");
        } catch (IOException _) {
            return Finding.bad(
                    SUBJECT,
                    folder + " can't be looked into.",
                    "Check its permissions, and the disk it is on.");
        }
    }

    private boolean isThisUser(UserPrincipal owner) {
        return owner.getName().equals(System.getProperty("user.name"));
    }

    private Finding disk() {
        try {
            FileStore disk = Files.getFileStore(folder);
            long free = disk.getUsableSpace();
            long full = Math.min(FULL, disk.getTotalSpace() / 100);
            String sentence = "%,d MB are free.".formatted(free >> 20);
            if (disk.isReadOnly()) {
                return Finding.bad(
                        "disk", "It can't be written to.", "Mount it for writing, or mend it.");
            }
            if (free < 2 * full) {
                return Finding.bad(
                        "disk",
                        sentence + " New changes are refused below that.",
                        "Free some space: nothing that was acknowledged is lost.");
            }
            return free < SOON_FULL
                    ? Finding.advice("disk", sentence, "Free some space before it is full.")
                    : Finding.good("disk", sentence);
        } catch (IOException _) {
            return Finding.bad("disk", "It doesn't answer.", "Check that it works.");
        }
    }
}
