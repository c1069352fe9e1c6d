package xyz.groundmist.sync.store;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.engine.DocumentId;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The statements on what was found when documents were looked into; the tables are those of {@link
 * SpaceTables}.
 */
final class CareTables {
    private CareTables() {}

    /** Documents with changes that weren't looked into, but for those known to be flawed. */
    static List<StoredDocument> unexamined(Session session, long after, int most)
            throws SQLException {
        return SpaceTables.kept(
                session,
                " AND changes > examined AND row > ? AND row NOT IN (SELECT document FROM flaws)"
                        + " ORDER BY row LIMIT ?",
                after,
                most);
    }

    /** Nothing is written when the document has become shorter meanwhile, as by a purge. */
    static void examined(Session session, Examination examination) throws SQLException {
        Flaw flaw = examination.flaw();
        int reached = flaw == null ? examination.passed() : flaw.change() + 1;
        StoredDocument document = SpaceTables.find(session, examination.document());
        if (document == null || document.changes() < reached) return;
        var update = session.prepare("UPDATE documents SET examined = ? WHERE row = ?");
        update.setInt(1, examination.passed());
        update.setLong(2, document.row());
        update.executeUpdate();
        forget(session, document.row());
        if (flaw == null) return;
        var insert =
                session.prepare(
                        "INSERT INTO flaws (document, kind, change, before) VALUES (?, ?, ?, ?)");
        insert.setLong(1, document.row());
        insert.setString(2, flaw.kind().name());
        insert.setInt(3, flaw.change());
        insert.setBytes(4, SpaceTables.bytes(flaw.before()));
        insert.executeUpdate();
    }

    static void forget(Session session, long document) throws SQLException {
        var delete = session.prepare("DELETE FROM flaws WHERE document = ?");
        delete.setLong(1, document);
        delete.executeUpdate();
    }

    static List<FlawedDocument> flawed(Session session) throws SQLException {
        var flawed = new ArrayList<FlawedDocument>();
        var select =
                session.prepare(
                        "SELECT id, kind, change, before, row FROM flaws JOIN documents"
                                + " ON row = document WHERE deleted = 0 ORDER BY row");
        try (var row = select.executeQuery()) {
            while (row.next()) {
                DocumentId id = SpaceTables.id(row.getBytes(1));
                int change = row.getInt(3);
                var flaw =
                        new Flaw(
                                kind(row.getString(2)), change, SpaceTables.heads(row.getBytes(4)));
                Source by = ArrivalTables.last(session, row.getLong(5), change + 1);
                flawed.add(new FlawedDocument(id, flaw, by));
            }
        }
        return flawed;
    }

    private static Flaw.Kind kind(@Nullable String name) {
        for (Flaw.Kind kind : Flaw.Kind.values()) if (kind.name().equals(name)) return kind;
        throw new SpaceTables.Inconsistent("a document's flaw is “" + name + "”");
    }
}
