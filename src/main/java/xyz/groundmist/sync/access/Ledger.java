package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.store.StoreException;

import java.util.List;

/** Who connected, and what became of grants, for 90 days; for the owner to read. */
public final class Ledger {
    /**
     * The newest entries, the newest first.
     *
     * @param grantId of this grant only; null: all
     * @param most 1 to 1,000
     */
    public List<LedgerEntry> newest(@Nullable String grantId, int most) throws StoreException {
        throw new UnsupportedOperationException();
    }
}
