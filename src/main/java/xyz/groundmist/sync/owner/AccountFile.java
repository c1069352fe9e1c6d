package xyz.groundmist.sync.owner;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.identity.PrivateFile;
import xyz.groundmist.sync.owner.OwnerException.Kind;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * The file that holds the sign-in, readable by its user only: whoever has it can change the owner's
 * record until the owner logs out. Safe for use from any thread.
 */
public final class AccountFile {
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
            PrivateFile.keepToOwner(file);
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
            PrivateFile.write(file, JSON.writeValueAsBytes(next));
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

    /** The path, and nothing that it holds. */
    @Override
    public String toString() {
        return "AccountFile[" + file + "]";
    }
}
