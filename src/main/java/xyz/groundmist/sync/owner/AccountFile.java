package xyz.groundmist.sync.owner;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.owner.OwnerException.Kind;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The file that holds the sign-in, readable by its user only: whoever has it can change the owner's
 * record until the owner logs out. Safe for use from any thread.
 */
public final class AccountFile {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path file;
    // Guarded by this; what is in memory is the newer one when the disk is full.
    private Kept kept;
    private boolean written = true;

    private AccountFile(Path file, Kept kept) {
        this.file = file;
        this.kept = kept;
    }

    /**
     * Reads the file; where there is none, nobody has signed in yet.
     *
     * @throws IOException with a sentence when it can't be read
     */
    public static AccountFile open(Path file) throws IOException {
        try {
            byte[] text = Files.readAllBytes(file);
            if (hasRights(file)) Files.setPosixFilePermissions(file, OWNER_ONLY);
            return new AccountFile(file, JSON.readValue(text, Kept.class));
        } catch (NoSuchFileException _) {
            return new AccountFile(file, Kept.NOTHING);
        } catch (JacksonException e) {
            throw new IOException(
                    "The file "
                            + file
                            + " should hold the sign-in to the owner's account, and it doesn't."
                            + " Delete it, start again and log in again.");
        }
    }

    /** Who signed in last; null when nobody ever did. */
    public @Nullable Did did() {
        String did = kept().did();
        return did == null ? null : Did.parse(did);
    }

    synchronized Kept kept() {
        return kept;
    }

    /**
     * Changes what is kept, in memory and then on disk.
     *
     * @throws OwnerException {@code STORAGE} when the disk doesn't take it; in memory it is changed
     */
    synchronized Kept update(UnaryOperator<Kept> change) throws OwnerException {
        Kept next = change.apply(kept);
        if (next.equals(kept) && written) return next;
        kept = next;
        written = false;
        try {
            write(JSON.writeValueAsBytes(next));
            written = true;
        } catch (IOException e) {
            throw new OwnerException(
                    Kind.STORAGE,
                    "The sign-in can't be written to "
                            + file
                            + ". Free some space, and check that this user may write there.",
                    e);
        }
        return next;
    }

    /** There in whole, or as it was before: after a power cut, too. */
    private void write(byte[] text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        FileAttribute<?>[] rights =
                hasRights(file)
                        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                        : new FileAttribute<?>[0];
        try (FileChannel channel =
                FileChannel.open(
                        fresh,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        rights)) {
            ByteBuffer bytes = ByteBuffer.wrap(text);
            while (bytes.hasRemaining()) channel.write(bytes);
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !hasRights(file)) return;
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static boolean hasRights(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** The path, and nothing that it holds. */
    @Override
    public String toString() {
        return "AccountFile[" + file + "]";
    }
}
