package xyz.groundmist.sync.store;

/**
 * What a space holds.
 *
 * @param bytes the sum of the lengths of all chunks, which is less than the file's size
 */
public record SpaceTotals(long documents, long changes, long bytes) {
    SpaceTotals plus(SpaceTotals more) {
        return new SpaceTotals(
                documents + more.documents, changes + more.changes, bytes + more.bytes);
    }
}
