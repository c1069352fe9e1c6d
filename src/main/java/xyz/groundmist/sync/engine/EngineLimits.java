package xyz.groundmist.sync.engine;

/**
 * What one change, and the orphans of one document, may cost.
 *
 * @param maxChangeBytes one change as it comes. It is held in memory as a whole while it is checked
 *     and while it is sent; a photograph inside a document passes
 * @param maxOpsPerChange operations in one change. A run-length pair claims 2^40 of them in five
 *     bytes, so this bounds the time a change takes to check. Each character of a text is one.
 * @param maxInflatedBytes what a deflated change may inflate to. One that is large on the wire may
 *     inflate to {@link #INFLATION} times its size, whatever this says: a photograph inside a
 *     document is no bomb.
 * @param maxOrphans changes held per document while their dependencies are missing
 * @param maxOrphanBytes the bytes of those changes
 */
public record EngineLimits(
        int maxChangeBytes,
        int maxOpsPerChange,
        int maxInflatedBytes,
        int maxOrphans,
        long maxOrphanBytes) {
    /** How much a large change may grow when inflated. */
    static final int INFLATION = 2;

    /**
     * Eight million operations: a text of 5 MB typed, pasted or deleted at once passes, and the
     * smallest change that claims as many is checked in well under a second. 24 MB inflated: that
     * text's change has 6 MB (one byte a character, and little else), and inflating to no more
     * keeps a small bomb under 64 MB of memory. 16 MB of orphans: honest clients send changes after
     * their predecessors, so they have none.
     */
    public static final EngineLimits DEFAULT =
            new EngineLimits(32 << 20, 8 << 20, 24 << 20, 10_000, 16L << 20);

    public EngineLimits {
        if (maxChangeBytes < 1
                || maxOpsPerChange < 1
                || maxInflatedBytes < 1
                || maxOrphans < 0
                || maxOrphanBytes < 0) {
            throw new IllegalArgumentException("engine limits can't be negative");
        }
    }

    long inflatedLimit(int deflated) {
        return Math.clamp((long) deflated * INFLATION, maxInflatedBytes, Integer.MAX_VALUE - 8);
    }
}
