package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

/**
 * How far a backup or a rehearsal is.
 *
 * @param id asks for it again, while it isn't done
 * @param done neither is there while it isn't
 */
public record BackupAnswer(
        String id, boolean done, @Nullable BackupEntry made, @Nullable RehearsalEntry rehearsed) {}
