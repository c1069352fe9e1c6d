package xyz.groundmist.sync.clients;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.home.OpenRooms;
import xyz.groundmist.sync.reach.FrontProxy;
import xyz.groundmist.sync.reach.OpenReach;
import xyz.groundmist.sync.reach.ReachKeeper;
import xyz.groundmist.sync.reach.ReachState;
import xyz.groundmist.sync.reach.Recipe;
import xyz.groundmist.sync.reach.domain.Pebble;
import xyz.groundmist.sync.reach.ngrok.MonthlyUse;
import xyz.groundmist.sync.reach.ngrok.NgrokEdge;
import xyz.groundmist.sync.reach.ngrok.NgrokReach;
import xyz.groundmist.sync.reach.ssh.OpenSshServer;
import xyz.groundmist.sync.reach.ssh.SshKey;
import xyz.groundmist.sync.reach.ssh.SshReach;
import xyz.groundmist.sync.reach.ssh.SshSettings;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * What apps notice of the way by which they reach the server: nothing, and if it breaks, little.
 */
class ReachedClientsIT {
    private static final String SPACE = "xyz.groundmist.test";
    private static NodeClients node;

    @TempDir Path folder;
    private final Deque<AutoCloseable> endings = new ArrayDeque<>();
    private OpenRooms server;
    private String token;
    private Client bob;
    private int names;

    /** The certificates here are nobody's that Node knows. */
    @BeforeAll
    static void startNode() throws Exception {
        node = new NodeClients(Release.NEWEST, Map.of("NODE_TLS_REJECT_UNAUTHORIZED", "0"));
    }

    @AfterAll
    static void endNode() throws Exception {
        node.close();
    }

    @BeforeEach
    void start() throws Exception {
        server = until(new OpenRooms(Files.createDirectories(folder.resolve("data"))));
        token = server.token(SPACE);
        bob = client("bob", "ws://127.0.0.1:" + server.port());
    }

    @AfterEach
    void end() throws Exception {
        while (!endings.isEmpty()) endings.pop().close();
    }

    private <T extends AutoCloseable> T until(T it) {
        endings.push(it);
        return it;
    }

    private Client client(String name, String base) {
        var client =
                new Client(
                        node,
                        name + "-" + ++names + "-" + System.nanoTime(),
                        Client.Options.at(base + "/?token=" + token));
        endings.push(client::leave);
        return client.awaitConnected();
    }

    /** Bob is at home; both see everything, small and large, and once it is large for each. */
    private String syncsWithBob(Client alice) {
        String note = alice.create(Map.of("text", "tea", "title", "Shopping"));
        bob.awaitFound(note);
        bob.insert(note, "text", 3, ", milk");
        alice.awaitValue(note, "text", "tea, milk");
        alice.putRandomBytes(note, "bytes", 3 << 20);
        bob.awaitSameAs(alice, note);
        bob.putRandomBytes(note, "more", 3 << 20);
        alice.awaitSameAs(bob, note);
        return note;
    }

    private OpenSshServer vps() throws Exception {
        var vps = until(new OpenSshServer(folder.resolve("vps")));
        String line = SshKey.own(folder.resolve("ssh-key")).publicLine();
        String recipe = Recipe.of("reach-ssh.md", "authorized_keys").strip();
        vps.letIn(recipe.substring(0, recipe.indexOf("ssh-ed25519")) + line);
        vps.configure(
                Recipe.of("reach-ssh.md", "sshd_config")
                        .replace("groundmist", OpenSshServer.user()));
        return vps;
    }

    private SshReach reach(OpenSshServer vps, int port) throws Exception {
        var settings =
                new SshSettings(
                        "127.0.0.1",
                        vps.port(),
                        OpenSshServer.user(),
                        new SshSettings.Login.OwnKey(),
                        vps.hostKey(),
                        "localhost",
                        port,
                        URI.create("https://sync.example.org"),
                        true);
        return new SshReach(settings, folder.resolve("ssh-key"), () -> null, null);
    }

    /** sshd and Caddy with the lines of the documentation. */
    @Test
    void throughAnOwnVpsThatIsKilledAndComesBack() throws Exception {
        int port = OpenSshServer.freePort();
        OpenSshServer vps = vps();
        vps.letIn(vps.line().replace("8031", "" + port));
        vps.start();
        FrontProxy caddy =
                until(
                        FrontProxy.caddy(
                                folder.resolve("caddy"),
                                OpenSshServer.freePort(),
                                Recipe.of("reach-ssh.md", "caddyfile").replace("8031", "" + port)));
        var keeper = until(new ReachKeeper(reach(vps, port), server));
        keeper.start();
        eventually(() -> keeper.state() instanceof ReachState.Up);
        Client alice = client("alice", "ws://127.0.0.1:" + caddy.port());
        String note = syncsWithBob(alice);

        vps.kill();
        alice.awaitClosed();
        alice.put(note, "title", "written while it was away");
        vps.start();

        bob.awaitValue(note, "title", "written while it was away");
        bob.put(note, "title", "and back");
        alice.awaitValue(note, "title", "and back");
    }

    /** An edge like ngrok's own, and our session with it. */
    @Test
    void throughNgrokWhoseEdgeIsKilledAndComesBack() throws Exception {
        NgrokEdge edge = until(new NgrokEdge(folder));
        var use = new MonthlyUse(folder.resolve("ngrok-use"), InstantSource.system());
        var reach =
                new NgrokReach(
                        () -> NgrokEdge.TOKEN,
                        null,
                        edge.service(),
                        "0.1.0",
                        use,
                        InstantSource.system());
        var keeper = until(new ReachKeeper(reach, server));
        keeper.start();
        eventually(() -> keeper.state() instanceof ReachState.Up);
        Client alice = client("alice", "wss://localhost:" + edge.publicTlsPort());
        String note = syncsWithBob(alice);

        edge.kill();
        alice.awaitClosed();
        alice.put(note, "title", "written while it was away");
        edge.revive();

        bob.awaitValue(note, "title", "written while it was away");
        bob.put(note, "title", "and back");
        alice.awaitValue(note, "title", "and back");
        assertThat(use.count().bytesOut()).isGreaterThan(3 << 20);
    }

    /** A new certificate comes while Alice is connected, and she stays so. */
    @Test
    void underAnOwnDomainWhoseCertificateIsRenewed() throws Exception {
        Pebble pebble = until(new Pebble(folder.resolve("pebble"), Duration.ofSeconds(45)));
        OpenReach open =
                until(pebble.reach(OpenRooms.NAME, folder, server.publicListener()).open(server));
        X509Certificate first = pebble.shown(OpenRooms.NAME);
        Client alice = client("alice", "wss://127.0.0.1:" + pebble.httpsPort);
        String note = syncsWithBob(alice);

        eventually(() -> !pebble.shown(OpenRooms.NAME).equals(first));
        assertThat(Instant.now()).isBefore(first.getNotAfter().toInstant());
        alice.put(note, "title", "after the renewal");
        bob.awaitValue(note, "title", "after the renewal");

        assertThat(alice.traffic().details().get("connections").asInt()).isEqualTo(1);
        assertThat(open.lost()).isNotDone();
        syncsWithBob(client("carol", "wss://127.0.0.1:" + pebble.httpsPort));
    }

    @Test
    void throughNginx() throws Exception {
        FrontProxy nginx =
                until(
                        FrontProxy.nginx(
                                folder.resolve("nginx"), OpenSshServer.freePort(), server.port()));
        syncsWithBob(client("alice", "wss://127.0.0.1:" + nginx.port()));
    }

    @Test
    void throughCaddy() throws Exception {
        FrontProxy caddy =
                until(
                        FrontProxy.caddy(
                                folder.resolve("caddy"),
                                OpenSshServer.freePort(),
                                Recipe.of("reach-proxies.md", "caddyfile")
                                        .replace("127.0.0.1:3031", "127.0.0.1:" + server.port())));
        syncsWithBob(client("alice", "ws://127.0.0.1:" + caddy.port()));
    }

    private static void eventually(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) throw new AssertionError("it never came true");
            Thread.sleep(50);
        }
    }
}
