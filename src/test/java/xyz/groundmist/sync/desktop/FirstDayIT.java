package xyz.groundmist.sync.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import xyz.groundmist.sync.apps.AppPage;
import xyz.groundmist.sync.apps.WebApp;
import xyz.groundmist.sync.atproto.Browser;
import xyz.groundmist.sync.atproto.ConsentPage;
import xyz.groundmist.sync.atproto.Devnet;
import xyz.groundmist.sync.desktop.ui.Person;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** The windows with a real PDS, a real browser and real apps. */
@Timeout(180)
final class FirstDayIT {
    private static final String COLLECTION = "xyz.groundmist.sync";

    private final Devnet net = Devnet.shared();
    private final Devnet.Account alice = net.account("alice");
    private final Deque<AutoCloseable> closing = new ArrayDeque<>();
    @TempDir private Path folder;

    @AfterEach
    void close() throws Exception {
        while (!closing.isEmpty()) closing.pop().close();
    }

    @Test
    void fromTheFirstStartToTheRecordInTheAccount() throws Exception {
        OpenDesktop desktop = open(Map.of());
        Browser.Page page = profile().page();
        desktop.see("Welcome to Groundmist Sync");
        desktop.choose("Set up");

        desktop.type("who", "nobody.test");
        desktop.press(KeyCode.ENTER);
        desktop.see("There is no account of the handle nobody.test.");
        page.go(desktop.signIn(alice.handle()).toString());
        ConsentPage.deny(page, alice);
        desktop.see("You didn't allow Groundmist Sync to sign in");
        assertThat(((TextField) desktop.node("who")).getText()).isEqualTo(alice.handle());

        page = profile().page();
        page.go(desktop.signIn(alice.handle()).toString());
        ConsentPage.allow(page, alice);
        page.awaitUrl("http://127.0.0.1:");
        assertThat(page.text()).contains("You are signed in");
        desktop.see("@" + alice.handle());
        desktop.see("Signed in since");
        desktop.choose("Continue");

        desktop.see("Where can apps reach you?");
        Person.on(() -> {
            desktop.node("reach-proxy").requestFocus();
            return true;
        });
        desktop.press(KeyCode.ENTER);
        // by keyboard: the field may lie below the window's edge
        Person.on(() -> {
            var url = (TextField) desktop.node("setup-url");
            url.requestFocus();
            url.setText("sync.alice.groundmist.xyz");
            return true;
        });
        desktop.press(KeyCode.ENTER);
        desktop.choose("Continue");
        desktop.see(
                "Anyone can see that @%s syncs at sync.alice.groundmist.xyz."
                        .formatted(alice.handle()));
        assertThat(record().isMissingNode()).isTrue();
        desktop.choose("Publish");
        desktop.see("Your apps find you at sync.alice.groundmist.xyz, since");
        assertThat(record().at("/host").asString()).isEqualTo("sync.alice.groundmist.xyz");
        assertThat(record().at("/key").asString()).isEqualTo(key(desktop));

        desktop.choose("Continue");
        desktop.choose("Connect your first app");
        desktop.see("By a link or a QR code");
        desktop.choose("Close");
        desktop.see("Something needs you."); // nobody out there knows this name
        desktop.click("page-address");
        pressByKeyboard(desktop, "unpublish");
        desktop.seeNoMore("Your apps find you at");
        assertThat(record().isMissingNode()).isTrue();
        pressByKeyboard(desktop, "sign-out");
        desktop.see("Handle of your account");
    }

    /** What may lie below the window's edge. */
    private static void pressByKeyboard(Person desktop, String id) throws Exception {
        desktop.await(() -> Person.shown(desktop.node(id)) && !desktop.node(id).isDisabled());
        Person.on(() -> {
            desktop.node(id).requestFocus();
            return true;
        });
        desktop.press(KeyCode.SPACE);
    }

    @Test
    void appsAskAreAnsweredInTheDialogueAndSync() throws Exception {
        try (WebApp app = WebApp.example(net, net.pds())) {
            OpenDesktop desktop = open(Map.of("ATPROTO_DID", alice.did()));
            desktop.see("Ready for your first app.");
            publishOnThisComputer(desktop);

            AppPage first = AppPage.open(profile(), app).signIn(alice);
            desktop.see("One note wants to sync");
            first.awaitStatus(codeShown(desktop));
            desktop.choose("Allow");
            first.awaitConnected();
            first.write("Milk");
            desktop.seeNoMore("One note wants to sync");

            AppPage second = AppPage.open(profile(), app).signIn(alice);
            desktop.see("One note wants to sync");
            desktop.choose("Allow reading only");
            second.awaitConnected();
            second.awaitText("Milk");
            second.write("Written by one who may only read");
            first.write("Milk and bread");

            AppPage third = AppPage.open(profile(), app).signIn(alice);
            desktop.see("One note wants to sync");
            desktop.choose("Refuse");
            third.awaitStatus("has refused this app");

            assertThat(first.text()).isEqualTo("Milk and bread");
            desktop.click("page-apps");
            desktop.see("Reads only");
            desktop.see("Reads and writes");
        }
    }

    private static String codeShown(OpenDesktop desktop) {
        return desktop.labels().stream()
                .filter(label -> label.matches("[0-9A-Z]{2}-[0-9A-Z]{2}"))
                .findFirst()
                .orElseThrow();
    }

    private OpenDesktop open(Map<String, String> environment) throws Exception {
        var desktop = new OpenDesktop(folder, net, environment);
        closing.push(desktop);
        return desktop;
    }

    private Browser.Profile profile() {
        Browser.Profile profile = Browser.shared().profile();
        closing.push(profile);
        return profile;
    }

    /** As the browser of this test reaches nothing but this computer. */
    private void publishOnThisComputer(OpenDesktop desktop) throws Exception {
        var record =
                Map.of(
                        "$type",
                        COLLECTION,
                        "host",
                        "127.0.0.1:" + desktop.port,
                        "key",
                        key(desktop));
        net.procedure(
                alice,
                "com.atproto.repo.putRecord",
                Map.of(
                        "repo",
                        alice.did(),
                        "collection",
                        COLLECTION,
                        "rkey",
                        alice.did(),
                        "record",
                        record));
    }

    private JsonNode record() {
        return net.query(
                        alice,
                        "com.atproto.repo.listRecords",
                        Map.of("repo", alice.did(), "collection", COLLECTION))
                .at("/records/0/value");
    }

    /** What the server says of itself under its DID. */
    private static String key(OpenDesktop desktop) throws Exception {
        URI document = URI.create("http://127.0.0.1:" + desktop.port + "/.well-known/did.json");
        try (var http = HttpClient.newHttpClient()) {
            String said =
                    http.send(
                                    HttpRequest.newBuilder(document).build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body();
            return new JsonMapper()
                    .readTree(said)
                    .at("/verificationMethod/0/publicKeyMultibase")
                    .asString();
        }
    }
}
