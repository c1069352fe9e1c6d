package xyz.groundmist.sync.space;

import java.time.Duration;

/**
 * What a space allows one client, and for how long it waits.
 *
 * @param joinDeadline how long a socket may stay silent before its join
 * @param requestHold how long a request for an unknown document is held before it is answered with
 *     doc-unavailable: an app often asks for a document before its author has uploaded it
 *     (protocols.md: 2.5.6 gives up at the first doc-unavailable)
 * @param idleGraph how long an unused document keeps its graph in memory
 * @param retryAfterFailure when a client whose changes could not be stored, for another reason than
 *     a full disk, is closed, so that it comes back and offers them again
 * @param drain how long a stopping space waits for commits under way
 * @param documentsPerConnection documents one socket may have open; each costs about 1 KB
 * @param receiveBytes bytes of one client that may wait to be processed before its socket is no
 *     longer read
 * @param batchBytes bytes of changes taken from one message before they are committed
 * @param sendBytes size of a sync message from which on the rest waits for the peer's answer
 * @param waitingAnswers answers (doc-unavailable, remote heads) that may wait for one socket; a
 *     client that asks for as many documents as it may and reads late stays below it
 * @param watchedStorages storage ids one client may watch for remote heads
 * @param ephemeralMessages ephemeral messages kept for a socket that is busy; the oldest go first
 * @param ephemeralBytes bytes of the same
 */
record SpaceLimits(
        Duration joinDeadline,
        Duration requestHold,
        Duration idleGraph,
        Duration retryAfterFailure,
        Duration drain,
        int documentsPerConnection,
        int receiveBytes,
        int batchBytes,
        int sendBytes,
        int waitingAnswers,
        int watchedStorages,
        int ephemeralMessages,
        int ephemeralBytes) {
    static final SpaceLimits DEFAULT =
            new SpaceLimits(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(10),
                    20_000,
                    1 << 20,
                    4 << 20,
                    4 << 20,
                    50_000,
                    1_000,
                    64,
                    256 << 10);
}
