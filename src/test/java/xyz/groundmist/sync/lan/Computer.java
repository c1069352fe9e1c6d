package xyz.groundmist.sync.lan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.engine.ChangeHash;
import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.space.SizeLimits;
import xyz.groundmist.sync.space.Space;
import xyz.groundmist.sync.space.Spaces;
import xyz.groundmist.sync.store.Append;
import xyz.groundmist.sync.store.DocumentState;
import xyz.groundmist.sync.store.SpaceName;
import xyz.groundmist.sync.store.SpaceStore;
import xyz.groundmist.sync.store.StoreException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** One of the owner's machines: its data folder, its spaces, and apps on it. */
final class Computer implements AutoCloseable {
    static final SpaceName LIBRARY = new SpaceName("xyz.groundmist.library");
    static final SpaceName NOTEBOOK = new SpaceName("xyz.groundmist.notebook");

    private final String name;
    private final Path folder;
    private final List<Cable> cables = new ArrayList<>();
    private final Map<SpaceName, App> apps = new HashMap<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private Spaces spaces;
    private Replication replication;

    Computer(Path root, String name) throws IOException {
        this.name = name;
        this.folder = root.resolve(name);
        log.start();
        rootLogger().addAppender(log);
        this.spaces = new Spaces(folder, InstantSource.system(), SizeLimits.DEFAULT);
        this.replication = new Replication(spaces);
    }

    /** A machine whose library holds documents 0 to n-1, with one change each. */
    static Computer stocked(Path root, String name, int documents) throws Exception {
        Path space = Files.createDirectories(root.resolve(name).resolve("spaces/ab"));
        Files.writeString(
                space.resolve("space.properties"),
                "domain=" + LIBRARY + "\nstorageId=storage-" + name + "\n");
        var stored = new CountDownLatch(documents);
        var failures = new AtomicInteger();
        try (var store = SpaceStore.open(space, LIBRARY)) {
            for (int i = 0; i < documents; i++) {
                var change = new Append.NewChange(new byte[60], new byte[200]);
                store.append(
                        new Append(
                                document(i),
                                0,
                                List.of(change),
                                List.of(new ChangeHash(i, 1, 2, 3)),
                                failure -> {
                                    if (failure != null) failures.incrementAndGet();
                                    stored.countDown();
                                }));
            }
            stored.await();
        }
        assertThat(failures.get()).isZero();
        return new Computer(root, name);
    }

    /** Ids all over the place, as real ones are. */
    static DocumentId document(int number) {
        long mixed = number * 0x9E3779B97F4A7C15L + 1;
        return DocumentId.of(ByteBuffer.allocate(16).putLong(mixed).putInt(number).array());
    }

    String name() {
        return name;
    }

    Spaces spaces() {
        return spaces;
    }

    Space space(SpaceName space) {
        try {
            return spaces.open(space);
        } catch (StoreException e) {
            throw new AssertionError(e);
        }
    }

    Space library() {
        return space(LIBRARY);
    }

    App app() {
        return app(LIBRARY);
    }

    /** The app of that space on this machine. */
    App app(SpaceName space) {
        return apps.computeIfAbsent(space, _ -> new App(space(space), "app on " + name));
    }

    /** An edit by the app here, on disk when this returns. */
    void edit(DocumentId document, String key, String value) {
        edit(LIBRARY, document, key, value);
    }

    void edit(SpaceName space, DocumentId document, String key, String value) {
        App app = app(space);
        app.edit(document, key, value);
        until(
                "the edit is stored",
                () -> {
                    app.step();
                    return app.isStored(document);
                });
    }

    // ---- connections

    /** Calls the other machine. */
    Cable call(Computer other) {
        return call(other, Long.MAX_VALUE);
    }

    /**
     * Calls the other machine.
     *
     * @param frames the link breaks after so many, of both ends together
     */
    Cable call(Computer other, long frames) {
        var cable = new Cable(this, other, frames);
        cables.add(cable);
        other.cables.add(cable);
        cable.start();
        return cable;
    }

    Replication replication() {
        return replication;
    }

    // ---- what is there

    /** Every document of a space: its heads and whether it is deleted, in words. */
    Map<String, String> documents(SpaceName space) {
        var documents = new TreeMap<String, String>();
        try {
            for (DocumentState state : space(space).states(null, Integer.MAX_VALUE)) {
                String text = state.deletion().deleted() ? "deleted" : state.heads().toString();
                documents.put(state.id().toString(), text + state.deletion().at());
            }
        } catch (StoreException e) {
            throw new AssertionError(e);
        }
        return documents;
    }

    Map<String, String> documents() {
        return documents(LIBRARY);
    }

    boolean inStep() {
        List<ReplicaStatus> all = replication.status();
        return !all.isEmpty() && all.stream().allMatch(ReplicaStatus::inStep);
    }

    @Nullable ReplicaStatus status(SpaceName space) {
        return replication.status().stream()
                .filter(one -> one.space().equals(space))
                .findFirst()
                .orElse(null);
    }

    /** Runs SQL on the only space's database, as another program would. */
    void tamper(String sql) throws Exception {
        try (var files = Files.walk(folder)) {
            Path file = files.filter(f -> f.endsWith("space.db")).findFirst().orElseThrow();
            try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                    var statement = connection.createStatement()) {
                statement.executeUpdate("PRAGMA busy_timeout = 5000");
                statement.executeUpdate(sql);
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }
    }

    static void until(String what, BooleanSupplier condition) {
        until(() -> what, condition);
    }

    static void until(Supplier<String> what, BooleanSupplier condition) {
        long end = System.nanoTime() + 30_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) fail("it never came to pass that " + what.get());
            pause(1);
        }
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Logger rootLogger() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    /** Stops the machine, whatever it is doing, and starts it again. */
    void restart() throws IOException {
        stop();
        spaces = new Spaces(folder, InstantSource.system(), SizeLimits.DEFAULT);
        replication = new Replication(spaces);
    }

    /** Stops the machine for good; whatever was wrong in us must not hide in the log. */
    @Override
    public void close() {
        stop();
        rootLogger().detachAppender(log);
        assertThat(log.list)
                .noneMatch(event -> event.getFormattedMessage().contains("mistake of ours"));
    }

    private void stop() {
        apps.values().forEach(App::close);
        apps.clear();
        cables.forEach(Cable::cut);
        cables.clear();
        spaces.close();
    }
}
