package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.store.Database;
import xyz.groundmist.sync.store.SpaceName;
import xyz.groundmist.sync.store.StoreException;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The grants on disk. Times are milliseconds since 1970. */
final class GrantTable implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GrantTable.class);

    /** "GMac" in the file's header. */
    private static final int APPLICATION_ID = 0x474d6163;

    private static final List<String> MIGRATIONS =
            List.of(
                    """
                    CREATE TABLE grants (
                      id TEXT PRIMARY KEY,
                      token BLOB NOT NULL UNIQUE CHECK (length(token) = 32),
                      space TEXT NOT NULL,
                      name TEXT,
                      origin TEXT,
                      read_only INTEGER NOT NULL,
                      created INTEGER NOT NULL,
                      expires INTEGER,
                      revoked INTEGER,
                      last_used INTEGER
                    ) STRICT
                    """);

    private final Database database;

    private GrantTable(Database database) {
        this.database = database;
    }

    static GrantTable open(Path file) throws StoreException {
        return new GrantTable(Database.open(file, APPLICATION_ID, MIGRATIONS));
    }

    /** All grants, the oldest first. */
    Map<Token.Hash, Grant> load() throws StoreException {
        return database.read(session -> {
            var grants = new LinkedHashMap<Token.Hash, Grant>();
            try (var rows =
                    session.prepare("SELECT * FROM grants ORDER BY created, id").executeQuery()) {
                while (rows.next()) {
                    Grant grant = grant(rows);
                    if (grant != null) {
                        grants.put(Token.Hash.of(rows.getBytes("token")), grant);
                    }
                }
            }
            return grants;
        });
    }

    private static @Nullable Grant grant(ResultSet row) throws SQLException {
        String id = row.getString("id");
        SpaceName space = SpaceName.parse(row.getString("space"));
        if (space == null) {
            log.warn("Grant {} is for something that is not a space; it stays shut", id);
            return null;
        }
        return new Grant(
                id,
                GrantKind.SCRIPT,
                null,
                null,
                space,
                row.getString("name"),
                row.getString("origin"),
                row.getBoolean("read_only"),
                Instant.ofEpochMilli(row.getLong("created")),
                moment(row, "expires"),
                moment(row, "revoked"),
                moment(row, "last_used"));
    }

    private static @Nullable Instant moment(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    void insert(Grant grant, Token.Hash token) throws StoreException {
        database.write(session -> {
            var insert =
                    session.prepare(
                            "INSERT INTO grants (id, token, space, name, origin,"
                                    + " read_only, created, expires)"
                                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
            insert.setString(1, grant.id());
            insert.setBytes(2, token.bytes());
            insert.setString(3, grant.space().domain());
            insert.setString(4, grant.name());
            insert.setString(5, grant.origin());
            insert.setBoolean(6, grant.readOnly());
            insert.setLong(7, grant.created().toEpochMilli());
            setMoment(insert, 8, grant.expires());
            insert.executeUpdate();
        });
    }

    private static void setMoment(PreparedStatement statement, int index, @Nullable Instant moment)
            throws SQLException {
        if (moment == null) statement.setNull(index, Types.INTEGER);
        else statement.setLong(index, moment.toEpochMilli());
    }

    void revoke(String id, Instant moment) throws StoreException {
        set("UPDATE grants SET revoked = ? WHERE id = ? AND revoked IS NULL", id, moment);
    }

    void used(String id, Instant moment) throws StoreException {
        set("UPDATE grants SET last_used = ? WHERE id = ?", id, moment);
    }

    private void set(String sql, String id, Instant moment) throws StoreException {
        database.write(session -> {
            var update = session.prepare(sql);
            update.setLong(1, moment.toEpochMilli());
            update.setString(2, id);
            update.executeUpdate();
        });
    }

    @Override
    public void close() {
        database.close();
    }
}
