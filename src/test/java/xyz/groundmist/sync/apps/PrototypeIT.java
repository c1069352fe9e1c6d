package xyz.groundmist.sync.apps;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import xyz.groundmist.sync.atproto.Browser;
import xyz.groundmist.sync.atproto.Devnet;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Clients of the prototype, unchanged: the OAuth client of their time, whose proofs still carry
 * {@code iss}, and automerge-repo 1.1.12 with its own WebSocket adapter (protocols.md, "The
 * prototype's clients"). Two browsers of one person: two keys.
 */
final class PrototypeIT {
    private static Devnet net;
    private static Devnet.Account alice;
    private static WebApp app;
    private static Browser.Profile desk;
    private static Browser.Profile phone;

    @BeforeAll
    static void signIn() throws Exception {
        net = Devnet.shared();
        alice = net.account("alice");
        app = WebApp.prototype(net, net.pds());
        desk = Browser.shared().profile();
        phone = Browser.shared().profile();
        AppPage.open(desk, app).signIn(alice).awaitStatus("signed in");
        AppPage.open(phone, app).signIn(alice).awaitStatus("signed in");
    }

    @AfterAll
    static void leave() {
        if (desk != null) desk.close();
        if (phone != null) phone.close();
        if (app != null) app.close();
    }

    @Test
    void oneGetsInThroughTheWindowAndSyncs() throws Exception {
        try (var server = new SyncServer(net, alice)) {
            server.publish();
            AppPage page = page(desk);
            JsonNode unheard = asked(page).get();
            assertThat(unheard.get("status").asInt()).isEqualTo(403);
            assertThat(unheard.get("error").asString()).isEqualTo("window_closed");

            server.openWindow();
            var held = asked(page);
            JsonNode request = server.awaitRequests(1).getFirst();
            assertThat(request.get("proven").asString()).isEqualTo("key");
            assertThat(held).isNotDone();
            server.approve(request.get("code").asString());
            JsonNode in = held.get(20, TimeUnit.SECONDS);
            assertThat(in.get("status").asInt()).isEqualTo(200);
            assertThat(in.get("result").asString()).isEqualTo("OK");
            assertThat(in.has("rootDocUrl")).isTrue();
            page.evaluate("answer => connect(answer)", in);
            String note = page.evaluate("() => write('from the prototype')").asString();
            page.evaluate(
                    "() => new Promise(sent => setTimeout(sent, 1000))"); // it sends at its leisure

            AppPage again = page(desk);
            JsonNode known = asked(again).get(20, TimeUnit.SECONDS);
            assertThat(known.get("status").asInt()).isEqualTo(200);
            again.evaluate("answer => connect(answer)", known);
            assertThat(again.evaluate("url => read(url)", note).asString())
                    .isEqualTo("from the prototype");
            page.keptItsSecrets();
            again.keptItsSecrets();
        }
    }

    @Test
    void oneIsRefusedAndItsOAuthSessionLives() throws Exception {
        try (var server = new SyncServer(net, alice)) {
            server.publish();
            AppPage page = page(desk);
            assertThat(asked(page).get().get("error").asString()).isEqualTo("window_closed");
            server.openWindow();
            var held = asked(page);
            server.deny(server.awaitRequests(1).getFirst().get("code").asString());
            JsonNode refused = held.get(20, TimeUnit.SECONDS);
            assertThat(refused.get("status").asInt()).isEqualTo(403);
            assertThat(refused.get("error").asString()).isEqualTo("denied");
            assertThat(page.evaluate("() => sessionIsAlive()").asBoolean()).isTrue();
        }
    }

    @Test
    void twoKeysInOneWindowAreBothRefused() throws Exception {
        try (var server = new SyncServer(net, alice)) {
            server.publish();
            AppPage one = page(desk);
            AppPage other = page(phone);
            server.openWindow();
            var first = asked(one);
            server.awaitRequests(1);
            var second = asked(other);
            for (var answer : java.util.List.of(first, second)) {
                JsonNode refused = answer.get(20, TimeUnit.SECONDS);
                assertThat(refused.get("status").asInt()).isEqualTo(403);
                assertThat(refused.get("error").asString()).isEqualTo("two_asked");
            }
            assertThat(server.awaitRequests(0)).isEmpty();
            assertThat(one.evaluate("() => sessionIsAlive()").asBoolean()).isTrue();
            assertThat(other.evaluate("() => sessionIsAlive()").asBoolean()).isTrue();
        }
    }

    private static AppPage page(Browser.Profile profile) {
        AppPage page = AppPage.open(profile, app);
        page.awaitStatus("signed in");
        return page;
    }

    /** What the page is answered, once it is. */
    private static CompletableFuture<JsonNode> asked(AppPage page) {
        return CompletableFuture.supplyAsync(() -> page.evaluate("() => authenticate()"));
    }
}
