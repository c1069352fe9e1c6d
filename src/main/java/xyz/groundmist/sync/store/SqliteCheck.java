package xyz.groundmist.sync.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What SQLite itself finds wrong in a file. */
final class SqliteCheck {
    private SqliteCheck() {}

    static List<String> problems(Session session) throws SQLException {
        var problems = new ArrayList<String>();
        try (var row = session.prepare("PRAGMA integrity_check").executeQuery()) {
            while (row.next()) {
                if (!row.getString(1).equals("ok")) problems.add(row.getString(1));
            }
        }
        return problems;
    }
}
