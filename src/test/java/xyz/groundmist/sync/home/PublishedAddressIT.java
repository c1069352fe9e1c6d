package xyz.groundmist.sync.home;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.atproto.Browser;
import xyz.groundmist.sync.atproto.ConsentPage;
import xyz.groundmist.sync.atproto.Devnet;
import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.identity.IdentityException;
import xyz.groundmist.sync.identity.Network;
import xyz.groundmist.sync.reach.ngrok.NgrokEdge;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/** From a tunnel's name to the record in an account of a real PDS, and back. */
@Timeout(240)
class PublishedAddressIT {
    private static final String COLLECTION = "xyz.groundmist.sync";

    private final Devnet net = Devnet.shared();
    private final Devnet.Account alice = net.account("alice");
    @TempDir static Path keys;
    @TempDir Path folder;

    @SuppressWarnings("NullAway.Init")
    private NgrokEdge edge;

    @SuppressWarnings("NullAway.Init")
    private Home home;

    @BeforeEach
    void begin() throws Exception {
        edge = new NgrokEdge(keys);
        home = start();
        signIn();
    }

    @AfterEach
    void end() throws Exception {
        home.close();
        edge.close();
    }

    @Test
    void theRecordFollowsATunnelsNewNameAndGoesWithTheTunnel() throws Exception {
        use(Map.of("way", "ngrok"));
        ask("publish", Map.of("anyway", true), Object.class);
        await("lab-1.ngrok-free.test");

        home.close(); // the edge forgets the name, and gives another one
        home = start();
        await("lab-2.ngrok-free.test");
        assertTold("names lab-2.ngrok-free.test now");

        ask("reach.off", Map.of(), Object.class);
        assertThat(host()).isEmpty();
        assertThat(home.status().account().published()).isNull();
    }

    @Test
    void theRecordOfALastingNameFollowsFromOneWayToTheNext() throws Exception {
        use(Map.of("way", "ngrok", "domain", "sync.example.org"));
        ask("publish", Map.of(), Object.class);
        await("sync.example.org");

        use(Map.of("way", "ngrok", "domain", "home.ngrok-free.test"));

        await("home.ngrok-free.test");
        assertTold(
                "names home.ngrok-free.test now, where your apps find this server; it named "
                        + "sync.example.org.");
        ask("reach.off", Map.of(), Object.class);
        assertThat(host()).as("it may be only for a while").isEqualTo("home.ngrok-free.test");
    }

    private Home start() throws Exception {
        var settings = Settings.read(new Settings.Flags(folder.toString(), "0", null), Map.of());
        var network = new Network(net.plc(), handle -> resolved(handle.text()), true);
        return Home.start(settings, Map.of(), network, edge.internet(), InstantSource.system());
    }

    private Did resolved(String handle) throws IdentityException {
        String did = net.resolve(handle);
        if (did != null) return new Did(did);
        throw new IdentityException(
                IdentityException.Kind.NOT_FOUND, "There is no account of the handle " + handle);
    }

    private void signIn() throws Exception {
        var begun = ask("login.start", Map.of("who", alice.handle()), SignInEntry.class);
        try (Browser.Profile profile = Browser.shared().profile()) {
            Browser.Page page = profile.page();
            page.go(begun.link());
            ConsentPage.allow(page, alice);
            SignInResult result;
            do {
                result = ask("login.wait", Map.of("id", begun.id()), SignInResult.class);
            } while (result.account() == null);
        }
    }

    private void use(Map<String, ?> way) throws Exception {
        ask("reach.use", Map.of("reach", way, "token", NgrokEdge.TOKEN), Object.class);
        long end = deadline();
        while (!home.status().reach().up()) pause(end, home.status().reach().toString());
    }

    /** The record first, then what the server has read back of it. */
    private void await(String host) throws Exception {
        long end = deadline();
        while (!host().equals(host) || !host.equals(home.status().account().published())) {
            pause(end, "the record names " + host() + " and not " + host);
        }
    }

    private void assertTold(String words) throws Exception {
        long end = deadline();
        while (home.status().notices().stream().noneMatch(it -> it.sentence().contains(words))) {
            pause(end, home.status().notices().toString());
        }
    }

    private static long deadline() {
        return System.nanoTime() + Duration.ofSeconds(60).toNanos();
    }

    private static void pause(long end, String how) throws InterruptedException {
        assertThat(System.nanoTime()).as(how).isLessThan(end);
        Thread.sleep(100);
    }

    /** What an app that looks for the owner's server finds. */
    private String host() {
        return net.query(
                        alice,
                        "com.atproto.repo.listRecords",
                        Map.of("repo", alice.did(), "collection", COLLECTION))
                .at("/records/0/value/host")
                .asString("");
    }

    private <T> T ask(String command, Map<String, ?> with, Class<T> type) throws Exception {
        try (var client = ControlClient.connect(folder, "groundmist-sync serve")) {
            return client.ask(command, with, type);
        }
    }
}
