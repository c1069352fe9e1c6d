package xyz.groundmist.sync.store;

import java.nio.ByteBuffer;
import java.sql.SQLException;

/**
 * The statements on snapshots. A snapshot lies in parts, so that neither writing nor reading it
 * takes long or much memory at once; their keys are numbered on from those that the document has.
 * Each part says of how many changes its snapshot is, so that those of an unfinished one are told
 * from the others.
 */
final class SnapshotTables {
    static final int PART_BYTES = 256 << 10;

    private SnapshotTables() {}

    /** Whether the document is still the one that was looked up, with no such snapshot yet. */
    static boolean fits(Session session, StoredDocument document, int changes) throws SQLException {
        var select =
                session.prepare(
                        "SELECT 1 FROM documents WHERE row = ? AND deleted = 0 AND decided = ?"
                                + " AND changes >= ? AND snapshot_changes < ?");
        select.setLong(1, document.row());
        select.setLong(2, document.deletion().at());
        select.setInt(3, changes);
        select.setInt(4, changes);
        try (var row = select.executeQuery()) {
            return row.next();
        }
    }

    static void addPart(Session session, long document, int changes, byte[] part)
            throws SQLException {
        var insert =
                session.prepare(
                        "INSERT INTO snapshots (key, changes, part) SELECT"
                                + " coalesce(max(key) + 1, ?), ?, ? FROM snapshots"
                                + " WHERE key BETWEEN ? AND ?");
        insert.setLong(1, SpaceTables.key(document, 0));
        insert.setInt(2, changes);
        insert.setBytes(3, part);
        insert.setLong(4, SpaceTables.key(document, 0));
        insert.setLong(5, SpaceTables.key(document + 1, 0) - 1);
        insert.executeUpdate();
    }

    /** The parts are complete: from now on they are the document's snapshot. */
    static void complete(Session session, long document, int changes, int bytes, long covered)
            throws SQLException {
        var update =
                session.prepare(
                        "UPDATE documents SET snapshot_changes = ?, snapshot_bytes = ?,"
                                + " covered_bytes = ? WHERE row = ?");
        update.setInt(1, changes);
        update.setInt(2, bytes);
        update.setLong(3, covered);
        update.setLong(4, document);
        update.executeUpdate();
        removeUnused(session, document);
    }

    /** Parts of the document's former snapshots, and of those that were never completed. */
    static void removeUnused(Session session, long document) throws SQLException {
        var delete =
                session.prepare(
                        "DELETE FROM snapshots WHERE key BETWEEN ? AND ? AND changes <>"
                                + " (SELECT snapshot_changes FROM documents WHERE row = ?)");
        delete.setLong(1, SpaceTables.key(document, 0));
        delete.setLong(2, SpaceTables.key(document + 1, 0) - 1);
        delete.setLong(3, document);
        delete.executeUpdate();
    }

    /** The same of all documents. */
    static void removeUnused(Session session) throws SQLException {
        session.prepare(
                        "DELETE FROM snapshots WHERE changes <> (SELECT snapshot_changes"
                                + " FROM documents WHERE row = snapshots.key >> 32)")
                .executeUpdate();
    }

    /** What the first changes of a document have in bytes, packed or not. */
    static long bytes(Session session, long document, int changes) throws SQLException {
        var select =
                session.prepare(
                        """
                        SELECT (SELECT coalesce(sum(length(body)), 0) FROM changes
                                WHERE key BETWEEN ?1 AND ?2)
                             + (SELECT coalesce(sum(bytes), 0) FROM packs
                                WHERE key BETWEEN ?1 AND ?2)
                        """);
        select.setLong(1, SpaceTables.key(document, 0));
        select.setLong(2, SpaceTables.key(document, 0) + changes - 1);
        try (var row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Reads a snapshot to the buffer's position; false if it isn't one of exactly that length. */
    static boolean read(Session session, long document, int changes, ByteBuffer into)
            throws SQLException {
        var select =
                session.prepare(
                        "SELECT part FROM snapshots WHERE key BETWEEN ? AND ? AND changes = ?"
                                + " ORDER BY key");
        select.setLong(1, SpaceTables.key(document, 0));
        select.setLong(2, SpaceTables.key(document + 1, 0) - 1);
        select.setInt(3, changes);
        try (var row = select.executeQuery()) {
            while (row.next()) {
                byte[] part = row.getBytes(1);
                if (part.length > into.remaining()) return false;
                into.put(part);
            }
        }
        return !into.hasRemaining();
    }

    /** Forgets that a document has this snapshot. */
    static void drop(Session session, long document, int changes) throws SQLException {
        var update =
                session.prepare(
                        "UPDATE documents SET snapshot_changes = 0, snapshot_bytes = 0,"
                            + " covered_bytes = 0, examined = 0 WHERE row = ? AND snapshot_changes"
                            + " = ?");
        update.setLong(1, document);
        update.setInt(2, changes);
        if (update.executeUpdate() > 0) removeUnused(session, document);
    }

    static void dropAll(Session session) throws SQLException {
        session.prepare(
                        "UPDATE documents SET snapshot_changes = 0, snapshot_bytes = 0,"
                                + " covered_bytes = 0, examined = 0")
                .executeUpdate();
        session.prepare("DELETE FROM snapshots").executeUpdate();
    }
}
