package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.store.Database;
import xyz.groundmist.sync.store.StoreException;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The ledger on disk. */
final class LedgerTable {
    private final Database database;

    LedgerTable(Database database) {
        this.database = database;
    }

    long lastId() throws StoreException {
        return database.read(session -> {
            try (var row = session.prepare("SELECT max(id) FROM ledger").executeQuery()) {
                return row.next() ? row.getLong(1) : 0L;
            }
        });
    }

    List<LedgerEntry> newest(@Nullable String grantId, int most) throws StoreException {
        return database.read(session -> {
            var select =
                    grantId == null
                            ? session.prepare("SELECT * FROM ledger ORDER BY id DESC LIMIT ?")
                            : session.prepare(
                                    "SELECT * FROM ledger WHERE grant_id = ?2"
                                            + " ORDER BY id DESC LIMIT ?1");
            select.setInt(1, most);
            if (grantId != null) select.setString(2, grantId);
            var entries = new ArrayList<LedgerEntry>();
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    LedgerEntry entry = entry(rows);
                    if (entry != null) entries.add(entry);
                }
            }
            return entries;
        });
    }

    /** Null for an event that only another version knows. */
    private static @Nullable LedgerEntry entry(ResultSet row) throws SQLException {
        String name = row.getString("event");
        for (LedgerEntry.Event event : LedgerEntry.Event.values()) {
            if (!event.name().equals(name)) continue;
            return new LedgerEntry(
                    Instant.ofEpochMilli(row.getLong("at")),
                    event,
                    row.getString("grant_id"),
                    row.getString("app"),
                    row.getString("origin"),
                    row.getString("network"),
                    row.getString("space"),
                    Moments.get(row, "until"),
                    row.getInt("sockets"),
                    new Traffic(
                            row.getInt("documents"), row.getLong("received"), row.getLong("sent")));
        }
        return null;
    }

    static Database.Change put(long id, LedgerEntry entry) {
        return session -> {
            var put =
                    session.prepare(
                            "INSERT OR REPLACE INTO ledger"
                                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
            put.setLong(1, id);
            put.setLong(2, entry.at().toEpochMilli());
            put.setString(3, entry.event().name());
            put.setString(4, entry.grantId());
            put.setString(5, entry.app());
            put.setString(6, entry.origin());
            put.setString(7, entry.network());
            put.setString(8, entry.space());
            Moments.set(put, 9, entry.until());
            put.setInt(10, entry.sockets());
            put.setInt(11, entry.traffic().documents());
            put.setLong(12, entry.traffic().received());
            put.setLong(13, entry.traffic().sent());
            put.executeUpdate();
        };
    }

    /** Those from before a moment, and those up to an id. */
    static Database.Change forget(Instant before, long upTo) {
        return session -> {
            var delete = session.prepare("DELETE FROM ledger WHERE at < ? OR id <= ?");
            delete.setLong(1, before.toEpochMilli());
            delete.setLong(2, upTo);
            delete.executeUpdate();
        };
    }
}
