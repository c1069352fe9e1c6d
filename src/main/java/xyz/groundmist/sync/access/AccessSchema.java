package xyz.groundmist.sync.access;

import xyz.groundmist.sync.store.Database;
import xyz.groundmist.sync.store.DatabaseCopy;
import xyz.groundmist.sync.store.StoreException;

import java.nio.file.Path;
import java.util.List;

/** The tables of {@code access.db}. Times are milliseconds since 1970. */
final class AccessSchema {
    /** "GMac" in the file's header. */
    private static final int APPLICATION_ID = 0x474d6163;

    private static final String SCRIPTS =
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
            """;

    /**
     * A grant may have many tokens or none. No two living grants for the same key, origin and
     * space. A token that doesn't expire has NULL there; a prototype client's has it, too, while a
     * socket is open.
     */
    private static final String APPS =
            """
            ALTER TABLE grants RENAME TO grants_1;
            CREATE TABLE grants (
              id TEXT PRIMARY KEY,
              kind TEXT NOT NULL,
              key TEXT,
              owner TEXT,
              space TEXT NOT NULL,
              name TEXT,
              origin TEXT,
              read_only INTEGER NOT NULL,
              created INTEGER NOT NULL,
              expires INTEGER,
              revoked INTEGER,
              last_used INTEGER
            ) STRICT;
            INSERT INTO grants SELECT id, 'SCRIPT', NULL, NULL, space, name, origin, read_only,
              created, expires, revoked, last_used FROM grants_1;
            CREATE UNIQUE INDEX one_living_grant ON grants (key, ifnull(origin, ''), space)
              WHERE key IS NOT NULL AND revoked IS NULL;
            CREATE TABLE tokens (
              hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
              grant_id TEXT NOT NULL REFERENCES grants (id),
              created INTEGER NOT NULL,
              expires INTEGER
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX tokens_of_grant ON tokens (grant_id);
            INSERT INTO tokens SELECT token, id, created, NULL FROM grants_1;
            DROP TABLE grants_1;
            CREATE TABLE root_documents (
              owner TEXT NOT NULL,
              origin TEXT NOT NULL,
              space TEXT NOT NULL,
              url TEXT NOT NULL,
              PRIMARY KEY (owner, origin, space)
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE ledger (
              id INTEGER PRIMARY KEY,
              at INTEGER NOT NULL,
              event TEXT NOT NULL,
              grant_id TEXT,
              app TEXT,
              origin TEXT,
              network TEXT,
              space TEXT,
              until INTEGER,
              sockets INTEGER NOT NULL,
              documents INTEGER NOT NULL,
              received INTEGER NOT NULL,
              sent INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX ledger_by_time ON ledger (at);
            CREATE INDEX ledger_by_grant ON ledger (grant_id);
            """;

    /** A grant that came out of a backup is paused since then, until the owner confirms it. */
    private static final String PAUSES = "ALTER TABLE grants ADD COLUMN paused INTEGER";

    private static final List<String> MIGRATIONS = List.of(SCRIPTS, APPS, PAUSES);

    private AccessSchema() {}

    static Database open(Path file) throws StoreException {
        return Database.open(file, APPLICATION_ID, MIGRATIONS);
    }

    static void requireOurs(Path file) throws StoreException {
        DatabaseCopy.requireOurs(file, APPLICATION_ID, MIGRATIONS);
    }
}
