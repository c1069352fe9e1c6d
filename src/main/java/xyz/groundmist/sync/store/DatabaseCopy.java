package xyz.groundmist.sync.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * Databases as files, whether or not a server has them open: copied for backups, looked through,
 * and looked at with suspicion when they come back. Takes seconds for a large one.
 */
public final class DatabaseCopy {
    private DatabaseCopy() {}

    /**
     * Copies what is committed at this moment, without what was deleted, on a connection of its
     * own; those who write go on meanwhile (sqlite.org/lang_vacuum.html, "VACUUM INTO").
     *
     * @param to isn't there yet, or empty
     */
    public static void make(Path from, Path to) throws StoreException {
        try {
            Session session = Session.open(from.toAbsolutePath());
            try {
                var vacuum = session.prepare("VACUUM INTO ?");
                vacuum.setString(1, to.toAbsolutePath().toString());
                vacuum.executeUpdate();
            } finally {
                session.close();
            }
        } catch (SQLException e) {
            throw StoreException.of(from, e);
        }
    }

    /**
     * What is wrong inside the file, in SQLite's words; empty when all is well.
     *
     * @throws StoreException when it is no database at all, or can't be read
     */
    public static List<String> problems(Path file) throws StoreException {
        return look(file, SqliteCheck::problems);
    }

    /** The same of a space's database, with what only this room can know: counts and gaps. */
    public static List<String> problemsOfSpace(Path folder) throws StoreException {
        return look(folder.resolve(SpaceStore.FILE), SpaceTables::problems);
    }

    private static List<String> look(Path file, Database.Work<List<String>> work)
            throws StoreException {
        Path path = file.toAbsolutePath();
        try {
            Session session = Session.open(path);
            try {
                session.reading();
                return work.on(session);
            } finally {
                session.close();
            }
        } catch (SQLException e) {
            throw StoreException.of(path, e);
        }
    }

    /**
     * Refuses a file that has tables, triggers or views other than those we make ourselves: before
     * anything in it is used.
     *
     * @param migrations as for {@link Database#open}
     */
    public static void requireOurs(Path file, int applicationId, List<String> migrations)
            throws StoreException {
        Path path = file.toAbsolutePath();
        try {
            Session session = Session.open(path);
            try {
                session.execute("PRAGMA trusted_schema = OFF");
                new Schema(path, applicationId, migrations).requireExact(session);
            } finally {
                session.close();
            }
        } catch (SQLException e) {
            throw StoreException.of(path, e);
        }
    }
}
