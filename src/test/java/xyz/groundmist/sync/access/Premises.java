package xyz.groundmist.sync.access;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.identity.Identities;
import xyz.groundmist.sync.identity.Network;
import xyz.groundmist.sync.identity.SafeHttp;
import xyz.groundmist.sync.identity.ServiceIdentity;
import xyz.groundmist.sync.store.StoreException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/**
 * An owner with an account, a directory that knows the account's key, a clock, and the server's
 * room {@code access}: real, but for the web around it.
 */
final class Premises implements AutoCloseable {
    static final URI PUBLIC = URI.create("https://sync.example.org");
    static final Did ANNA = new Did("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa");
    static final Did BORIS = new Did("did:plc:bbbbbbbbbbbbbbbbbbbbbbbb");

    final SetClock clock = new SetClock();
    final Path folder;
    final ServiceIdentity account;
    private final HttpServer directory;
    private final SafeHttp web;
    private final Identities identities;
    private volatile boolean directoryIsDown;
    private volatile int lookUps;
    Owner owner;
    Access access;

    Premises(Path folder, @Nullable Did owner) throws IOException, StoreException {
        this.folder = folder;
        account = ServiceIdentity.open(Files.createDirectory(folder.resolve("keys")).resolve("a"));
        directory =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        directory.createContext("/", this::describe);
        directory.start();
        var network =
                new Network(
                        URI.create("http://127.0.0.1:" + directory.getAddress().getPort()),
                        null,
                        true);
        web = new SafeHttp(network);
        identities = new Identities(web, network, clock);
        this.owner = new Owner(owner);
        access = opened();
    }

    private void describe(HttpExchange exchange) throws IOException {
        lookUps++;
        String did = exchange.getRequestURI().getPath().substring(1);
        String document =
                """
                {"id":"%s","verificationMethod":[{"id":"%s#atproto","type":"Multikey",
                "controller":"%s","publicKeyMultibase":"%s"}]}
                """
                        .formatted(did, did, did, account.multikey());
        byte[] body = document.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(directoryIsDown ? 503 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private Access opened() throws StoreException {
        var addresses =
                new Addresses() {
                    @Override
                    public List<URI> origins() {
                        return List.of(PUBLIC, URI.create("http://127.0.0.1:3031"));
                    }

                    @Override
                    public Did serviceDid() {
                        return Did.web("sync.example.org");
                    }
                };
        return Access.open(file(), owner, addresses, identities, clock);
    }

    Path file() {
        return folder.resolve("access.db");
    }

    void restart() throws StoreException {
        restart(owner.did());
    }

    void restart(@Nullable Did as) throws StoreException {
        access.close();
        owner = new Owner(as);
        access = opened();
    }

    void directoryIsDown() {
        directoryIsDown = true;
    }

    int lookUps() {
        return lookUps;
    }

    /** An app that opens at this web address for the first time; null: no browser. */
    AnApp app(@Nullable String origin) {
        return new AnApp(this, origin);
    }

    /** An app that the owner has approved already. */
    AnApp approved(String origin) throws StoreException {
        AnApp app = app(origin);
        String code = AnApp.code(app.asks());
        if (access.approvals().approve(code, false, null) == null) throw new AssertionError();
        return app;
    }

    /** From here on nothing can be written to these tables, as if the disk were full. */
    void fill(String... tables) throws SQLException {
        for (String table : tables) {
            for (String change : List.of("INSERT", "UPDATE")) {
                sql(
                        "CREATE TRIGGER full_"
                                + change
                                + table
                                + " BEFORE "
                                + change
                                + " ON "
                                + table
                                + " BEGIN SELECT RAISE(FAIL, 'full'); END");
            }
        }
    }

    void empty(String... tables) throws SQLException {
        for (String table : tables) {
            sql("DROP TRIGGER full_INSERT" + table);
            sql("DROP TRIGGER full_UPDATE" + table);
        }
    }

    void sql(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() {
        access.close();
        web.close();
        directory.stop(0);
    }
}
