package xyz.groundmist.sync.backup;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import xyz.groundmist.sync.identity.PrivateFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.UnaryOperator;

/**
 * What is known about this data folder's backups, in the file {@code backups.json}. Losing it costs
 * nothing but an early rehearsal. Safe for use from any thread.
 */
public final class BackupBook {
    static final String FILE = "backups.json";
    private static final Logger log = LoggerFactory.getLogger(BackupBook.class);

    private final Path file;
    private Entries entries; // guarded by this

    /** The newest backup. */
    public record Last(String file, Instant at, long bytes, long documents) {}

    /** What went wrong last, while nothing went well since. */
    public record Failure(Instant at, String sentence) {}

    /**
     * The last rehearsal.
     *
     * @param file the backup that was tried
     * @param from when that was made; null when it doesn't say
     * @param problem why it can't be relied on; null: it can
     */
    public record Rehearsed(
            String file,
            Instant at,
            @Nullable Instant from,
            long documents,
            @Nullable String problem) {}

    /** All there is; null for what never happened. */
    public record Entries(
            @Nullable Last last, @Nullable Failure failure, @Nullable Rehearsed rehearsed) {
        static final Entries NONE = new Entries(null, null, null);
    }

    private BackupBook(Path file, Entries entries) {
        this.file = file;
        this.entries = entries;
    }

    /** Reads it; one that is damaged or can't be read counts as empty. */
    public static BackupBook open(Path dataFolder) {
        Path file = dataFolder.resolve(FILE);
        try {
            return new BackupBook(
                    file, JsonMapper.shared().readValue(Files.readAllBytes(file), Entries.class));
        } catch (NoSuchFileException _) {
            return new BackupBook(file, Entries.NONE);
        } catch (IOException | JacksonException e) {
            log.warn("{} is left aside: {}", file, e.getClass().getSimpleName());
            return new BackupBook(file, Entries.NONE);
        }
    }

    public synchronized Entries entries() {
        return entries;
    }

    void made(BackupWriter.Made made) {
        change(before ->
                new Entries(
                        new Last(made.file().toString(), made.at(), made.bytes(), made.documents()),
                        null,
                        before.rehearsed()));
    }

    void failed(Instant at, String sentence) {
        change(before -> new Entries(before.last(), new Failure(at, sentence), before.rehearsed()));
    }

    void rehearsed(Rehearsed rehearsed) {
        change(before -> new Entries(before.last(), before.failure(), rehearsed));
    }

    private synchronized void change(UnaryOperator<Entries> change) {
        entries = change.apply(entries);
        try {
            PrivateFile.write(file, JsonMapper.shared().writeValueAsBytes(entries));
        } catch (IOException e) {
            log.warn("{} can't be written: {}", file, e.getClass().getSimpleName());
        }
    }
}
