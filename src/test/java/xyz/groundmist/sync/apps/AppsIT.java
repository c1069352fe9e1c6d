package xyz.groundmist.sync.apps;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import xyz.groundmist.sync.atproto.Browser;
import xyz.groundmist.sync.atproto.Devnet;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * The example app of the client module, signed in by real OAuth in a real browser, and the server
 * of the person who is signed in (atproto.md, "How an app gets in").
 */
final class AppsIT {
    /** automerge-repo sends, and keeps, what was written within a tenth of a second. */
    private static final long LETTING_GO_MILLIS = 2_000;

    private static final Duration PAST_EXPIRY = Duration.ofMinutes(16);

    private static Devnet net;
    private static WebApp app;
    private static Devnet.Account alice;

    /** A browser in which Alice is signed in to the app. */
    private static Browser.Profile desk;

    @BeforeAll
    static void signIn() throws Exception {
        net = Devnet.shared();
        alice = net.account("alice");
        app = WebApp.example(net, net.pds());
        desk = Browser.shared().profile();
        AppPage.open(desk, app).signIn(alice).awaitStatus("Your account names no sync server.");
    }

    @AfterAll
    static void leave() {
        if (desk != null) desk.close();
        if (app != null) app.close();
    }

    @Test
    void anAppIsHeldApprovedSyncsIsRenewedSurvivesARestartAndIsCutOff() throws Exception {
        try (var server = new SyncServer(net, alice);
                var phone = Browser.shared().profile()) {
            server.publish();
            AppPage first = AppPage.open(desk, app);
            first.awaitStatus("Let this app in");
            JsonNode request = server.awaitRequests(1).getFirst();
            String code = request.get("code").asString();
            assertThat(first.status()).contains(code);
            assertThat(request.get("name").asString()).isEqualTo("One note");
            assertThat(request.get("origin").asString()).isEqualTo(app.origin());
            assertThat(request.get("space").asString()).isEqualTo("org.example.notes");
            assertThat(request.get("proven").asString()).isEqualTo("account");
            assertThat(first.seen("tokens")).isEmpty();
            String grant = server.approve(code);
            first.awaitConnected();
            first.write("Milk");

            AppPage second = AppPage.open(phone, app).signIn(alice);
            server.approve(server.awaitRequests(1).getFirst().get("code").asString());
            second.awaitConnected();
            second.awaitText("Milk");
            second.write("Milk and bread");
            first.awaitText("Milk and bread");

            int tokens = first.seen("tokens").size();
            server.goForward(PAST_EXPIRY);
            first.evaluate("ms => goForward(ms)", PAST_EXPIRY.toMillis());
            second.evaluate("ms => goForward(ms)", PAST_EXPIRY.toMillis());
            first.reconnect();
            first.awaitTokens(tokens + 1);
            first.awaitConnected();
            assertThat(first.seen("tokens")).hasSize(tokens + 1);
            first.write("Milk and bread, past the first token");
            second.awaitText("Milk and bread, past the first token");

            server.stop();
            first.awaitStatus("can't be reached");
            first.write("Milk and bread, written while the server was away");
            server.start();
            first.awaitConnected();
            second.awaitConnected();
            second.awaitText("Milk and bread, written while the server was away");

            Instant revoked = Instant.now();
            server.revoke(grant);
            first.evaluate("() => seen.closed.then(() => null)");
            // closed for good, however busy the machine: how soon, SocketTest says
            assertThat(Duration.between(revoked, Instant.now())).isLessThan(Duration.ofSeconds(10));
            first.awaitStatus("This app was cut off from your sync server.");
            first.write("Written by one who was cut off");
            second.write("Written by the other");
            Thread.sleep(500);
            assertThat(second.text()).isEqualTo("Written by the other");
            assertThat(first.text()).isEqualTo("Written by one who was cut off");
            assertThat(server.awaitRequests(0)).isEmpty();

            first.keptItsSecrets();
            second.keptItsSecrets();
        }
    }

    @Test
    void aRefusedAppSaysSoAndStopsAsking() throws Exception {
        try (var server = new SyncServer(net, alice)) {
            server.publish();
            AppPage page = AppPage.open(desk, app);
            server.deny(server.awaitRequests(1).getFirst().get("code").asString());
            page.awaitStatus("has refused this app");
            int asked = page.seen("asked").size();
            Thread.sleep(2000);
            assertThat(page.seen("asked")).hasSize(asked);
            page.click("#retry");
            page.awaitStatus("has refused this app");
            assertThat(page.seen("asked")).hasSizeGreaterThan(asked);
            assertThat(page.seen("tokens")).isEmpty();
            page.keptItsSecrets();
        }
    }

    @Test
    void whatIsStolenIsGoodNowhereElse() throws Exception {
        try (var server = new SyncServer(net, alice);
                var elsewhere = WebApp.empty();
                var thief = Browser.shared().profile()) {
            server.publish();
            AppPage page = AppPage.open(desk, app);
            server.approve(server.awaitRequests(1).getFirst().get("code").asString());
            page.awaitConnected();
            AppPage other = AppPage.open(thief, elsewhere);
            AppPage beside = AppPage.beside(desk, app);

            String token = page.seen("tokens").getLast();
            assertThat(other.isLetIn(server.host(), token)).as("a token elsewhere").isFalse();
            assertThat(beside.isLetIn(server.host(), token)).as("a token as a ticket").isFalse();

            String ticket = stolenTicket(page);
            assertThat(other.isLetIn(server.host(), ticket)).as("a ticket elsewhere").isFalse();
            assertThat(other.isLetIn(server.host(), page.seen("tickets").getFirst()))
                    .as("a used ticket")
                    .isFalse();
            assertThat(beside.isLetIn(server.host(), stolenTicket(page)))
                    .as("an unused ticket where it belongs")
                    .isTrue();
            page.keptItsSecrets();
        }
    }

    private static String stolenTicket(AppPage page) throws InterruptedException {
        page.evaluate("() => { stealTickets = true }");
        int before = page.seen("tickets").size();
        page.reconnect();
        for (int i = 0; i < 200 && page.seen("tickets").size() == before; i++) Thread.sleep(50);
        page.evaluate("() => { stealTickets = false }");
        return page.seen("tickets").getLast();
    }

    @Test
    void anImpostorUnderThePublishedNameIsSentNothing() throws Exception {
        Devnet.Account mallory = net.account("mallory");
        try (var server = new SyncServer(net, alice);
                var impostor = new SyncServer(net, mallory)) {
            SyncServer.publish(net, alice, impostor.host(), server.key());
            AppPage page = AppPage.open(desk, app);
            page.awaitStatus("another server answers, not yours");
            assertThat(page.seen("asked"))
                    .filteredOn(line -> line.contains(impostor.host()))
                    .isNotEmpty()
                    .allMatch(("GET " + impostor.host() + "/.well-known/groundmist-sync")::equals);
            assertThat(impostor.ask("apps.list", Map.of()).get("requests")).isEmpty();
        }
    }

    @Test
    void anApprovedAppGoesOnWhileItsPdsIsDown() throws Exception {
        Devnet.Pds pds = net.anotherPds();
        Devnet.Account bob = net.account("bob", pds);
        try (var server = new SyncServer(net, bob);
                var bobsApp = WebApp.example(net, pds);
                var profile = Browser.shared().profile()) {
            server.publish();
            AppPage page = AppPage.open(profile, bobsApp).signIn(bob);
            server.approve(server.awaitRequests(1).getFirst().get("code").asString());
            page.awaitConnected();
            page.write("Written while all was well");

            net.stop(pds);
            page.reload();
            page.awaitConnected();
            page.awaitText("Written while all was well");
            page.write("Written while the PDS was down");
            Thread.sleep(LETTING_GO_MILLIS);
            page.reload();
            page.awaitConnected();
            page.awaitText("Written while the PDS was down");
            page.keptItsSecrets();
        }
    }

    @Test
    void anInvitedAppNeedsNoAccountAndNoSecretStaysInItsAddress() throws Exception {
        try (var server = new SyncServer(net, alice);
                var guest = Browser.shared().profile()) {
            String link = server.invite("org.example.notes", app.origin() + "/");
            AppPage page = AppPage.follow(guest, app, link);
            page.awaitConnected();
            assertThat(page.url()).isEqualTo(app.origin() + "/");
            page.write("Written by a guest");
            Thread.sleep(LETTING_GO_MILLIS);
            page.reload();
            page.awaitConnected();
            page.awaitText("Written by a guest");

            try (var late = Browser.shared().profile()) {
                AppPage.follow(late, app, link).awaitStatus("This invitation is");
            }
            page.keptItsSecrets();
        }
    }
}
