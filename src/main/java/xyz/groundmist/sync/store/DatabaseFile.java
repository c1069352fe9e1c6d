package xyz.groundmist.sync.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/** A database's file and folder, which other users of the machine can't look into. */
final class DatabaseFile {
    private DatabaseFile() {}

    /**
     * Creates what is missing. SQLite gives its log files the mode of the database's own file.
     *
     * @throws StoreException also when only the log of a database is there: SQLite would throw that
     *     away and start an empty one
     */
    static void create(Path file) throws StoreException {
        Path folder = Objects.requireNonNull(file.getParent(), "a file lies in a folder");
        try {
            if (isEmpty(file) && !isEmpty(folder.resolve(file.getFileName() + "-wal"))) {
                throw StoreException.damaged(file, "it is empty, but its log is not", null);
            }
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, mode(folder, "rwx------"));
                Path above = folder.getParent();
                if (above != null) persist(above);
            }
            if (!Files.exists(file)) {
                Files.createFile(file, mode(folder, "rw-------"));
                persist(folder);
            }
        } catch (IOException e) {
            throw StoreException.failed(
                    "The file %s can't be created (%s). Check that this user may write there."
                            .formatted(file, e.getClass().getSimpleName()),
                    e);
        }
    }

    private static boolean isEmpty(Path file) throws IOException {
        return !Files.exists(file) || Files.size(file) == 0;
    }

    /** Puts a folder's new entry on disk, where the system can (Windows needs no such thing). */
    private static void persist(Path folder) {
        try (var channel = FileChannel.open(folder)) {
            channel.force(true);
        } catch (IOException e) {
            // Nothing is stored in there yet.
        }
    }

    private static FileAttribute<?>[] mode(Path folder, String mode) {
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        };
    }
}
