package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.backup.BackupBook;

import java.time.Instant;

/**
 * A backup that was tried: unpacked into a scratch folder, and every document read.
 *
 * @param file the backup
 * @param at when it was tried
 * @param from when it was made; null when it doesn't say
 * @param documents how many were read
 * @param problem why it can't be relied on, in a sentence; null: it can
 */
public record RehearsalEntry(
        String file, Instant at, @Nullable Instant from, long documents, @Nullable String problem) {
    static RehearsalEntry of(BackupBook.Rehearsed rehearsed) {
        return new RehearsalEntry(
                rehearsed.file(),
                rehearsed.at(),
                rehearsed.from(),
                rehearsed.documents(),
                rehearsed.problem());
    }
}
