package xyz.groundmist.sync.store;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.function.Consumer;

/** Something to be stored by the writer thread, all or nothing, beside others in one commit. */
sealed interface JournalEntry permits Append, Decision, Examination, Purge {
    /** Of memory, while it waits. */
    long bytes();

    /** About how many rows it writes. */
    int rows();

    /**
     * Writes it.
     *
     * @param now milliseconds since 1970
     * @return what it adds to the totals, or null, with nothing written, when it doesn't continue
     *     where the document ends
     */
    @Nullable SpaceTotals write(Session session, long now) throws SQLException;

    /** Why nothing was written. */
    StoreException outOfStep();

    /** Called once on the writer thread, with null or with what went wrong. */
    Consumer<@Nullable StoreException> done();
}
