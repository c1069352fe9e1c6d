package xyz.groundmist.sync.store;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The statements on who brought which change; the tables are those of {@link SpaceTables}. */
final class ArrivalTables {
    private static final String SELECT =
            "SELECT key & 0xffffffff, kind, name FROM arrivals JOIN sources ON number = source"
                    + " WHERE key BETWEEN ? AND ?";

    private ArrivalTables() {}

    /** Those of a document, ascending; what came before the first one came by nobody knows whom. */
    static List<Arrival> of(Session session, long document, int changes) throws SQLException {
        return select(session, SELECT + " ORDER BY key", document, changes);
    }

    /** By whom the last of so many changes came; null when that isn't known. */
    static @Nullable Source last(Session session, long document, int changes) throws SQLException {
        List<Arrival> last =
                select(session, SELECT + " ORDER BY key DESC LIMIT 1", document, changes);
        return last.isEmpty() ? null : last.getFirst().source();
    }

    private static List<Arrival> select(Session session, String sql, long document, int changes)
            throws SQLException {
        var arrivals = new ArrayList<Arrival>();
        var select = session.prepare(sql);
        select.setLong(1, SpaceTables.key(document, 0));
        select.setLong(2, SpaceTables.key(document, changes) - 1);
        try (var row = select.executeQuery()) {
            while (row.next()) {
                Source source = source(row.getString(2), row.getString(3));
                arrivals.add(new Arrival(row.getInt(1), source));
            }
        }
        return arrivals;
    }

    private static Source source(String kind, String name) {
        for (Source.Kind one : Source.Kind.values()) {
            if (one.name().equals(kind)) return new Source(one, name);
        }
        throw new SpaceTables.Inconsistent("a change came by a “" + kind + "”");
    }

    static void insert(Session session, long key, Source source) throws SQLException {
        var insert = session.prepare("INSERT INTO arrivals (key, source) VALUES (?, ?)");
        insert.setLong(1, key);
        insert.setLong(2, number(session, source));
        insert.executeUpdate();
    }

    private static long number(Session session, Source source) throws SQLException {
        var select = session.prepare("SELECT number FROM sources WHERE kind = ? AND name = ?");
        select.setString(1, source.kind().name());
        select.setString(2, source.name());
        try (var row = select.executeQuery()) {
            if (row.next()) return row.getLong(1);
        }
        var insert =
                session.prepare("INSERT INTO sources (kind, name) VALUES (?, ?) RETURNING number");
        insert.setString(1, source.kind().name());
        insert.setString(2, source.name());
        try (var row = insert.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
