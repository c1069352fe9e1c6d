package xyz.groundmist.sync.space;

/**
 * What the clients of all grants and spaces together may make the server keep in memory. Within it
 * each has its own limits ({@link GrantLimits}, {@link SpaceLimits}), which few use up at once. The
 * heap has 256 MB (packaging/java.options).
 *
 * @param heldBytes memory for what clients left unfinished: two or three grants at their own limit.
 *     Beyond it who asks for more is treated as at that limit
 * @param answerBytes answers (doc-unavailable, remote heads) that wait for sockets that aren't read
 * @param crowdedAnswers when there are more, answers that may wait for one socket; beyond it the
 *     socket is closed. With all sockets in use that is another 50 MB
 */
record TotalLimits(long heldBytes, long answerBytes, int crowdedAnswers) {
    static final TotalLimits DEFAULT = new TotalLimits(64L << 20, 32L << 20, 100);
}
