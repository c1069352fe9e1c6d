package xyz.groundmist.sync.store;

import java.sql.SQLException;

/** The statements on what is deleted; the tables are those of {@link SpaceTables}. */
final class DeletionTables {
    private DeletionTables() {}

    /** Stores a decision, unless a later one is known; returns what it adds to the totals. */
    static SpaceTotals decide(Session session, Decision decision, long now) throws SQLException {
        byte[] id = decision.document().bytes();
        SpaceTables.createUnlessThere(session, id, now);
        Deletion before;
        SpaceTotals content;
        var select =
                session.prepare(
                        "SELECT deleted, decided, changes, bytes FROM documents WHERE id = ?");
        select.setBytes(1, id);
        try (var row = select.executeQuery()) {
            row.next();
            before = new Deletion(row.getBoolean(1), row.getLong(2));
            content = new SpaceTotals(row.getInt(3) == 0 ? 0 : 1, row.getInt(3), row.getLong(4));
        }
        Deletion after = decision.deletion();
        if (!after.overrules(before)) return SpaceTotals.NOTHING;
        var update =
                session.prepare(
                        "UPDATE documents SET deleted = ?, decided = ?, learned = ? WHERE id = ?");
        update.setBoolean(1, after.deleted());
        update.setLong(2, after.at());
        update.setLong(3, now);
        update.setBytes(4, id);
        update.executeUpdate();
        if (after.deleted() == before.deleted()) return SpaceTotals.NOTHING;
        return after.deleted() ? content.negated() : content;
    }

    /** Whether a document that was deleted before then still has its content. */
    static boolean canPurge(Session session, long before) throws SQLException {
        return purgeable(session, before) >= 0;
    }

    static void purgeOne(Session session, long before) throws SQLException {
        long document = purgeable(session, before);
        if (document < 0) return;
        delete(session, "DELETE FROM changes WHERE key BETWEEN ? AND ?", document);
        delete(session, "DELETE FROM packs WHERE key BETWEEN ? AND ?", document);
        delete(session, "DELETE FROM snapshots WHERE key BETWEEN ? AND ?", document);
        delete(session, "DELETE FROM arrivals WHERE key BETWEEN ? AND ?", document);
        CareTables.forget(session, document);
        var update =
                session.prepare(
                        "UPDATE documents SET changes = 0, bytes = 0, heads = x'',"
                                + " snapshot_changes = 0, snapshot_bytes = 0, covered_bytes = 0,"
                                + " packed = 0, examined = 0 WHERE row = ?");
        update.setLong(1, document);
        update.executeUpdate();
    }

    private static void delete(Session session, String sql, long document) throws SQLException {
        var delete = session.prepare(sql);
        delete.setLong(1, SpaceTables.key(document, 0));
        delete.setLong(2, SpaceTables.key(document + 1, 0) - 1);
        delete.executeUpdate();
    }

    private static long purgeable(Session session, long before) throws SQLException {
        var select =
                session.prepare(
                        "SELECT row FROM documents"
                                + " WHERE deleted = 1 AND learned < ? AND changes > 0 LIMIT 1");
        select.setLong(1, before);
        try (var row = select.executeQuery()) {
            return row.next() ? row.getLong(1) : -1;
        }
    }
}
