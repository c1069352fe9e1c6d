package xyz.groundmist.sync.space;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.store.SpaceName;
import xyz.groundmist.sync.store.StoreException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The spaces of a data folder, the clients connected to them, and a hand on the database. */
final class Stage implements AutoCloseable {
    static final SpaceName LIBRARY = new SpaceName("xyz.groundmist.library");
    static final SpaceName NOTEBOOK = new SpaceName("xyz.groundmist.notebook");
    static final Terms ALICE = new Terms("alice", false);
    static final Terms BOB = new Terms("bob", false);
    static final Terms READER = new Terms("reader", true);

    private final Path folder;
    private final SpaceLimits limits;
    private final List<OracleClient> clients = new ArrayList<>();
    private Spaces spaces;

    Stage(Path folder) throws Exception {
        this(folder, limits(64 << 10, 64 << 10));
    }

    Stage(Path folder, SpaceLimits limits) throws Exception {
        this(folder, limits, SizeLimits.DEFAULT);
    }

    Stage(Path folder, SizeLimits sizes) throws Exception {
        this(folder, limits(64 << 10, 64 << 10), sizes);
    }

    private Stage(Path folder, SpaceLimits limits, SizeLimits sizes) throws Exception {
        this.folder = folder;
        this.limits = limits;
        this.spaces = new Spaces(folder, InstantSource.system(), limits, sizes);
    }

    /** Short times, a small ring for ephemeral messages. */
    static SpaceLimits limits(int batchBytes, int sendBytes) {
        return new SpaceLimits(
                Duration.ofSeconds(10),
                Duration.ofMillis(250),
                Duration.ZERO,
                Duration.ofMillis(100),
                Duration.ofSeconds(10),
                2_000,
                256 << 10,
                batchBytes,
                sendBytes,
                5_000,
                100,
                4,
                4 << 10);
    }

    static SpaceLimits limits(Duration joinDeadline) {
        SpaceLimits usual = limits(64 << 10, 64 << 10);
        return new SpaceLimits(
                joinDeadline,
                usual.requestHold(),
                usual.idleGraph(),
                usual.retryAfterFailure(),
                usual.drain(),
                usual.documentsPerConnection(),
                usual.receiveBytes(),
                usual.batchBytes(),
                usual.sendBytes(),
                usual.waitingAnswers(),
                usual.watchedStorages(),
                usual.ephemeralMessages(),
                usual.ephemeralBytes());
    }

    static DocumentId document(int number) {
        return DocumentId.of(ByteBuffer.allocate(16).putInt(number).array());
    }

    Space space() throws StoreException {
        return spaces.open(LIBRARY);
    }

    Space space(SpaceName name) throws StoreException {
        return spaces.open(name);
    }

    Spaces spaces() {
        return spaces;
    }

    /** An app that has joined. */
    OracleClient client(String peerId, Terms terms) throws StoreException {
        return stranger(LIBRARY, peerId, terms, null).join();
    }

    OracleClient client(String peerId, Terms terms, String storageId) throws StoreException {
        return stranger(LIBRARY, peerId, terms, storageId).join();
    }

    /** An app that hasn't said anything yet. */
    OracleClient stranger(SpaceName name, String peerId, Terms terms, @Nullable String storageId)
            throws StoreException {
        var client = new OracleClient(space(name), terms, peerId, storageId);
        clients.add(client);
        return client;
    }

    /** Stops the server and starts it again. Clients have to be made anew. */
    void restart() throws IOException {
        restart(SizeLimits.DEFAULT);
    }

    void restart(SizeLimits sizes) throws IOException {
        closeClients();
        spaces.close();
        spaces = new Spaces(folder, InstantSource.system(), limits, sizes);
    }

    int openDocuments() {
        return any(this::space).openDocuments();
    }

    long storedDocuments() {
        return stored(LIBRARY);
    }

    long storedChanges() {
        return any(this::space).status().changes();
    }

    @Nullable String problem() {
        return any(this::space).status().problem();
    }

    long stored(SpaceName name) {
        return any(() -> space(name)).status().documents();
    }

    private static <T> T any(java.util.concurrent.Callable<T> call) {
        try {
            return call.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Another program that has the only space's database open. */
    Intruder intruder() throws Exception {
        try (var files = Files.walk(folder)) {
            Path file = files.filter(f -> f.endsWith("space.db")).findFirst().orElseThrow();
            return new Intruder(DriverManager.getConnection("jdbc:sqlite:" + file));
        }
    }

    /** Keeps commits waiting, or makes them fail. */
    record Intruder(Connection connection) implements AutoCloseable {
        /** From now on a commit waits (at most for SQLite's busy timeout of 5 s). */
        void holdCommits() throws SQLException {
            run("BEGIN IMMEDIATE");
        }

        void letCommit() throws SQLException {
            run("ROLLBACK");
        }

        void letCommitUnchecked() {
            try {
                letCommit();
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }

        /** From now on a commit fails. */
        void failCommits() throws SQLException {
            run(
                    "CREATE TRIGGER failing BEFORE INSERT ON changes"
                            + " BEGIN SELECT RAISE(ABORT, 'a test makes this fail'); END");
        }

        void repair() throws SQLException {
            run("DROP TRIGGER failing");
        }

        void run(String sql) throws SQLException {
            try (var statement = connection.createStatement()) {
                statement.executeUpdate(sql);
            }
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    private void closeClients() {
        for (OracleClient client : clients) {
            client.close();
            assertThat(client.socket().overlapped()).as("two sends at once").isFalse();
        }
        clients.clear();
    }

    @Override
    public void close() {
        closeClients();
        spaces.close();
    }
}
