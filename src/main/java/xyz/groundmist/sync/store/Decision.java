package xyz.groundmist.sync.store;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.engine.DocumentId;

import java.sql.SQLException;
import java.util.function.Consumer;

/**
 * A document is deleted or brought back; it needn't be here. An older decision than the one that is
 * stored changes nothing.
 *
 * @param done called once on the writer thread, after the commit, with null or with what went
 *     wrong; has to return quickly
 */
public record Decision(
        DocumentId document, Deletion deletion, Consumer<@Nullable StoreException> done)
        implements JournalEntry {
    private static final int COST = 256;

    @Override
    public long bytes() {
        return COST;
    }

    @Override
    public int rows() {
        return 1;
    }

    @Override
    public SpaceTotals write(Session session, long now) throws SQLException {
        return DeletionTables.decide(session, this, now);
    }

    @Override
    public StoreException outOfStep() {
        throw new IllegalStateException("a decision follows on anything");
    }
}
