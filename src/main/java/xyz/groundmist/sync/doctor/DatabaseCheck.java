package xyz.groundmist.sync.doctor;

import xyz.groundmist.sync.space.SpaceFolder;
import xyz.groundmist.sync.store.DatabaseCopy;
import xyz.groundmist.sync.store.SpaceStore;
import xyz.groundmist.sync.store.StoreException;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Every database, read from beginning to end. */
final class DatabaseCheck {
    private static final String SUBJECT = "data";
    private static final String MEND =
            "Stop the server, copy the data folder to a safe place, and restore a backup.";

    private DatabaseCheck() {}

    static List<Finding> look(Path folder) {
        var bad = new ArrayList<Finding>();
        int whole = 0;
        Path apps = folder.resolve("access.db");
        if (Files.exists(apps)) {
            if (check("The list of apps", () -> DatabaseCopy.problems(apps), bad)) whole++;
        }
        try (DirectoryStream<Path> spaces = spaces(folder)) {
            for (Path one : spaces) {
                SpaceFolder space = SpaceFolder.read(one);
                if (space == null || !Files.exists(one.resolve(SpaceStore.FILE))) continue;
                String what = "The space " + space.name();
                if (check(what, () -> DatabaseCopy.problemsOfSpace(one), bad)) whole++;
            }
        } catch (IOException _) {
            // there are no spaces yet
        }
        if (!bad.isEmpty()) return bad;
        return List.of(
                whole == 0
                        ? Finding.unknown(SUBJECT, "There is none yet.")
                        : Finding.good(
                                SUBJECT,
                                (whole == 1 ? "1 database" : whole + " databases")
                                        + " read from beginning to end, and whole."));
    }

    private static DirectoryStream<Path> spaces(Path folder) throws IOException {
        return Files.newDirectoryStream(folder.resolve("spaces"));
    }

    private interface Look {
        List<String> problems() throws StoreException;
    }

    private static boolean check(String what, Look look, List<Finding> bad) {
        try {
            List<String> problems = look.problems();
            if (problems.isEmpty()) return true;
            bad.add(Finding.bad(SUBJECT, what + " is damaged: " + problems.getFirst(), MEND));
        } catch (StoreException e) {
            bad.add(Finding.bad(SUBJECT, what + " can't be read: " + e.getMessage(), MEND));
        }
        return false;
    }
}
