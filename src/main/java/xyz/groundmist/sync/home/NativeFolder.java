package xyz.groundmist.sync.home;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where sqlite-jdbc unpacks its native library. It would use the temp folder, and leave a megabyte
 * there whenever the process is killed; here the next start clears it away.
 */
final class NativeFolder {
    private static final String SQLITE_FOLDER = "org.sqlite.tmpdir";
    private static final long ROOM_NEEDED = 4 << 20;

    private NativeFolder() {}

    /** Must be called before the first database is opened, by whoever holds the data folder. */
    static void use(Path dataFolder) throws IOException {
        Path folder = dataFolder.resolve("native");
        DataFolder.create(folder);
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, "sqlite-*")) {
            for (Path leftover : leftovers) Files.deleteIfExists(leftover);
        }
        // On a full disk the temp folder is the better place after all: it is often another disk.
        if (Files.getFileStore(folder).getUsableSpace() < ROOM_NEEDED) return;
        System.setProperty(SQLITE_FOLDER, folder.toString());
    }
}
