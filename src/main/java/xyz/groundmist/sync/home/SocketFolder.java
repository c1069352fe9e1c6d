package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

/**
 * Finds the place for the control socket of a data folder: a folder with a short path that belongs
 * to this user alone, as a socket's path may have 108 bytes with its closing zero (unix(7)). That
 * is {@code $XDG_RUNTIME_DIR/groundmist-sync}, or else a fresh folder below the temporary one.
 * Where the socket is stands in the data folder's file {@code control}.
 *
 * <p>Only the holder of the data folder's lock calls anything but {@link #recorded}.
 */
final class SocketFolder {
    private static final String RECORD = "control";
    private static final String PREFIX = "groundmist-sync";
    private static final int LONGEST_PATH = 106;
    private static final int NAME_BYTES = 6;

    private SocketFolder() {}

    /** The socket's path as the server recorded it in its data folder, or null without a record. */
    static @Nullable Path recorded(Path dataFolder) throws IOException {
        try {
            String text = Files.readString(dataFolder.resolve(RECORD)).strip();
            return text.isEmpty() ? null : Path.of(text);
        } catch (NoSuchFileException _) {
            return null;
        }
    }

    /**
     * Chooses the socket's path, in a folder that now exists, and removes a socket that an earlier
     * run left there.
     */
    static Path prepare(Path dataFolder, Map<String, String> environment) throws IOException {
        String name = name(dataFolder);
        Path folder = runtimeFolder(environment, name);
        Path earlier = recorded(dataFolder);
        if (earlier != null && isSocketName(earlier, name)) {
            Files.deleteIfExists(earlier);
            Path earlierFolder = earlier.getParent();
            if (folder == null && earlierFolder != null && fits(earlierFolder, name)) {
                folder = earlierFolder;
            }
        }
        if (folder == null) folder = temporaryFolder(name);
        Path socket = folder.resolve(name);
        Files.deleteIfExists(socket);
        return socket;
    }

    /** Writes down where the socket is, once it can be connected to. */
    static void record(Path dataFolder, Path socket) throws IOException {
        Path draft = dataFolder.resolve(RECORD + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, DataFolder.ownerOnly(draft, DataFolder.OWNER_ONLY_FILE));
        Files.writeString(draft, socket + "\n");
        Files.move(
                draft,
                dataFolder.resolve(RECORD),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING,
                java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    /** Removes the record, the socket, and its folder unless others use it. */
    static void forget(Path dataFolder, Path socket) throws IOException {
        Files.deleteIfExists(dataFolder.resolve(RECORD));
        Files.deleteIfExists(socket);
        Path folder = socket.getParent();
        if (folder == null) return;
        try {
            Files.delete(folder);
        } catch (IOException _) {
            // another data folder's socket lies in it
        }
    }

    private static @Nullable Path runtimeFolder(Map<String, String> environment, String name) {
        String runtime = environment.get("XDG_RUNTIME_DIR");
        if (runtime == null || !runtime.startsWith("/")) return null;
        Path folder = Path.of(runtime, PREFIX);
        try {
            DataFolder.create(folder);
            return fits(folder, name) ? folder : null;
        } catch (IOException _) {
            return null;
        }
    }

    private static Path temporaryFolder(String name) throws IOException {
        Path folder = Files.createTempDirectory(PREFIX + "-");
        if (fits(folder, name)) return folder;
        Files.delete(folder);
        throw new IOException(
                "the path of the temporary folder "
                        + folder.getParent()
                        + " is too long for a socket, or others may write there; set"
                        + " XDG_RUNTIME_DIR to a short folder of this user's own");
    }

    /** Whether the folder is this user's alone and a socket in it has a short enough path. */
    private static boolean fits(Path folder, String name) throws IOException {
        byte[] path = folder.resolve(name).toString().getBytes(StandardCharsets.UTF_8);
        if (path.length > LONGEST_PATH) return false;
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) return false;
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) return true;
        var attributes =
                Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return DataFolder.OWNER_ONLY_FOLDER.equals(attributes.permissions())
                && attributes.owner().equals(currentUser(folder));
    }

    /** The user who owns what this process creates. */
    private static Object currentUser(Path folder) throws IOException {
        Path probe = Files.createTempFile(folder, "owner", null);
        try {
            return Files.getOwner(probe);
        } finally {
            Files.delete(probe);
        }
    }

    private static boolean isSocketName(Path path, String name) {
        Path last = path.getFileName();
        return last != null && last.toString().equals(name);
    }

    /** A short name that two data folders don't share. */
    private static String name(Path dataFolder) throws IOException {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(
                                    dataFolder
                                            .toRealPath()
                                            .toString()
                                            .getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(hash, NAME_BYTES)) + ".sock";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
