package xyz.groundmist.sync.store;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.engine.ChangeHash;
import xyz.groundmist.sync.engine.DocumentId;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables of a space and every statement on them.
 *
 * <p>A change's key is its document's row in the upper 32 bits and its index in the lower 32: one
 * document's changes lie side by side in the order in which they came, and a range of indices is a
 * range of keys.
 */
final class SpaceTables {
    /** "GmSp". */
    static final int APPLICATION_ID = 0x476d5370;

    /**
     * arrivals: by whom a change came and those after it up to the next row; a key as in changes.
     * examined: so many of a document's changes passed the second look. flaws: what didn't.
     */
    private static final String CARE =
            """
            CREATE TABLE sources (
              number INTEGER PRIMARY KEY,
              kind TEXT NOT NULL,
              name TEXT NOT NULL,
              UNIQUE (kind, name)
            ) STRICT;
            CREATE TABLE arrivals (
              key INTEGER PRIMARY KEY,
              source INTEGER NOT NULL REFERENCES sources (number)
            ) STRICT;
            ALTER TABLE documents ADD COLUMN examined INTEGER NOT NULL DEFAULT 0;
            CREATE TABLE flaws (
              document INTEGER PRIMARY KEY REFERENCES documents (row),
              kind TEXT NOT NULL,
              change INTEGER NOT NULL,
              before BLOB NOT NULL
            ) STRICT;
            """;

    static final List<String> MIGRATIONS =
            List.of(
                    """
                    CREATE TABLE space (name TEXT NOT NULL) STRICT;
                    CREATE TABLE documents (
                      row INTEGER PRIMARY KEY,
                      id BLOB NOT NULL UNIQUE,
                      changes INTEGER NOT NULL,
                      bytes INTEGER NOT NULL,
                      heads BLOB NOT NULL,
                      created INTEGER NOT NULL,
                      changed INTEGER NOT NULL
                    ) STRICT;
                    CREATE TABLE changes (
                      key INTEGER PRIMARY KEY,
                      row BLOB NOT NULL,
                      body BLOB NOT NULL
                    ) STRICT;
                    """,
                    // deleted: whether it is; decided: when that, or the contrary, was decided on
                    // some machine; learned: when it was stored here
                    """
                    ALTER TABLE documents ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0;
                    ALTER TABLE documents ADD COLUMN decided INTEGER NOT NULL DEFAULT 0;
                    ALTER TABLE documents ADD COLUMN learned INTEGER NOT NULL DEFAULT 0;
                    """,
                    // A snapshot lies in parts, a pack's key is that of its first change, and a
                    // change whose body is empty has it in a pack. See SnapshotTables, PackTables.
                    """
                    ALTER TABLE documents ADD COLUMN snapshot_changes INTEGER NOT NULL DEFAULT 0;
                    ALTER TABLE documents ADD COLUMN snapshot_bytes INTEGER NOT NULL DEFAULT 0;
                    ALTER TABLE documents ADD COLUMN covered_bytes INTEGER NOT NULL DEFAULT 0;
                    ALTER TABLE documents ADD COLUMN packed INTEGER NOT NULL DEFAULT 0;
                    CREATE TABLE snapshots (
                      key INTEGER PRIMARY KEY,
                      changes INTEGER NOT NULL,
                      part BLOB NOT NULL
                    ) STRICT;
                    CREATE TABLE packs (
                      key INTEGER PRIMARY KEY,
                      changes INTEGER NOT NULL,
                      bytes INTEGER NOT NULL,
                      bodies BLOB NOT NULL
                    ) STRICT;
                    """,
                    CARE);

    private static final int INDEX_BITS = 32;
    private static final String SELECT_DOCUMENTS =
            "SELECT row, id, changes, bytes, heads, created, changed, deleted, decided,"
                    + " snapshot_changes, snapshot_bytes, covered_bytes, packed, examined"
                    + " FROM documents";
    private static final String HAS_CONTENT = " WHERE deleted = 0 AND changes > 0";

    private SpaceTables() {}

    /** The tables contradict each other, which only damage can bring about. */
    static final class Inconsistent extends RuntimeException {
        Inconsistent(String message) {
            super(message);
        }
    }

    /** The name of the space in this file, which is the given one if it had none yet. */
    static String claim(Session session, SpaceName name) throws SQLException {
        try (var row = session.prepare("SELECT name FROM space").executeQuery()) {
            if (row.next()) return row.getString(1);
        }
        var insert = session.prepare("INSERT INTO space (name) VALUES (?)");
        insert.setString(1, name.domain());
        insert.executeUpdate();
        return name.domain();
    }

    /** A write that changes nothing. */
    static void rewriteName(Session session) throws SQLException {
        session.prepare("UPDATE space SET name = name").executeUpdate();
    }

    static SpaceTotals totals(Session session) throws SQLException {
        String sql =
                "SELECT count(*), coalesce(sum(changes), 0), coalesce(sum(bytes), 0)"
                        + " FROM documents"
                        + HAS_CONTENT;
        try (var row = session.prepare(sql).executeQuery()) {
            row.next();
            return new SpaceTotals(row.getLong(1), row.getLong(2), row.getLong(3));
        }
    }

    static @Nullable StoredDocument find(Session session, DocumentId id) throws SQLException {
        var select = session.prepare(SELECT_DOCUMENTS + " WHERE id = ?");
        select.setBytes(1, id.bytes());
        try (var row = select.executeQuery()) {
            return row.next() ? document(row) : null;
        }
    }

    static List<StoredDocument> documents(Session session) throws SQLException {
        return documents(session, HAS_CONTENT + " ORDER BY row");
    }

    static List<StoredDocument> deleted(Session session) throws SQLException {
        return documents(session, " WHERE deleted = 1 AND changes > 0 ORDER BY row");
    }

    /** Those that aren't deleted, of which that holds too. */
    static List<StoredDocument> kept(Session session, String condition, long... values)
            throws SQLException {
        return documents(session, HAS_CONTENT + condition, values);
    }

    private static List<StoredDocument> documents(Session session, String rest, long... values)
            throws SQLException {
        var documents = new ArrayList<StoredDocument>();
        var select = session.prepare(SELECT_DOCUMENTS + rest);
        for (int i = 0; i < values.length; i++) select.setLong(i + 1, values[i]);
        try (var row = select.executeQuery()) {
            while (row.next()) documents.add(document(row));
        }
        return documents;
    }

    private static StoredDocument document(ResultSet row) throws SQLException {
        return new StoredDocument(
                row.getLong(1),
                id(row.getBytes(2)),
                row.getInt(3),
                row.getLong(4),
                heads(row.getBytes(5)),
                Instant.ofEpochMilli(row.getLong(6)),
                Instant.ofEpochMilli(row.getLong(7)),
                new Deletion(row.getBoolean(8), row.getLong(9)),
                row.getInt(10),
                row.getInt(11),
                row.getLong(12),
                row.getInt(13),
                row.getInt(14));
    }

    /** Documents by id, from the one after {@code after} on, deleted ones too. */
    static List<DocumentState> states(Session session, byte[] after, int most) throws SQLException {
        var states = new ArrayList<DocumentState>();
        var select =
                session.prepare(
                        "SELECT id, heads, deleted, decided FROM documents"
                                + " WHERE id > ? ORDER BY id LIMIT ?");
        select.setBytes(1, after);
        select.setInt(2, most);
        try (var row = select.executeQuery()) {
            while (row.next()) {
                states.add(
                        new DocumentState(
                                id(row.getBytes(1)),
                                heads(row.getBytes(2)),
                                new Deletion(row.getBoolean(3), row.getLong(4))));
            }
        }
        return states;
    }

    static DocumentId id(byte[] bytes) {
        if (bytes.length != DocumentId.BYTES) {
            throw new Inconsistent("the entry of a document is broken");
        }
        return DocumentId.of(bytes);
    }

    static List<ChangeHash> heads(byte[] bytes) {
        if (bytes.length % ChangeHash.BYTES != 0) {
            throw new Inconsistent("the entry of a document is broken");
        }
        var heads = new ArrayList<ChangeHash>(bytes.length / ChangeHash.BYTES);
        var in = ByteBuffer.wrap(bytes);
        while (in.hasRemaining()) heads.add(ChangeHash.read(in));
        return heads;
    }

    static List<byte[]> graphRows(Session session, long document, int first, int count)
            throws SQLException {
        return range(
                session,
                "SELECT row FROM changes WHERE key BETWEEN ? AND ? ORDER BY key",
                document,
                first,
                count,
                new ArrayList<>(count));
    }

    static List<byte[]> bodies(Session session, long document, int[] indices) throws SQLException {
        var bodies = new ArrayList<byte[]>(indices.length);
        for (int i = 0; i < indices.length; ) {
            int next = i + 1;
            while (next < indices.length && indices[next] == indices[next - 1] + 1) next++;
            range(
                    session,
                    "SELECT body FROM changes WHERE key BETWEEN ? AND ? ORDER BY key",
                    document,
                    indices[i],
                    next - i,
                    bodies);
            i = next;
        }
        PackTables.fill(session, document, indices, bodies);
        return bodies;
    }

    private static List<byte[]> range(
            Session session, String sql, long document, int first, int count, List<byte[]> into)
            throws SQLException {
        int before = into.size();
        var select = session.prepare(sql);
        select.setLong(1, key(document, first));
        select.setLong(2, key(document, first) + count - 1);
        try (var row = select.executeQuery()) {
            while (row.next()) into.add(row.getBytes(1));
        }
        if (into.size() - before != count) throw new Inconsistent("changes are missing");
        return into;
    }

    /**
     * Stores one append.
     *
     * @return what it adds to the totals, or null, with nothing written, when it doesn't continue
     *     where the document ends
     */
    static @Nullable SpaceTotals append(Session session, Append append, long now)
            throws SQLException {
        var select = session.prepare("SELECT row, changes FROM documents WHERE id = ?");
        byte[] id = append.document().bytes();
        select.setBytes(1, id);
        long document = 0;
        int stored = 0;
        try (var row = select.executeQuery()) {
            if (row.next()) {
                document = row.getLong(1);
                stored = row.getInt(2);
            }
        }
        if (append.firstIndex() != stored) return null;
        if (document == 0) document = create(session, id, now);
        long bytes = insert(session, key(document, stored), append.changes());
        var update =
                session.prepare(
                        "UPDATE documents SET changes = changes + ?, bytes = bytes + ?, heads = ?,"
                                + " changed = ? WHERE row = ?");
        update.setInt(1, append.changes().size());
        update.setLong(2, bytes);
        update.setBytes(3, bytes(append.headsAfter()));
        update.setLong(4, now);
        update.setLong(5, document);
        update.executeUpdate();
        return new SpaceTotals(stored == 0 ? 1 : 0, append.changes().size(), bytes);
    }

    static void createUnlessThere(Session session, byte[] id, long now) throws SQLException {
        var select = session.prepare("SELECT row FROM documents WHERE id = ?");
        select.setBytes(1, id);
        try (var row = select.executeQuery()) {
            if (row.next()) return;
        }
        create(session, id, now);
    }

    private static long create(Session session, byte[] id, long now) throws SQLException {
        var insert =
                session.prepare(
                        "INSERT INTO documents (id, changes, bytes, heads, created, changed)"
                                + " VALUES (?, 0, 0, x'', ?, ?) RETURNING row");
        insert.setBytes(1, id);
        insert.setLong(2, now);
        insert.setLong(3, now);
        try (var row = insert.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static long insert(Session session, long firstKey, List<Append.NewChange> changes)
            throws SQLException {
        var insert = session.prepare("INSERT INTO changes (key, row, body) VALUES (?, ?, ?)");
        long key = firstKey;
        long bytes = 0;
        for (Append.NewChange change : changes) {
            Source from = change.from();
            if (from != null) ArrivalTables.insert(session, key, from);
            insert.setLong(1, key++);
            insert.setBytes(2, change.row());
            insert.setBytes(3, change.body());
            insert.executeUpdate();
            bytes += change.body().length;
        }
        return bytes;
    }

    static byte[] bytes(List<ChangeHash> heads) {
        var out = ByteBuffer.allocate(heads.size() * ChangeHash.BYTES);
        heads.stream().sorted().forEach(head -> head.write(out));
        return out.array();
    }

    /** Whatever SQLite finds, then what only we can know: counts, gaps, changes of nobody. */
    static List<String> problems(Session session) throws SQLException {
        List<String> problems = SqliteCheck.problems(session);
        String sql =
                """
                SELECT coalesce(d.row, c.document, p.document),
                       d.changes IS coalesce(c.changes, 0) AND d.changes = coalesce(c.last, -1) + 1
                         AND d.bytes IS coalesce(c.bytes, 0) + coalesce(p.bytes, 0)
                         AND coalesce(c.packed, 0) = coalesce(p.changes, 0)
                FROM documents d FULL JOIN (
                  SELECT key >> 32 AS document, count(*) AS changes,
                         max(key & 0xffffffff) AS last, sum(length(body)) AS bytes,
                         sum(length(body) = 0) AS packed
                  FROM changes GROUP BY key >> 32) c ON c.document = d.row
                FULL JOIN (
                  SELECT key >> 32 AS document, sum(changes) AS changes, sum(bytes) AS bytes
                  FROM packs GROUP BY key >> 32) p ON p.document = coalesce(d.row, c.document)
                """;
        try (var row = session.prepare(sql).executeQuery()) {
            while (row.next()) {
                if (!row.getBoolean(2)) {
                    problems.add(
                            "The changes of document %d are not those it was stored with."
                                    .formatted(row.getLong(1)));
                }
            }
        }
        PackTables.problems(session, problems);
        return problems;
    }

    static long key(long document, int index) {
        return document << INDEX_BITS | index;
    }
}
