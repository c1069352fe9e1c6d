package xyz.groundmist.sync.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/** A database's file and folder, which other users of the machine can't look into. */
final class DatabaseFile {
    private DatabaseFile() {}

    /** Creates what is missing. SQLite gives its log files the mode of the database's own file. */
    static void create(Path file) throws StoreException {
        Path folder = Objects.requireNonNull(file.getParent(), "a file lies in a folder");
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, mode(folder, "rwx------"));
            }
            if (!Files.exists(file)) Files.createFile(file, mode(folder, "rw-------"));
        } catch (FileAlreadyExistsException e) {
            if (Files.isRegularFile(file)) return;
            throw refused(file, e);
        } catch (IOException e) {
            throw refused(file, e);
        }
    }

    private static StoreException refused(Path file, IOException e) {
        return StoreException.failed(
                "The file %s can't be created (%s). Check that this user may write there."
                        .formatted(file, e.getClass().getSimpleName()),
                e);
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
