package xyz.groundmist.sync.store;

import org.sqlite.SQLiteConfig;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** One connection to a {@link Database}, lent to one thread for one piece of work. */
public final class Session {
    private static final int BUSY_MILLIS = 5_000;
    private static final int LOG_BYTES = 16 << 20;
    private static final int WRITER_CACHE_KIB = 2_048;
    private static final int READER_CACHE_KIB = 512;

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    private Session(Connection connection) {
        this.connection = connection;
    }

    /** As a URI: a folder's name may hold any character, a question mark too. */
    static Session open(Path file) throws SQLException {
        var config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        return new Session(config.createConnection("jdbc:sqlite:" + file.toUri()));
    }

    /** A database that is gone when this is closed. */
    static Session inMemory() throws SQLException {
        return new Session(new SQLiteConfig().createConnection("jdbc:sqlite::memory:"));
    }

    void writing() throws SQLException {
        execute("PRAGMA journal_mode = WAL");
        execute("PRAGMA synchronous = FULL");
        execute("PRAGMA journal_size_limit = " + LOG_BYTES);
        execute("PRAGMA cache_size = -" + WRITER_CACHE_KIB);
        execute("PRAGMA foreign_keys = ON");
        execute("PRAGMA cell_size_check = ON");
    }

    void reading() throws SQLException {
        execute("PRAGMA query_only = ON");
        execute("PRAGMA cache_size = -" + READER_CACHE_KIB);
        execute("PRAGMA cell_size_check = ON");
    }

    /**
     * A statement that stays prepared for the next time: close its result sets, not the statement.
     *
     * @param sql a constant; values are bound, never written into it
     */
    public PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        return statement;
    }

    /** One or more statements without a result. */
    public void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    /** The first column of the first row. */
    long number(String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            if (!row.next()) throw new SQLException("no row for " + sql);
            return row.getLong(1);
        }
    }

    /**
     * Lets go of the prepared statements: sqlite-jdbc closes one whose step fails, of a full disk
     * for example, and it stays closed.
     */
    void forgetStatements() {
        for (PreparedStatement statement : prepared.values()) {
            try {
                statement.close();
            } catch (SQLException e) {
                // Closed already, or closed with the connection.
            }
        }
        prepared.clear();
    }

    void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // Nothing depends on it any more.
        }
    }
}
