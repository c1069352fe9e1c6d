package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.store.Database;
import xyz.groundmist.sync.store.Session;
import xyz.groundmist.sync.store.SpaceName;
import xyz.groundmist.sync.store.StoreException;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The grants on disk. */
final class GrantTable {
    private static final Logger log = LoggerFactory.getLogger(GrantTable.class);

    private final Database database;

    GrantTable(Database database) {
        this.database = database;
    }

    /** All grants, the oldest first. */
    List<Grant> load() throws StoreException {
        return database.read(session -> {
            var grants = new ArrayList<Grant>();
            try (var rows =
                    session.prepare("SELECT * FROM grants ORDER BY created, id").executeQuery()) {
                while (rows.next()) {
                    Grant grant = grant(rows);
                    if (grant != null) grants.add(grant);
                }
            }
            return grants;
        });
    }

    private static @Nullable Grant grant(ResultSet row) throws SQLException {
        String id = row.getString("id");
        SpaceName space = SpaceName.parse(row.getString("space"));
        String owner = row.getString("owner");
        Did did = owner == null ? null : Did.parse(owner);
        GrantKind kind = kind(row.getString("kind"));
        if (space == null || kind == null || (owner != null && did == null)) {
            log.warn("Grant {} is not of a form that this version knows; it stays shut", id);
            return null;
        }
        return new Grant(
                id,
                kind,
                row.getString("key"),
                did,
                space,
                row.getString("name"),
                row.getString("origin"),
                row.getBoolean("read_only"),
                Instant.ofEpochMilli(row.getLong("created")),
                Moments.get(row, "expires"),
                Moments.get(row, "revoked"),
                Moments.get(row, "paused"),
                Moments.get(row, "last_used"));
    }

    private static @Nullable GrantKind kind(String name) {
        for (GrantKind kind : GrantKind.values()) {
            if (kind.name().equals(name)) return kind;
        }
        return null;
    }

    /**
     * Ends whichever grant is for the same key, origin and space, and adds this one.
     *
     * @param token the only one of a script's grant; null for an app
     */
    void insert(Grant grant, Token.@Nullable Hash token) throws StoreException {
        database.write(session -> {
            if (grant.key() != null) supersede(session, grant);
            var insert =
                    session.prepare(
                            "INSERT INTO grants (id, kind, key, owner, space, name, origin,"
                                    + " read_only, created, expires)"
                                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
            insert.setString(1, grant.id());
            insert.setString(2, grant.kind().name());
            insert.setString(3, grant.key());
            insert.setString(4, grant.owner() == null ? null : grant.owner().text());
            insert.setString(5, grant.space().domain());
            insert.setString(6, grant.name());
            insert.setString(7, grant.origin());
            insert.setBoolean(8, grant.readOnly());
            insert.setLong(9, grant.created().toEpochMilli());
            Moments.set(insert, 10, grant.expires());
            insert.executeUpdate();
            if (token != null) TokenTable.insert(session, token, grant.id(), grant.created(), null);
        });
    }

    private static void supersede(Session session, Grant by) throws SQLException {
        var update =
                session.prepare(
                        "UPDATE grants SET revoked = ? WHERE key = ? AND origin IS ? AND space = ?"
                                + " AND revoked IS NULL");
        update.setLong(1, by.created().toEpochMilli());
        update.setString(2, by.key());
        update.setString(3, by.origin());
        update.setString(4, by.space().domain());
        update.executeUpdate();
    }

    void revoke(Collection<String> ids, Instant moment) throws StoreException {
        database.write(session -> {
            for (String id : ids) {
                set(
                        session,
                        "UPDATE grants SET revoked = ? WHERE id = ? AND revoked IS NULL",
                        id,
                        moment);
            }
        });
    }

    void pause(String id, Instant moment) throws StoreException {
        database.write(
                session -> set(session, "UPDATE grants SET paused = ? WHERE id = ?", id, moment));
    }

    void confirm(String id) throws StoreException {
        database.write(session -> {
            var update = session.prepare("UPDATE grants SET paused = NULL WHERE id = ?");
            update.setString(1, id);
            update.executeUpdate();
        });
    }

    void access(String id, boolean readOnly) throws StoreException {
        database.write(session -> {
            var update = session.prepare("UPDATE grants SET read_only = ? WHERE id = ?");
            update.setBoolean(1, readOnly);
            update.setString(2, id);
            update.executeUpdate();
        });
    }

    /** Pauses all that live; returns how many there are. */
    static int pauseAll(Database database, Instant moment) throws StoreException {
        return database.update(session -> {
            var update = session.prepare("UPDATE grants SET paused = ? WHERE revoked IS NULL");
            update.setLong(1, moment.toEpochMilli());
            return update.executeUpdate();
        });
    }

    static Database.Change used(String id, Instant moment) {
        return session -> set(session, "UPDATE grants SET last_used = ? WHERE id = ?", id, moment);
    }

    private static void set(Session session, String sql, String id, Instant moment)
            throws SQLException {
        var update = session.prepare(sql);
        update.setLong(1, moment.toEpochMilli());
        update.setString(2, id);
        update.executeUpdate();
    }
}
