package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.store.Database;
import xyz.groundmist.sync.store.Session;
import xyz.groundmist.sync.store.StoreException;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The tokens on disk: their hashes. */
final class TokenTable {
    private final Database database;

    TokenTable(Database database) {
        this.database = database;
    }

    record Row(Token.Hash hash, String grantId, Instant created, @Nullable Instant expires) {}

    /** All tokens, the oldest first. */
    List<Row> load() throws StoreException {
        return database.read(session -> {
            var tokens = new ArrayList<Row>();
            try (var rows =
                    session.prepare("SELECT * FROM tokens ORDER BY created").executeQuery()) {
                while (rows.next()) {
                    tokens.add(
                            new Row(
                                    Token.Hash.of(rows.getBytes("hash")),
                                    rows.getString("grant_id"),
                                    Instant.ofEpochMilli(rows.getLong("created")),
                                    Moments.get(rows, "expires")));
                }
            }
            return tokens;
        });
    }

    void replace(Collection<Token.Hash> old, Row by) throws StoreException {
        database.write(session -> {
            for (Token.Hash hash : old) delete(session, hash);
            insert(session, by.hash(), by.grantId(), by.created(), by.expires());
        });
    }

    static void insert(
            Session session,
            Token.Hash hash,
            String grantId,
            Instant created,
            @Nullable Instant expires)
            throws SQLException {
        var insert = session.prepare("INSERT INTO tokens VALUES (?, ?, ?, ?)");
        insert.setBytes(1, hash.bytes());
        insert.setString(2, grantId);
        insert.setLong(3, created.toEpochMilli());
        Moments.set(insert, 4, expires);
        insert.executeUpdate();
    }

    static Database.Change expires(Token.Hash hash, @Nullable Instant moment) {
        return session -> {
            var update = session.prepare("UPDATE tokens SET expires = ? WHERE hash = ?");
            Moments.set(update, 1, moment);
            update.setBytes(2, hash.bytes());
            update.executeUpdate();
        };
    }

    static Database.Change gone(Token.Hash hash) {
        return session -> delete(session, hash);
    }

    private static void delete(Session session, Token.Hash hash) throws SQLException {
        var delete = session.prepare("DELETE FROM tokens WHERE hash = ?");
        delete.setBytes(1, hash.bytes());
        delete.executeUpdate();
    }
}
