package xyz.groundmist.sync.apps;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;

import xyz.groundmist.sync.Written;
import xyz.groundmist.sync.atproto.Browser;
import xyz.groundmist.sync.atproto.ConsentPage;
import xyz.groundmist.sync.atproto.Devnet;

import java.util.List;
import java.util.Map;

/** An app's page in a browser, as the person in front of it uses it. */
public final class AppPage {
    private final Browser.Profile profile;
    private final Browser.Page page;
    private final WebApp app;

    private AppPage(Browser.Profile profile, WebApp app, String address) {
        this.profile = profile;
        this.app = app;
        page = profile.page();
        page.go(address);
    }

    public static AppPage open(Browser.Profile profile, WebApp app) {
        return new AppPage(profile, app, app.origin() + "/");
    }

    /** A page of the app's origin without the app. */
    public static AppPage beside(Browser.Profile profile, WebApp app) {
        return new AppPage(profile, app, app.origin() + "/network.json");
    }

    /** Follows a link to the app. */
    public static AppPage follow(Browser.Profile profile, WebApp app, String link) {
        return new AppPage(profile, app, link);
    }

    /** Signs in by the pages of the account's PDS. */
    public AppPage signIn(Devnet.Account account) {
        page.await("#handle");
        page.fill("#handle", account.handle());
        page.click("#sign-in button");
        try {
            page.awaitUrl(account.pds() + "/oauth/authorize");
            ConsentPage.allow(page, account);
        } catch (AssertionError e) {
            throw new AssertionError(
                    "No sign-in, but at %s: %s %s".formatted(page.url(), page.text(), page.said()),
                    e);
        }
        page.awaitUrl(app.origin());
        return this;
    }

    /** Loads the page anew. */
    public void reload() {
        page.go("about:blank");
        page.go(app.origin() + "/");
    }

    public String url() {
        return page.url();
    }

    public String status() {
        return page.text("#status");
    }

    /** Waits until the app says so. */
    public void awaitStatus(String words) {
        try {
            page.await("#status:has-text(\"" + words + "\")");
        } catch (AssertionError e) {
            throw new AssertionError(
                    "Waited for “%s”, but the app says “%s”; its console: %s"
                            .formatted(words, status(), page.said()),
                    e);
        }
    }

    public void awaitConnected() {
        awaitStatus("Connected to your sync server.");
    }

    public void click(String selector) {
        page.click(selector);
    }

    public void write(String text) {
        page.await("#note:enabled");
        page.fill("#note", text);
    }

    public String text() {
        return evaluate("() => document.getElementById('note').value").asString();
    }

    public void awaitText(String text) throws InterruptedException {
        for (int i = 0; i < 400 && !text().equals(text); i++) Thread.sleep(50);
        assertThat(text()).isEqualTo(text);
    }

    /** Loses the network, and has it again. */
    public void reconnect() {
        profile.offline(true);
        awaitStatus("can't");
        profile.offline(false);
    }

    /** Waits until it was given so many tokens. */
    public void awaitTokens(int many) throws InterruptedException {
        for (int i = 0; i < 400 && seen("tokens").size() < many; i++) Thread.sleep(50);
    }

    public JsonNode evaluate(String function) {
        return page.evaluate(function, null);
    }

    public JsonNode evaluate(String function, Object given) {
        return page.evaluate(function, given);
    }

    /** What the app was given or has sent under this name, oldest first. */
    public List<String> seen(String what) {
        JsonNode seen = page.evaluate("what => seen[what]", what);
        return seen.values().stream().map(JsonNode::asString).toList();
    }

    /** Whether a WebSocket from this page is let in: it stays open until a message or its end. */
    public boolean isLetIn(String host, String credential) {
        return page.evaluate(
                        """
                        ({ host, credential }) => new Promise(resolve => {
                          const socket = new WebSocket(`ws://${host}/?token=${credential}`)
                          socket.onopen = () => (socket.close(), resolve(true))
                          socket.onerror = () => resolve(false)
                        })
                        """,
                        Map.of("host", host, "credential", credential))
                .asBoolean();
    }

    /** Nothing secret is in this page's console or in a refusal that it got, nor in any log. */
    public void keptItsSecrets() {
        List<String> secrets = seen("secrets");
        assertThat(secrets).isNotEmpty();
        Written.secret(secrets);
        List<String> said = page.said();
        List<String> refusals = seen("refusals");
        for (String secret : secrets) {
            assertThat(said).noneMatch(line -> line.contains(secret));
            assertThat(refusals).noneMatch(text -> text.contains(secret));
        }
    }
}
