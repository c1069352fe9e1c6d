package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.backup.BackupBook;
import xyz.groundmist.sync.backup.BackupKeeper;
import xyz.groundmist.sync.backup.BackupPlan;

import java.time.Instant;

/**
 * How it is with the backups; null for what never happened.
 *
 * @param folder where they go by themselves; null: none are made by themselves
 * @param everyHours from one to the next; 0 without a folder
 * @param keep how many stay; 0 without a folder
 * @param last the newest one
 * @param failure why the last try failed, while none went well since
 * @param rehearsed how the last one that was tried did
 */
public record BackupState(
        @Nullable String folder,
        long everyHours,
        int keep,
        @Nullable BackupEntry last,
        @Nullable Failure failure,
        @Nullable RehearsalEntry rehearsed) {
    /** When, and the sentence that says why and what to do. */
    public record Failure(Instant at, String sentence) {}

    static BackupState of(BackupKeeper keeper) {
        BackupPlan plan = keeper.plan();
        BackupBook.Entries known = keeper.entries();
        BackupBook.Last last = known.last();
        BackupBook.Failure failure = known.failure();
        BackupBook.Rehearsed rehearsed = known.rehearsed();
        return new BackupState(
                plan == null ? null : plan.folder().toString(),
                plan == null ? 0 : plan.every().toHours(),
                plan == null ? 0 : plan.keep(),
                last == null
                        ? null
                        : new BackupEntry(last.file(), last.at(), last.bytes(), last.documents()),
                failure == null ? null : new Failure(failure.at(), failure.sentence()),
                rehearsed == null ? null : RehearsalEntry.of(rehearsed));
    }
}
