package xyz.groundmist.sync.backup;

import java.nio.file.Path;
import java.time.Duration;

/**
 * When backups are made by themselves.
 *
 * @param folder where they go; best on another disk
 * @param every from one to the next, at least an hour
 * @param keep how many stay; the oldest goes when a newer one is written, at least 1
 */
public record BackupPlan(Path folder, Duration every, int keep) {
    public static final Duration DAILY = Duration.ofDays(1);
    public static final int KEEP = 7;

    public BackupPlan {
        if (every.compareTo(Duration.ofHours(1)) < 0 || keep < 1) {
            throw new IllegalArgumentException("a plan has a step of an hour, and keeps something");
        }
    }
}
