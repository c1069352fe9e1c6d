package xyz.groundmist.sync.store;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.engine.DocumentId;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The statements on packs. A pack holds the chunks of changes with consecutive indices and has the
 * key of the first; they stay in their table with an empty body.
 */
final class PackTables {
    /** A chunk of at least so many bytes stays alone: it is large, or deflated already. */
    private static final int LARGE = 16 << 10;

    private PackTables() {}

    /** Puts those chunks in that were read empty, as they are in packs. */
    static void fill(Session session, long document, int[] indices, List<byte[]> bodies)
            throws SQLException {
        for (int i = 0; i < indices.length; ) {
            if (bodies.get(i).length > 0) {
                i++;
                continue;
            }
            Found pack = holding(session, document, indices[i]);
            for (; i < indices.length && indices[i] < pack.first + pack.bodies.size(); i++) {
                bodies.set(i, pack.bodies.get(indices[i] - pack.first));
            }
        }
    }

    private record Found(int first, List<byte[]> bodies) {}

    private static Found holding(Session session, long document, int index) throws SQLException {
        var select =
                session.prepare(
                        "SELECT key, changes, bytes, bodies FROM packs WHERE key BETWEEN ? AND ?"
                                + " ORDER BY key DESC LIMIT 1");
        select.setLong(1, SpaceTables.key(document, 0));
        select.setLong(2, SpaceTables.key(document, index));
        try (var row = select.executeQuery()) {
            if (!row.next()) throw Pack.broken();
            int first = (int) row.getLong(1);
            List<byte[]> bodies = Pack.decode(row.getBytes(4), row.getInt(2), row.getInt(3));
            if (index >= first + bodies.size()) throw Pack.broken();
            return new Found(first, bodies);
        }
    }

    /**
     * Changes to pack: consecutive, and together at most a pack's worth.
     *
     * @param first the index of the first
     * @param whole there were more than fit, or are others behind them that stay alone
     */
    record Loose(int first, List<byte[]> bodies, int bytes, boolean whole) {
        int next() {
            return first + bodies.size();
        }
    }

    /** The next changes to pack; null when there are none. */
    static @Nullable Loose loose(Session session, long document, int from, int end)
            throws SQLException {
        var select =
                session.prepare(
                        "SELECT key, CASE WHEN length(body) < ? THEN body ELSE x'' END"
                                + " FROM changes WHERE key BETWEEN ? AND ? ORDER BY key");
        select.setInt(1, LARGE);
        select.setLong(2, SpaceTables.key(document, from));
        select.setLong(3, SpaceTables.key(document, end) - 1);
        int first = from;
        int bytes = 0;
        boolean whole = false;
        var bodies = new ArrayList<byte[]>();
        try (var row = select.executeQuery()) {
            while (row.next() && !whole) {
                byte[] body = row.getBytes(2);
                if (body.length == 0 && bodies.isEmpty()) {
                    first = (int) row.getLong(1) + 1;
                } else if (body.length == 0
                        || bytes + body.length > Pack.MOST_BYTES
                        || bodies.size() == Pack.MOST_CHANGES) {
                    whole = true;
                } else {
                    bodies.add(body);
                    bytes += body.length;
                }
            }
        }
        return bodies.isEmpty() ? null : new Loose(first, bodies, bytes, whole);
    }

    /**
     * Moves chunks into a pack: it is written, read back, inflated and compared with what is stored
     * of them alone, which is only then deleted. All in the caller's transaction.
     *
     * @return false, with nothing written, when they are there no longer
     */
    static boolean move(Session session, long document, Loose loose, byte[] pack)
            throws SQLException {
        var rows = new ArrayList<byte[]>(loose.bodies.size());
        var alone = new ArrayList<byte[]>(loose.bodies.size());
        var select =
                session.prepare(
                        "SELECT row, body FROM changes WHERE key BETWEEN ? AND ? ORDER BY key");
        select.setLong(1, SpaceTables.key(document, loose.first));
        select.setLong(2, SpaceTables.key(document, loose.next()) - 1);
        try (var row = select.executeQuery()) {
            while (row.next()) {
                rows.add(row.getBytes(1));
                alone.add(row.getBytes(2));
            }
        }
        if (!same(alone, loose.bodies)) return false;
        write(session, document, loose, pack);
        if (!same(holding(session, document, loose.first).bodies, alone)) throw Pack.broken();
        empty(session, document, loose.first, rows);
        looked(session, document, loose.next());
        return true;
    }

    private static void write(Session session, long document, Loose loose, byte[] pack)
            throws SQLException {
        var insert =
                session.prepare(
                        "INSERT INTO packs (key, changes, bytes, bodies) VALUES (?, ?, ?, ?)");
        insert.setLong(1, SpaceTables.key(document, loose.first));
        insert.setInt(2, loose.bodies.size());
        insert.setInt(3, loose.bytes);
        insert.setBytes(4, pack);
        insert.executeUpdate();
    }

    /**
     * Deletes and writes anew, without the bodies. Updated in place the rows would stay on pages
     * that are two thirds empty, which SQLite gives to nobody else.
     */
    private static void empty(Session session, long document, int first, List<byte[]> rows)
            throws SQLException {
        var delete = session.prepare("DELETE FROM changes WHERE key BETWEEN ? AND ?");
        delete.setLong(1, SpaceTables.key(document, first));
        delete.setLong(2, SpaceTables.key(document, first + rows.size()) - 1);
        delete.executeUpdate();
        var insert = session.prepare("INSERT INTO changes (key, row, body) VALUES (?, ?, x'')");
        long key = SpaceTables.key(document, first);
        for (byte[] row : rows) {
            insert.setLong(1, key++);
            insert.setBytes(2, row);
            insert.executeUpdate();
        }
    }

    private static boolean same(List<byte[]> some, List<byte[]> others) {
        if (some.size() != others.size()) return false;
        for (int i = 0; i < some.size(); i++) {
            if (!Arrays.equals(some.get(i), others.get(i))) return false;
        }
        return true;
    }

    /** Changes below that index need not be looked at again. */
    static void looked(Session session, long document, int index) throws SQLException {
        var update =
                session.prepare("UPDATE documents SET packed = ? WHERE row = ? AND changes >= ?");
        update.setInt(1, index);
        update.setLong(2, document);
        update.setInt(3, index);
        update.executeUpdate();
    }

    /** Documents of which a snapshot covers more than was looked at for packing. */
    static List<DocumentId> unfinished(Session session) throws SQLException {
        var documents = new ArrayList<DocumentId>();
        String sql = "SELECT id FROM documents WHERE packed < snapshot_changes AND deleted = 0";
        try (var row = session.prepare(sql).executeQuery()) {
            while (row.next()) documents.add(SpaceTables.id(row.getBytes(1)));
        }
        return documents;
    }

    /** Opens every pack. */
    static void problems(Session session, List<String> problems) throws SQLException {
        String sql = "SELECT key, changes, bytes, bodies FROM packs";
        try (var row = session.prepare(sql).executeQuery()) {
            while (row.next()) {
                try {
                    Pack.decode(row.getBytes(4), row.getInt(2), row.getInt(3));
                } catch (SpaceTables.Inconsistent e) {
                    problems.add(
                            "Changes of document %d can't be read: %s."
                                    .formatted(row.getLong(1) >> 32, e.getMessage()));
                }
            }
        }
    }
}
