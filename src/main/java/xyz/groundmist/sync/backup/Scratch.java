package xyz.groundmist.sync.backup;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** A folder to work in, for this user only; it begins empty and is gone afterwards. */
record Scratch(Path folder) implements AutoCloseable {
    /** Left for everything else that writes: a server takes new changes only above 100 MB. */
    private static final long ROOM_LEFT = 256 << 20;

    /** On disks below 12 GB it is this part of them: twice what the server wants. */
    private static final int SHARE = 50;

    static Scratch make(Path folder) throws IOException {
        remove(folder);
        Files.createDirectories(folder, mode(folder, "rwx------"));
        return new Scratch(folder);
    }

    static FileAttribute<?>[] mode(Path path, String mode) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
                }
                : new FileAttribute<?>[0];
    }

    @Override
    public void close() throws IOException {
        remove(folder);
    }

    /** Removes a folder with all that is in it; follows no link. */
    static void remove(Path folder) throws IOException {
        try {
            Files.walkFileTree(
                    folder,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes ignored)
                                throws IOException {
                            Files.delete(file);
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult postVisitDirectory(
                                Path one, @Nullable IOException failure) throws IOException {
                            if (failure != null) throw failure;
                            Files.delete(one);
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (NoSuchFileException _) {
            // nothing was there
        }
    }

    /**
     * Refuses to begin what won't fit.
     *
     * @param bytes more are needed, at least
     */
    static void needRoom(Path folder, long bytes) throws IOException, BackupException {
        FileStore disk = Files.getFileStore(folder);
        long free = disk.getUsableSpace();
        long left = Math.min(ROOM_LEFT, disk.getTotalSpace() / SHARE);
        if (free - left >= bytes) return;
        throw BackupException.failed(
                "There isn't room enough on the disk of "
                        + folder
                        + ": "
                        + megabytes(bytes + left)
                        + " are needed and "
                        + megabytes(free)
                        + " are free. Free some space, and try again.",
                null);
    }

    private static String megabytes(long bytes) {
        return ((bytes + (1 << 20) - 1) >> 20) + " MB";
    }
}
