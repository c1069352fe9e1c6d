package xyz.groundmist.sync.http;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Where the parts of unfinished messages lie, of all sockets together: small ones in memory, large
 * ones in files that nobody else can open. On POSIX a file's name is gone as soon as the file is
 * open, so nothing is left behind by a crash; elsewhere what is left is deleted at the next start.
 */
final class Spool {
    private static final Logger log = LoggerFactory.getLogger(Spool.class);
    private static final String PREFIX = "incoming-";
    private static final String SUFFIX = ".part";

    private final Path folder;
    private final boolean posix;
    private final Budget memory;
    private final Budget disk;

    private Spool(Path folder, boolean posix, HttpLimits limits) {
        this.folder = folder;
        this.posix = posix;
        memory = new Budget(limits.memoryBytesInAll());
        disk = new Budget(limits.spoolBytes());
    }

    /** Makes the folder, for its owner only, and deletes what an earlier run left in it. */
    static Spool open(Path folder, HttpLimits limits) throws IOException {
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) Files.createDirectories(parent);
        try {
            Files.createDirectory(folder, onlyOwner(posix, "rwx------"));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) throw e;
            if (posix) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
        }
        try (var leftovers = Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX)) {
            for (Path leftover : leftovers) {
                Files.deleteIfExists(leftover);
                log.info("Deleted a message that an earlier run left unfinished.");
            }
        }
        return new Spool(folder, posix, limits);
    }

    private static FileAttribute<?>[] onlyOwner(boolean posix, String permissions) {
        if (!posix) return new FileAttribute<?>[0];
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }

    Budget memory() {
        return memory;
    }

    Budget disk() {
        return disk;
    }

    SpooledMessage create() throws IOException {
        Path file = folder.resolve(PREFIX + UUID.randomUUID() + SUFFIX);
        // DELETE_ON_CLOSE unlinks at once on POSIX (sun.nio.fs.UnixChannelFactory).
        var options =
                Set.of(
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE);
        return new SpooledMessage(FileChannel.open(file, options, onlyOwner(posix, "rw-------")));
    }

    /** Bytes that may be in use at one time. */
    static final class Budget {
        private final long limit;
        private final AtomicLong used = new AtomicLong();

        Budget(long limit) {
            this.limit = limit;
        }

        /** Takes so many bytes, or none when there aren't as many left. */
        boolean take(long bytes) {
            if (used.addAndGet(bytes) <= limit) return true;
            used.addAndGet(-bytes);
            return false;
        }

        void give(long bytes) {
            used.addAndGet(-bytes);
        }

        long used() {
            return used.get();
        }
    }

    /** One message in a file. Confined to one thread at a time. */
    final class SpooledMessage implements AutoCloseable {
        private final FileChannel file;
        private long size;

        private SpooledMessage(FileChannel file) {
            this.file = file;
        }

        void append(ByteBuffer part) throws IOException, MessageRefusedException {
            int bytes = part.remaining();
            if (!disk.take(bytes)) {
                throw new MessageRefusedException(
                        MessageRefusedException.TRY_AGAIN_LATER,
                        "The server is receiving too much at once. Try again later.");
            }
            size += bytes;
            while (part.hasRemaining()) file.write(part);
        }

        /** Hands the whole message over as a mapped, read-only buffer that ends with the call. */
        void read(Consumer<ByteBuffer> reader) throws IOException {
            try (Arena arena = Arena.ofShared()) {
                reader.accept(
                        file.map(FileChannel.MapMode.READ_ONLY, 0, size, arena).asByteBuffer());
            }
        }

        @Override
        public void close() {
            disk.give(size);
            size = 0;
            try {
                file.close();
            } catch (IOException e) {
                log.warn("A file of the spool folder could not be closed", e);
            }
        }
    }
}
