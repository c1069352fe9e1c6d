package xyz.groundmist.sync.home;

import xyz.groundmist.sync.backup.BackupWriter;

import java.time.Instant;

/**
 * A backup that was made.
 *
 * @param file its whole path
 * @param at the moment it shows
 * @param bytes its size
 */
public record BackupEntry(String file, Instant at, long bytes, long documents) {
    static BackupEntry of(BackupWriter.Made made) {
        return new BackupEntry(made.file().toString(), made.at(), made.bytes(), made.documents());
    }
}
