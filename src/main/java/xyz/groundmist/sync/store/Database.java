package xyz.groundmist.sync.store;

import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One SQLite file (write-ahead log, full synchronous: what was committed survives a power cut):
 * many readers, one writer at a time. Safe for use from any thread; a thread may wait for its turn
 * and for the disk.
 *
 * <p>A connection stays in autocommit mode and begins and commits by statement: that way it
 * recovers by itself from a full disk (platform.md, row "store").
 */
public final class Database implements AutoCloseable {
    /** Something to do with the database; no call of the same database may be made inside it. */
    @FunctionalInterface
    public interface Work<T extends @Nullable Object> {
        T on(Session session) throws SQLException;
    }

    /** A change to the database; no call of the same database may be made inside it. */
    @FunctionalInterface
    public interface Change {
        void on(Session session) throws SQLException;
    }

    private static final int READERS = 4;

    private final Path file;

    /** Fair: who writes one piece after the other lets the writer thread in between. */
    private final ReentrantLock writing = new ReentrantLock(true);

    /** The one that writes; null after it failed in a way that needs a new one. */
    private @Nullable Session writer;

    private final Semaphore readers = new Semaphore(READERS, true);
    private final ReentrantLock idleLock = new ReentrantLock();
    private final Deque<Session> idle = new ArrayDeque<>();
    private volatile boolean closed;

    private Database(Path file, Session writer) {
        this.file = file;
        this.writer = writer;
    }

    /**
     * Opens the file, or creates it (mode 0600) and its folder (0700), and brings its schema up to
     * date.
     *
     * @param applicationId stands in the file's header and tells our files of this kind from others
     *     (PRAGMA application_id); not 0
     * @param migrations the schema's history: step n, one or more SQL statements, leads from
     *     version n to n+1; steps are only ever added
     * @throws StoreException when the file is damaged, foreign, from a newer version of this
     *     program, or can't be written
     */
    public static Database open(Path file, int applicationId, List<String> migrations)
            throws StoreException {
        Path path = file.toAbsolutePath();
        DatabaseFile.create(path);
        try {
            var writer = Session.open(path);
            try {
                new Schema(path, applicationId, migrations).prepare(writer);
            } catch (SQLException | StoreException | RuntimeException e) {
                writer.close();
                throw e;
            }
            return new Database(path, writer);
        } catch (SQLException e) {
            throw StoreException.of(path, e);
        }
    }

    /** Reads. Each statement sees what was committed when it began; none can write. */
    public <T extends @Nullable Object> T read(Work<T> work) throws StoreException {
        readers.acquireUninterruptibly();
        try {
            Session session = takeReader();
            boolean sound = false;
            try {
                T result = work.on(session);
                sound = true;
                return result;
            } finally {
                if (sound) putBack(session);
                else session.close();
            }
        } catch (SQLException e) {
            throw StoreException.of(file, e);
        } finally {
            readers.release();
        }
    }

    /** Changes the database in one transaction: all of it is on disk on return, or none. */
    public void write(Change change) throws StoreException {
        this.<@Nullable Void>update(session -> {
            change.on(session);
            return null;
        });
    }

    /** The same for a change that has an answer. */
    public <T extends @Nullable Object> T update(Work<T> work) throws StoreException {
        writing.lock();
        try {
            Session session = writer();
            boolean done = false;
            try {
                session.prepare("BEGIN IMMEDIATE").executeUpdate();
                T result = work.on(session);
                session.prepare("COMMIT").executeUpdate();
                done = true;
                return result;
            } finally {
                if (!done) rollBack(session);
            }
        } catch (SQLException e) {
            throw StoreException.of(file, e);
        } finally {
            writing.unlock();
        }
    }

    Path file() {
        return file;
    }

    /** Waits for those who still read or write, empties the write-ahead log and closes. */
    @Override
    public void close() {
        readers.acquireUninterruptibly(READERS);
        writing.lock();
        try {
            if (closed) return;
            closed = true;
            for (Session session : idle) session.close();
            idle.clear();
            if (writer != null) {
                checkpoint(writer);
                writer.close();
                writer = null;
            }
        } finally {
            writing.unlock();
            readers.release(READERS);
        }
    }

    private static void checkpoint(Session session) {
        try {
            session.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        } catch (SQLException e) {
            // The log stays beside the file, and the next one to open it reads it.
        }
    }

    private Session writer() throws SQLException, StoreException {
        refuseWhenClosed();
        Session session = writer;
        if (session == null) {
            session = Session.open(file);
            session.writing();
            writer = session;
        }
        return session;
    }

    private Session takeReader() throws SQLException, StoreException {
        refuseWhenClosed();
        idleLock.lock();
        try {
            Session session = idle.pollFirst();
            if (session != null) return session;
        } finally {
            idleLock.unlock();
        }
        Session session = Session.open(file);
        try {
            session.reading();
        } catch (SQLException e) {
            session.close();
            throw e;
        }
        return session;
    }

    private void putBack(Session session) {
        idleLock.lock();
        try {
            idle.addFirst(session);
        } finally {
            idleLock.unlock();
        }
    }

    /**
     * SQLite may have rolled back by itself (sqlite.org/lang_transaction.html, "response to
     * errors"); that is told apart from a rollback that failed by its result code.
     */
    private void rollBack(Session session) {
        session.forgetStatements();
        try {
            session.execute("ROLLBACK");
        } catch (SQLException e) {
            boolean nothingToRollBack =
                    e instanceof SQLiteException sqlite
                            && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_ERROR;
            if (!nothingToRollBack) {
                session.close();
                writer = null;
            }
        }
    }

    private void refuseWhenClosed() throws StoreException {
        if (closed) {
            throw StoreException.failed(
                    "The database %s is closed, as the server is stopping.".formatted(file), null);
        }
    }
}
