package xyz.groundmist.sync.documents;

import java.time.Duration;

/**
 * What the worker may use, and what isn't even given to it.
 *
 * @param memory bytes that the worker may have in memory, native code's among them
 * @param patience how long a job may take while a person waits; those that write files take longer
 * @param idle after so long without work it is ended
 * @param start how long it may take to start
 * @param operations of one document; each takes up to some hundred bytes in native code
 * @param inflated bytes of one document's changes, inflated
 * @param actors of one document
 * @param changes of one document
 */
public record CageLimits(
        long memory,
        Duration patience,
        Duration idle,
        Duration start,
        int operations,
        int inflated,
        int actors,
        int changes) {
    /** A text of 100,000 keystrokes takes 150 MB of memory with Java's own, and 5 s. */
    public static final CageLimits DEFAULT =
            new CageLimits(
                    640L << 20,
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(20),
                    4_000_000,
                    128 << 20,
                    20_000,
                    500_000);
}
