package xyz.groundmist.sync.documents;

import java.time.Duration;

/**
 * When the caretaker looks into documents, and when it keeps a compact snapshot.
 *
 * @param quiet a document is left alone until nobody has edited it for so long
 * @param enough so many edits since the last look are enough, though they go on
 * @param between pause between two rounds in which there was something to do
 * @param rest after a job that took so long nothing is done for so many times as long
 * @param firstPause before a document is tried again that failed; doubles each time
 * @param longestPause doubles no more
 * @param snapshotChanges a snapshot is worth it when so many changes aren't in the last one
 * @param snapshotBytes and when these have so many bytes, and no fewer than the last one has
 */
record CareLimits(
        Duration quiet,
        int enough,
        Duration between,
        int rest,
        Duration firstPause,
        Duration longestPause,
        int snapshotChanges,
        int snapshotBytes) {
    static final CareLimits DEFAULT =
            new CareLimits(
                    Duration.ofSeconds(10),
                    5_000,
                    Duration.ofSeconds(120),
                    20,
                    Duration.ofSeconds(60),
                    Duration.ofDays(1),
                    200,
                    64 << 10);
}
