package xyz.groundmist.sync.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

class DatabaseTest {
    private static final int OURS = 0x4711;
    private static final String FIRST =
            "CREATE TABLE notes (text TEXT NOT NULL) STRICT; INSERT INTO notes VALUES ('first');";
    private static final String SECOND =
            "ALTER TABLE notes ADD COLUMN stars INTEGER NOT NULL DEFAULT 5";

    @TempDir Path folder;

    @Test
    void aNewVersionMigratesAnOldFileOnce() throws Exception {
        try (var old = open(List.of(FIRST))) {
            old.write(session -> session.execute("INSERT INTO notes VALUES ('mine')"));
        }
        for (int start = 0; start < 2; start++) {
            try (var now = open(List.of(FIRST, SECOND))) {
                assertThat(sum(now, "SELECT count(*) FROM notes")).isEqualTo(2);
                assertThat(sum(now, "SELECT sum(stars) FROM notes")).isEqualTo(10);
                assertThat(sum(now, "PRAGMA user_version")).isEqualTo(2);
                assertThat(sum(now, "PRAGMA application_id")).isEqualTo(OURS);
            }
        }
    }

    @Test
    void aMigrationThatFailsChangesNothing() throws Exception {
        open(List.of(FIRST)).close();
        String broken = "DELETE FROM notes; CREATE TABLE notes (again)";
        assertThatThrownBy(() -> open(List.of(FIRST, broken)).close())
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("notes");
        try (var old = open(List.of(FIRST))) {
            assertThat(sum(old, "SELECT count(*) FROM notes")).isEqualTo(1);
        }
    }

    @Test
    void aChangeIsWholeOrNothing() throws Exception {
        try (var database = open(List.of(FIRST))) {
            assertThatThrownBy(() ->
                            database.write(session -> {
                                session.execute("DELETE FROM notes");
                                throw new SQLException("second thoughts");
                            }))
                    .isInstanceOf(StoreException.class);
            assertThatThrownBy(() ->
                            database.write(session -> {
                                session.execute("DELETE FROM notes");
                                throw new IllegalStateException("a bug");
                            }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(sum(database, "SELECT count(*) FROM notes")).isEqualTo(1);
            database.write(session -> session.execute("DELETE FROM notes"));
            assertThat(sum(database, "SELECT count(*) FROM notes")).isZero();
        }
    }

    @Test
    void readersCantWrite() throws Exception {
        try (var database = open(List.of(FIRST))) {
            assertThatThrownBy(() ->
                            database.read(session -> {
                                session.execute("DELETE FROM notes");
                                return 0;
                            }))
                    .isInstanceOf(StoreException.class);
            assertThat(sum(database, "SELECT count(*) FROM notes")).isEqualTo(1);
        }
    }

    @Test
    void whatIsCommittedSurvivesAPowerCut() throws Exception {
        try (var database = open(List.of(FIRST))) {
            long full = 2;
            assertThat(database.<Long>update(s -> s.number("PRAGMA synchronous"))).isEqualTo(full);
            String mode =
                    database.update(session -> {
                        try (var row = session.prepare("PRAGMA journal_mode").executeQuery()) {
                            row.next();
                            return row.getString(1);
                        }
                    });
            assertThat(mode).isEqualTo("wal");
        }
    }

    private Database open(List<String> migrations) throws StoreException {
        return Database.open(folder.resolve("notes.db"), OURS, migrations);
    }

    private static long sum(Database database, String sql) throws StoreException {
        return database.read(session -> session.number(sql));
    }
}
