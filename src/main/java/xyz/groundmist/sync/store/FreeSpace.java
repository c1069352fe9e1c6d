package xyz.groundmist.sync.store;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether the disk of a database has enough room to go on writing. Below a floor it hasn't: what is
 * left is for the log, for grants and for the owner, who has to be able to clear up. There is
 * enough again at twice the floor, so that it doesn't flap. Safe for use from any thread.
 */
final class FreeSpace {
    /** Room for the log files, a write-ahead log with its checkpoint, and a shell to work in. */
    private static final long LARGEST_FLOOR = 100 << 20;

    /** On disks below 10 GB the floor is this part of them. */
    private static final int SHARE = 100;

    private final Path file;
    private final FileStore disk;
    private final long floor;

    /** How much must be free to write; guarded by this. */
    private long wanted;

    FreeSpace(Path file, FileStore disk, long floor) {
        this.file = file;
        this.disk = disk;
        this.floor = floor;
        wanted = floor;
    }

    static FreeSpace around(Path file) throws StoreException {
        try {
            FileStore disk = Files.getFileStore(file);
            long floor = Math.min(LARGEST_FLOOR, disk.getTotalSpace() / SHARE);
            return new FreeSpace(file, disk, floor);
        } catch (IOException e) {
            throw StoreException.failed(
                    "The disk of %s can't be asked for its free space. Check that it works."
                            .formatted(file),
                    e);
        }
    }

    /** What to tell those who want to write, or null when there is room. */
    synchronized @Nullable StoreException shortage() {
        if (free() >= wanted) {
            wanted = floor;
            return null;
        }
        wanted = Math.max(wanted, 2 * floor);
        return StoreException.tooLittleRoom(file, wanted);
    }

    /**
     * The disk was full before so many bytes were written: they must fit before the next try. A
     * disk with room enough for them had more to hold a moment ago, or a quota that only it knows.
     */
    synchronized void ranOut(long bytes) {
        long free = free();
        if (free < 2 * floor + bytes) wanted = Math.max(wanted, Math.max(2 * floor, free + bytes));
    }

    /** A disk that doesn't tell is taken for an empty one: it says itself when it is full. */
    private long free() {
        try {
            return disk.getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE / 2;
        }
    }
}
