package xyz.groundmist.sync.backup;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Tries a backup: unpacks it into a scratch folder of the data folder, reads every document out of
 * it, and throws that away again. Takes about as long as the backup took.
 */
public final class Rehearsal {
    static final String FOLDER = "rehearsal";

    private Rehearsal() {}

    /**
     * What came of it.
     *
     * @param from when the backup was made; null when it doesn't say
     * @param documents how many were read
     * @param problem why it can't be relied on, in a sentence; null: it can
     */
    public record Outcome(@Nullable Instant from, long documents, @Nullable String problem) {}

    /**
     * @throws BackupException when it couldn't be tried, of a full disk for example: that says
     *     nothing about the backup
     */
    public static Outcome of(Path backup, Path dataFolder) throws BackupException {
        try (Scratch scratch = Scratch.make(dataFolder.resolve(FOLDER))) {
            Manifest manifest = Archive.unpack(backup, scratch.folder());
            Archive.pause(scratch.folder(), manifest.created());
            return new Outcome(manifest.created(), manifest.documents(), null);
        } catch (BackupException e) {
            if (e.kind() != BackupException.Kind.UNFIT) throw e;
            return new Outcome(null, 0, e.sentence());
        } catch (IOException e) {
            throw BackupException.failed(
                    "The backup could not be tried: the folder "
                            + dataFolder
                            + " can't be written to. Check its permissions and free space.",
                    e);
        }
    }
}
