package xyz.groundmist.sync.http;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.access.Access;
import xyz.groundmist.sync.access.Addresses;
import xyz.groundmist.sync.access.Grants;
import xyz.groundmist.sync.access.NewGrant;
import xyz.groundmist.sync.access.Owner;
import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.identity.Identities;
import xyz.groundmist.sync.identity.Network;
import xyz.groundmist.sync.identity.SafeHttp;
import xyz.groundmist.sync.identity.ServiceIdentity;
import xyz.groundmist.sync.store.SpaceName;
import xyz.groundmist.sync.store.StoreException;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** A server on a free port with real grants and a {@link FakeSync} behind it. */
final class RunningServer implements Addresses, AutoCloseable {
    static final SpaceName SPACE = new SpaceName("xyz.groundmist.library");

    final FakeSync sync = new FakeSync();
    final Access access;
    final Grants grants;
    final ServiceIdentity identity;
    final HttpServer server;
    private final SafeHttp outside;
    final Path spool;

    private RunningServer(Path folder, HttpLimits limits) throws IOException, StoreException {
        quiet();
        InstantSource clock = InstantSource.system();
        var nobody = new Network(URI.create("http://127.0.0.1:9"), null, true);
        outside = new SafeHttp(nobody);
        identity = ServiceIdentity.open(folder.resolve("service-key.pem"));
        access =
                Access.open(
                        folder.resolve("access.db"),
                        new Owner(null),
                        this,
                        new Identities(outside, nobody, clock),
                        clock);
        grants = access.grants();
        spool = folder.resolve("spool");
        server =
                another(
                        new HttpSettings(
                                HttpSettings.LOOPBACK,
                                0,
                                Set.of("Sync.Example.org"),
                                TrustedProxies.NONE,
                                spool,
                                limits));
    }

    /** A second listener of the same server. */
    HttpServer another(HttpSettings settings) throws IOException {
        return new HttpServer(
                settings,
                access,
                new ServerProof(identity, this),
                Pages.NONE,
                sync,
                DeviceService.NONE,
                InstantSource.system());
    }

    /** Jetty at debug level writes a hundred lines a frame. */
    private static void quiet() {
        ((Logger) LoggerFactory.getLogger("org.eclipse.jetty")).setLevel(Level.WARN);
    }

    static RunningServer start(Path folder) throws Exception {
        return start(folder, new Limits().build());
    }

    static RunningServer start(Path folder, HttpLimits limits) throws Exception {
        var running = new RunningServer(folder, limits);
        running.server.start();
        return running;
    }

    @Override
    public List<URI> origins() {
        return List.of(
                URI.create("https://sync.example.org"),
                URI.create("http://127.0.0.1:" + port()),
                URI.create("http://localhost:" + port()));
    }

    @Override
    public Did serviceDid() {
        return Did.web("sync.example.org");
    }

    int port() {
        return server.port();
    }

    NewGrant grant() throws StoreException {
        return grants.add(SPACE, null, null, false, null);
    }

    NewGrant grantOf(@Nullable String origin) throws StoreException {
        return grants.add(SPACE, null, origin, false, null);
    }

    /** A client whose WebSocket is open and connected to a peer. */
    RawClient client(String token) throws Exception {
        int before = sync.peers.size();
        var client = new RawClient(port());
        String head = client.upgrade(token);
        if (!head.startsWith("HTTP/1.1 101 ")) throw new AssertionError(head);
        eventually(() -> sync.peers.size() > before);
        return client;
    }

    static void eventually(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) throw new AssertionError("it never came true");
            Thread.sleep(10);
        }
    }

    @Override
    public void close() {
        sync.unblocked.countDown();
        access.release();
        server.close();
        access.close();
        outside.close();
    }

    /** The default limits with what a test wants otherwise. */
    static final class Limits {
        int sockets = HttpLimits.DEFAULT.sockets();
        int socketsPerGrant = HttpLimits.DEFAULT.socketsPerGrant();
        int newcomers = HttpLimits.DEFAULT.newcomers();
        Duration requestDeadline = HttpLimits.DEFAULT.requestDeadline();
        int heldRequests = HttpLimits.DEFAULT.heldRequests();
        int memoryMessageBytes = HttpLimits.DEFAULT.memoryMessageBytes();
        long memoryBytesInAll = HttpLimits.DEFAULT.memoryBytesInAll();
        long messageBytes = HttpLimits.DEFAULT.messageBytes();
        long spoolBytes = HttpLimits.DEFAULT.spoolBytes();
        Duration pingInterval = HttpLimits.DEFAULT.pingInterval();
        Duration closePatience = HttpLimits.DEFAULT.closePatience();
        Duration stopPatience = HttpLimits.DEFAULT.stopPatience();

        HttpLimits build() {
            return new HttpLimits(
                    sockets,
                    socketsPerGrant,
                    newcomers,
                    requestDeadline,
                    HttpLimits.DEFAULT.requestHeaderBytes(),
                    HttpLimits.DEFAULT.requestBodyBytes(),
                    heldRequests,
                    memoryMessageBytes,
                    memoryBytesInAll,
                    messageBytes,
                    spoolBytes,
                    pingInterval,
                    closePatience,
                    stopPatience);
        }
    }
}
