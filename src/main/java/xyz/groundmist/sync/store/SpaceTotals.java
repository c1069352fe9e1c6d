package xyz.groundmist.sync.store;

/**
 * What a space holds, without what is deleted.
 *
 * @param bytes the sum of the lengths of all chunks, which is less than the file's size
 */
public record SpaceTotals(long documents, long changes, long bytes) {
    static final SpaceTotals NOTHING = new SpaceTotals(0, 0, 0);

    SpaceTotals negated() {
        return new SpaceTotals(-documents, -changes, -bytes);
    }

    SpaceTotals plus(SpaceTotals more) {
        return new SpaceTotals(
                documents + more.documents, changes + more.changes, bytes + more.bytes);
    }
}
