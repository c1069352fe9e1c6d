package xyz.groundmist.sync.access;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.access.AnApp.admitted;
import static xyz.groundmist.sync.access.AnApp.turnedAway;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.DriverManager;

/** A data folder from the version in which there were scripts only. */
class FormerVersionTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void itsGrantsAndTokensGoOn() throws Exception {
        String url = "jdbc:sqlite:" + folder.resolve("access.db");
        String first = "A".repeat(43);
        String second = "B".repeat(43);
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.executeUpdate(
                    """
                    CREATE TABLE grants (
                      id TEXT PRIMARY KEY,
                      token BLOB NOT NULL UNIQUE CHECK (length(token) = 32),
                      space TEXT NOT NULL,
                      name TEXT,
                      origin TEXT,
                      read_only INTEGER NOT NULL,
                      created INTEGER NOT NULL,
                      expires INTEGER,
                      revoked INTEGER,
                      last_used INTEGER
                    ) STRICT
                    """);
            try (var insert =
                    connection.prepareStatement(
                            "INSERT INTO grants VALUES (?, ?, 'xyz.groundmist.library', 'notebook',"
                                    + " 'https://app.example', 1, 1700000000000, NULL, ?,"
                                    + " 1700000001000)")) {
                insert.setString(1, "aaaaaaaa");
                insert.setBytes(2, Token.hash(first).bytes());
                insert.executeUpdate();
                insert.setString(1, "bbbbbbbb");
                insert.setBytes(2, Token.hash(second).bytes());
                insert.setLong(3, 1_700_000_002_000L);
                insert.executeUpdate();
            }
            statement.executeUpdate("PRAGMA application_id = " + 0x474d6163);
            statement.executeUpdate("PRAGMA user_version = 1");
        }
        try (var premises = new Premises(folder, Premises.ANNA)) {
            AnApp script = premises.app("https://app.example");
            Grant grant = admitted(script.connects(first)).grant();
            assertThat(grant.id()).isEqualTo("aaaaaaaa");
            assertThat(grant.kind()).isEqualTo(GrantKind.SCRIPT);
            assertThat(grant.name()).isEqualTo("notebook");
            assertThat(grant.readOnly()).isTrue();
            assertThat(grant.created().toEpochMilli()).isEqualTo(1_700_000_000_000L);
            assertThat(turnedAway(script.connects(second))).isEqualTo(Admission.Why.REVOKED);
            premises.restart();
            admitted(script.connects(first));
        }
    }
}
