package xyz.groundmist.sync.store;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.engine.DocumentId;

import java.sql.SQLException;
import java.util.function.Consumer;

/**
 * A document was looked into. What was known of it before is forgotten.
 *
 * @param passed so many of its changes, the first ones, are good
 * @param flaw what is wrong with those after them; null: nothing is known
 * @param done called once on the writer thread, after the commit, with null or with what went
 *     wrong; has to return quickly
 */
public record Examination(
        DocumentId document,
        int passed,
        @Nullable Flaw flaw,
        Consumer<@Nullable StoreException> done)
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
        CareTables.examined(session, this);
        return SpaceTotals.NOTHING;
    }

    @Override
    public StoreException outOfStep() {
        throw new IllegalStateException("an examination follows on anything");
    }
}
