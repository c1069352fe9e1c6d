package xyz.groundmist.sync.store;

/**
 * What was decided last about whether a document is deleted, on any of the owner's machines. Of two
 * decisions the later one holds, and of two of the same moment the deletion.
 *
 * @param deleted it is: its content is kept for a while, and neither read nor changed
 * @param at when that was decided, in milliseconds since 1970 by the clock of the machine that did
 */
public record Deletion(boolean deleted, long at) {
    /** Nothing was ever decided. */
    public static final Deletion NEVER = new Deletion(false, 0);

    /** Whether this decision holds where the other one is known. */
    public boolean overrules(Deletion other) {
        return at > other.at || (at == other.at && deleted && !other.deleted);
    }

    /** Deletes, or brings back, now; later than this, whatever the clocks say. */
    public Deletion next(boolean deletes, long nowMillis) {
        return new Deletion(deletes, Math.max(nowMillis, at + 1));
    }
}
