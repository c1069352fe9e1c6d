package xyz.groundmist.sync.store;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.engine.ChangeHash;
import xyz.groundmist.sync.engine.DocumentId;

import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;

/**
 * New changes of a document, to be stored all or none.
 *
 * @param firstIndex the index of the first; the number of changes stored by then
 * @param changes at least one
 * @param headsAfter the document's heads with these changes, in any order
 * @param done called once on the writer thread, after the commit, with null or with what went
 *     wrong; has to return quickly. After a failure the caller loads the document again: later
 *     appends that built on this one fail too.
 */
public record Append(
        DocumentId document,
        int firstIndex,
        List<NewChange> changes,
        List<ChangeHash> headsAfter,
        Consumer<@Nullable StoreException> done)
        implements JournalEntry {
    /**
     * A change that isn't stored yet. The arrays are handed over, not copied: whoever made them
     * leaves them as they are.
     *
     * @param row what the graph needs of the change ({@code engine.ChangeGraph})
     * @param body the change's chunk as it came
     * @param from by whom it came; null: by whom the change before it did
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record NewChange(byte[] row, byte[] body, @Nullable Source from) {
        /** One that came by whom the change before it did. */
        public NewChange(byte[] row, byte[] body) {
            this(row, body, null);
        }

        long bytes() {
            return (long) row.length + body.length;
        }
    }

    public Append {
        if (changes.isEmpty()) throw new IllegalArgumentException("an append has changes");
        changes = List.copyOf(changes);
        headsAfter = List.copyOf(headsAfter);
    }

    @Override
    public long bytes() {
        long bytes = 0;
        for (NewChange change : changes) bytes += change.bytes();
        return bytes;
    }

    @Override
    public int rows() {
        return changes.size();
    }

    @Override
    public @Nullable SpaceTotals write(Session session, long now) throws SQLException {
        return SpaceTables.append(session, this, now);
    }

    @Override
    public StoreException outOfStep() {
        return StoreException.failed(
                ("Changes of the document %s from index %d on were not stored, as the stored ones"
                                + " don't end there. Load the document again.")
                        .formatted(document, firstIndex),
                null);
    }
}
