package xyz.groundmist.sync.space;

import java.time.Duration;

/**
 * What all sockets of one grant may use together, so that an app that runs wild, or whose token was
 * stolen, takes its own part of the machine and nobody else's. The heap has 256 MB
 * (packaging/java.options).
 *
 * @param heldBytes memory for what its clients left unfinished: changes whose predecessors are
 *     missing, heads and filters of clients that aren't in step. Two large filters fit in; honest
 *     clients hold a few hundred bytes. Beyond it the socket that asks for more is closed
 * @param documents documents its sockets may have open, each counted once for every socket; one
 *     that doesn't exist yet costs about 1.5 KB, others less
 * @param unknownDocuments of these, documents that nobody has, and that it asks for: beyond it
 *     doc-unavailable is said at once, and not remembered
 * @param largeMessages messages over 128 KB that are worked on at one time; one may take 10 MB of
 *     memory beside its changes
 * @param workAtOnce processing time that it may use without a pause. From then on it gets one
 *     second of one processor every second, and its sockets are read more slowly: a first upload of
 *     100,000 edits passes at full speed, and what takes longer is only delayed. Time, as neither
 *     messages nor bytes say what work they make: a change of a hundred bytes may take a second
 * @param workAlone processing time owed from which on it uses one processor at a time
 * @param workOnMessage how long one message is worked on when the grant owes time. Then its socket
 *     is closed with code 1013: an honest client comes back and sends what is left, and one that
 *     went away, which nobody can notice as long as its message isn't done, keeps nobody busy
 */
record GrantLimits(
        long heldBytes,
        int documents,
        int unknownDocuments,
        int largeMessages,
        Duration workAtOnce,
        Duration workAlone,
        Duration workOnMessage) {
    static final GrantLimits DEFAULT =
            new GrantLimits(
                    24L << 20,
                    50_000,
                    5_000,
                    2,
                    Duration.ofSeconds(2),
                    Duration.ofMillis(100),
                    Duration.ofSeconds(10));

    /** One of the owner's other machines in one space: trusted, and bounded all the same. */
    static final GrantLimits DEVICE =
            new GrantLimits(
                    48L << 20,
                    2_000,
                    2_000,
                    2,
                    Duration.ofSeconds(30),
                    Duration.ofMillis(100),
                    Duration.ofMinutes(5));
}
