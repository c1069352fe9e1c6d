package xyz.groundmist.sync.store;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.function.Consumer;

/**
 * Forgets the content of one document that was deleted here before a moment; that it is deleted
 * stays known.
 *
 * @param before milliseconds since 1970, by the clock of this machine
 */
record Purge(long before, Consumer<@Nullable StoreException> done) implements JournalEntry {
    private static final int COST = 64;

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
        DeletionTables.purgeOne(session, before);
        return SpaceTotals.NOTHING;
    }

    @Override
    public StoreException outOfStep() {
        throw new IllegalStateException("a purge follows on anything");
    }
}
