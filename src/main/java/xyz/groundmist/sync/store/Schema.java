package xyz.groundmist.sync.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tells whether a file is ours, and brings its schema to the newest version. */
record Schema(Path file, int applicationId, List<String> migrations) {
    /**
     * Looks before it changes anything, so a foreign file stays as it is. The first read of the
     * header and the schema is also where a file that is no database at all is found out.
     */
    void prepare(Session session) throws SQLException, StoreException {
        long id = session.number("PRAGMA application_id");
        long version = session.number("PRAGMA user_version");
        boolean empty = session.number("SELECT count(*) FROM sqlite_schema") == 0;
        boolean isNew = empty && id == 0 && version == 0;
        if (!isNew && (id != applicationId || version < 1)) {
            throw StoreException.failed(
                    "The file %s belongs to another program. Move it away, then try again."
                            .formatted(file),
                    null);
        }
        if (version > migrations.size()) {
            throw StoreException.failed(
                    ("The database %s was written by a newer version of Groundmist Sync (schema %d;"
                                    + " this version knows %d). Install the newer version again.")
                            .formatted(file, version, migrations.size()),
                    null);
        }
        session.writing();
        for (int step = (int) version; step < migrations.size(); step++) migrate(session, step);
    }

    /** Compares every table, index, trigger and view with what the migrations make. */
    void requireExact(Session session) throws SQLException, StoreException {
        long version = session.number("PRAGMA user_version");
        boolean known =
                session.number("PRAGMA application_id") == applicationId
                        && version >= 1
                        && version <= migrations.size();
        if (!known || !objects(session).equals(made((int) version))) {
            throw StoreException.failed(
                    "The file %s is not what Groundmist Sync writes.".formatted(file), null);
        }
    }

    private Set<List<String>> made(int version) throws SQLException {
        Session fresh = Session.inMemory();
        try {
            for (String step : migrations.subList(0, version)) fresh.execute(step);
            return objects(fresh);
        } finally {
            fresh.close();
        }
    }

    private static Set<List<String>> objects(Session session) throws SQLException {
        var objects = new HashSet<List<String>>();
        String sql = "SELECT type, name, tbl_name, ifnull(sql, '') FROM sqlite_schema";
        try (var row = session.prepare(sql).executeQuery()) {
            while (row.next()) {
                objects.add(
                        List.of(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4)));
            }
        }
        return objects;
    }

    private void migrate(Session session, int step) throws SQLException {
        session.execute("BEGIN IMMEDIATE");
        boolean done = false;
        try {
            session.execute(migrations.get(step));
            session.execute("PRAGMA application_id = " + applicationId);
            session.execute("PRAGMA user_version = " + (step + 1));
            session.execute("COMMIT");
            done = true;
        } finally {
            if (!done) session.execute("ROLLBACK");
        }
    }
}
