package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The folder everything is kept in, taken by this process: a lock on its file {@code lock} decides
 * who runs, and the operating system gives it back however the process ends.
 */
final class DataFolder implements AutoCloseable {
    static final Set<PosixFilePermission> OWNER_ONLY_FOLDER =
            PosixFilePermissions.fromString("rwx------");
    static final Set<PosixFilePermission> OWNER_ONLY_FILE =
            PosixFilePermissions.fromString("rw-------");

    private static final String LOCK = "lock";
    private static final String APP = "groundmist-sync";
    private static final String APP_TITLE = "Groundmist Sync";

    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;

    private DataFolder(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /** Creates the folder where it is missing, and takes it. */
    static DataFolder take(Path path) throws StartException {
        try {
            create(path);
            FileChannel channel =
                    FileChannel.open(
                            path.resolve(LOCK),
                            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                            ownerOnly(path, OWNER_ONLY_FILE));
            FileLock lock = null;
            try {
                lock = channel.tryLock();
            } catch (OverlappingFileLockException _) {
                // held by this very process: taken all the same
            } finally {
                if (lock == null) channel.close();
            }
            if (lock == null) {
                throw new StartException(
                        "Groundmist Sync already runs for "
                                + path
                                + ". Use that one (groundmist-sync status), stop it first, or"
                                + " give this one another folder with --data-dir.",
                        true);
            }
            return new DataFolder(path, channel, lock);
        } catch (IOException e) {
            throw new StartException(
                    "The data folder "
                            + path
                            + " can't be written to: "
                            + Reason.of(e)
                            + ". Make it writable for this user, or choose another folder with"
                            + " --data-dir.");
        }
    }

    /** Creates a folder for this user only, with its parents; one that is there stays as it is. */
    static void create(Path path) throws IOException {
        if (Files.isDirectory(path)) return;
        Path parent = path.getParent();
        if (parent != null) Files.createDirectories(parent);
        try {
            Files.createDirectory(path, ownerOnly(path, OWNER_ONLY_FOLDER));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(path)) throw e;
        }
    }

    /** The attribute that gives a new file these rights; none where there are no such rights. */
    static FileAttribute<?>[] ownerOnly(Path path, Set<PosixFilePermission> rights) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(rights)}
                : new FileAttribute<?>[0];
    }

    Path path() {
        return path;
    }

    /** What is wrong with the folder though it can be used, or null. */
    @Nullable String problem() {
        try {
            if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) return null;
            var rights = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
            return OWNER_ONLY_FOLDER.containsAll(rights)
                    ? null
                    : "Other users of this machine may read "
                            + path
                            + ". Keep them out with: chmod 700 "
                            + path;
        } catch (IOException _) {
            return null;
        }
    }

    /** Gives the folder back. */
    @Override
    public void close() {
        try (channel) {
            lock.release();
        } catch (IOException _) {
            // the lock goes with the process at the latest
        }
    }

    /**
     * Where the platform's custom puts the data of an application (XDG Base Directory on Linux; on
     * macOS Application Support; on Windows the local application data).
     */
    static Path standard(Map<String, String> environment) {
        return standard(
                System.getProperty("os.name", ""),
                Path.of(System.getProperty("user.home", "")).toAbsolutePath(),
                environment);
    }

    static Path standard(String system, Path userHome, Map<String, String> environment) {
        String os = system.toLowerCase(Locale.ROOT);
        if (os.startsWith("mac")) {
            return userHome.resolve("Library/Application Support").resolve(APP_TITLE);
        }
        if (os.startsWith("windows")) {
            Path local = absolute(environment.get("LOCALAPPDATA"));
            return (local == null ? userHome.resolve("AppData/Local") : local).resolve(APP_TITLE);
        }
        Path data = absolute(environment.get("XDG_DATA_HOME"));
        return (data == null ? userHome.resolve(".local/share") : data).resolve(APP);
    }

    private static @Nullable Path absolute(@Nullable String text) {
        if (text == null || text.isBlank()) return null;
        Path path = Path.of(text);
        return path.isAbsolute() ? path : null;
    }
}
