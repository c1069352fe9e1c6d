package xyz.groundmist.sync.desktop.ui;

import static org.assertj.core.api.Assertions.assertThat;

import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.control.TextField;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.desktop.model.FakeServer;
import xyz.groundmist.sync.desktop.model.StartAtLogin;
import xyz.groundmist.sync.home.ControlException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** From the first start to the first app; signing in, publishing, and what goes wrong there. */
@Timeout(60)
class SetUpTest {
    private static final String LINK = "https://pds.example/authorize?request_uri=urn:x";

    @TempDir Path folder;
    private final FakeServer server = new FakeServer();
    private final OpenWindow.Switch login = new OpenWindow.Switch();

    @SuppressWarnings("NullAway.Init") // by each test, when it has said what there is
    private OpenWindow window;

    @BeforeEach
    void freshServer() {
        server.empty();
        server.start();
    }

    @AfterEach
    void close() throws Exception {
        if (window != null) window.close();
    }

    private void open() throws Exception {
        window = new OpenWindow(folder, server, login, Map.of());
    }

    private void signIn() {
        window.type("who", "anna.test");
        window.press(KeyCode.ENTER);
        window.see("Waiting for your browser");
        server.browserComesBack();
        window.see("@anna.test");
    }

    @Test
    void fromWelcomeToTheFirstApp() throws Exception {
        open();
        window.see("Welcome to Groundmist Sync");
        window.choose("Set up");
        signIn();
        assertThat(window.outside).containsExactly("browse " + LINK);
        window.choose("Continue");
        window.see("Where can apps reach you?");
        ByKeyboard.press(window, "reach-proxy");
        ByKeyboard.type(window, "setup-url", "anna.example.org");
        window.press(KeyCode.ENTER);
        window.await(() -> server.asked.size() == 3);
        server.publicUrl("https://anna.example.org");
        server.account("signed_in", null);
        window.choose("Continue");
        window.see("Anyone can see that @anna.test syncs at anna.example.org.");
        window.choose("Publish");
        window.see("Your apps find you at anna.example.org, since 3 May.");
        window.choose("Continue");
        window.see("Start when you log in?");
        window.click("setup-at-login");
        window.await(() -> login.on);
        window.choose("Continue");
        window.choose("Connect your first app");

        window.see("By a link or a QR code");
        assertThat(server.asked)
                .containsExactly(
                        "sign in anna.test",
                        "signed in",
                        "reach use {reach={publicUrl=https://anna.example.org, way=proxy}}",
                        "publish");
    }

    @Test
    void itIsPutOffAndComesByItselfNoMore() throws Exception {
        open();
        window.choose("Later");
        window.see("Nobody is signed in yet.");
        window.close();
        open();
        window.see("Nobody is signed in yet.");
        window.click("mend");

        window.see("Welcome to Groundmist Sync");
    }

    @Test
    void leftInTheMiddleItGoesOnThereAtTheNextStart() throws Exception {
        open();
        window.choose("Set up");
        window.see("Who are you?");
        window.choose("Not now");
        window.see("Where can apps reach you?");
        window.close();
        open();

        window.see("Where can apps reach you?");
        window.choose("Back");
        window.see("Who are you?");
    }

    @Test
    void itIsGoneThroughAgainFromTheSettings() throws Exception {
        open();
        window.choose("Later");
        window.click("page-settings");
        ByKeyboard.press(window, "setup-again");

        window.see("Welcome to Groundmist Sync");
    }

    @Test
    void aServerThatHasAnOwnerIsNotSetUp() throws Exception {
        server.signedIn("anna.test");
        open();

        window.see("Ready for your first app.");
    }

    @Test
    void withoutANameNobodyIsAsked() throws Exception {
        open();
        window.choose("Set up");
        window.choose("Sign in");

        window.see("Type the handle of your account first");
        assertThat(server.asked).isEmpty();
    }

    @Test
    void aHandleThatDoesNotExistIsSaidAndStaysToBeMended() throws Exception {
        open();
        server.refuse(new ControlException("There is no account anna.tset. Check the spelling."));
        window.choose("Set up");
        window.type("who", "anna.tset");
        window.click("sign-in");

        window.see("There is no account anna.tset. Check the spelling.");
        assertThat(((TextField) window.node("who")).getText()).isEqualTo("anna.tset");
    }

    @Test
    void refusedInTheBrowserItIsSaid() throws Exception {
        open();
        window.choose("Set up");
        window.type("who", "anna.test");
        window.click("sign-in");
        window.see("Waiting for your browser");
        server.refuse(new ControlException("You said no on your server's page. Begin again."));
        server.browserComesBack();

        window.see("You said no on your server's page. Begin again.");
    }

    @Test
    void aSignInIsGivenUp() throws Exception {
        open();
        window.choose("Set up");
        window.type("who", "anna.test");
        window.click("sign-in");
        window.see("Waiting for your browser");
        window.click("cancel-sign-in");
        window.see("Handle of your account");

        window.await(() -> server.asked.contains("give up signing in"));
    }

    @Test
    void aBrowserThatCannotBeOpenedIsSaidAndTheLinkIsThereToTakeAlong() throws Exception {
        beginWithoutABrowser();
        window.see("No browser could be opened here.");

        assertThat(((TextField) window.node("sign-in-link")).getText()).isEqualTo(LINK);
        assertThat(Person.shown(code())).isTrue();
        window.noBrowser = false;
        window.choose("Open it again");
        window.see("Waiting for your browser");
        assertThat(Person.shown(code())).isFalse();
        server.browserComesBack();
        window.see("@anna.test");
    }

    @Test
    void noPhoneIsSentWhereTheBrowserMustBeOnThisComputer() throws Exception {
        server.signsInHereOnly();
        beginWithoutABrowser();
        window.see("Open this link in a browser on this computer.");

        assertThat(Person.shown(window.node("sign-in-link"))).isTrue();
        assertThat(Person.shown(code())).isFalse();
    }

    private void beginWithoutABrowser() throws Exception {
        open();
        window.noBrowser = true;
        window.choose("Set up");
        window.type("who", "anna.test");
        window.click("sign-in");
    }

    private Node code() throws Exception {
        return window.node("sign-in-code");
    }

    @Test
    void theLinkIsCopiedForAnotherBrowser() throws Exception {
        open();
        window.choose("Set up");
        window.type("who", "anna.test");
        window.click("sign-in");
        window.click("copy-sign-in");

        assertThat(OpenWindow.on(() -> Clipboard.getSystemClipboard().getString())).isEqualTo(LINK);
    }

    @Test
    void withoutAWayTheStepIsPutOff() throws Exception {
        open();
        window.choose("Set up");
        window.choose("Not now");
        window.see("Where can apps reach you?");
        assertThat(window.labels()).doesNotContain("Continue");
        window.choose("Not now");

        window.see("Let your apps find you");
    }

    @Test
    void aWayThatIsRefusedSaysWhyWhereItWasChosen() throws Exception {
        open();
        window.choose("Set up");
        window.choose("Not now");
        window.see("Where can apps reach you?");
        ByKeyboard.press(window, "reach-ssh");
        ByKeyboard.type(window, "reach-ssh-target", "nobody");
        ByKeyboard.press(window, "reach-use");
        window.see("Write who signs in where as user@server.");
        server.refuse(new ControlException("There is no server of that name. Check it."));
        ByKeyboard.type(window, "reach-ssh-target", "anna@nowhere.example");
        ByKeyboard.press(window, "reach-use");

        window.see("There is no server of that name. Check it.");
        assertThat(window.labels()).contains("anna@nowhere.example");
    }

    @Test
    void whatTheChosenWayAsksForIsInSight() throws Exception {
        open();
        window.choose("Set up");
        window.choose("Not now");
        for (String way : List.of("proxy", "domain", "ssh", "ngrok")) {
            ByKeyboard.press(window, "reach-" + way);
            Bounds seen = OpenWindow.on(() -> bounds(window.node("setup-skip")));
            Bounds use = OpenWindow.on(() -> bounds(window.node("reach-use")));
            assertThat(use.getMaxY()).as(way).isLessThan(seen.getMinY());
        }
    }

    private static Bounds bounds(Node node) {
        return node.localToScene(node.getLayoutBounds());
    }

    @Test
    void startingAtLoginThatCannotBeSetIsSaid() throws Exception {
        server.signedIn("anna.test");
        server.publicUrl("https://anna.example.org");
        server.account("signed_in", "anna.example.org");
        StartAtLogin readOnly =
                new StartAtLogin() {
                    @Override
                    public boolean on() {
                        return false;
                    }

                    @Override
                    public void set(boolean on) throws IOException {
                        throw new IOException("read-only file system");
                    }
                };
        window = new OpenWindow(folder, server, readOnly, Map.of());
        window.click("page-settings");
        ByKeyboard.press(window, "setup-again");
        window.choose("Set up");
        for (int i = 0; i < 3; i++) window.choose("Continue");
        window.click("setup-at-login");

        window.see("list of programs to start can’t be written");
    }

    @Test
    void publishingThatFailsInTheSetUpIsSaidAndCanBePutOff() throws Exception {
        server.signedIn("anna.test");
        server.publicUrl("https://anna.example.org");
        open();
        window.click("page-settings");
        ByKeyboard.press(window, "setup-again");
        window.choose("Set up");
        for (int i = 0; i < 2; i++) window.choose("Continue");
        server.refuse(new ControlException("Your account's server doesn't answer. Try later."));
        window.choose("Publish");
        window.see("Your account's server doesn't answer. Try later.");
        window.choose("Not now");

        window.see("Start when you log in?");
    }

    @Test
    void whatCannotBeTakenBackOrSignedOutOfIsSaid() throws Exception {
        server.publicUrl("https://anna.example.org");
        server.signedIn("anna.test");
        server.account("signed_in", "anna.example.org");
        open();
        window.click("page-address");
        server.refuse(new ControlException("Your account's server doesn't answer. Try later."));
        window.choose("Take it back");
        window.see("Your account's server doesn't answer. Try later.");
        server.refuse(new ControlException("That could not be written down. Make room."));
        ByKeyboard.press(window, "sign-out");

        window.see("That could not be written down. Make room.");
    }

    private void openAddress() throws Exception {
        server.publicUrl("https://anna.example.org");
        server.signedIn("anna.test");
        open();
        window.click("page-address");
        window.see("anna.example.org");
    }

    @Test
    void theAddressIsPublishedAndTakenBack() throws Exception {
        openAddress();
        window.choose("Publish");
        window.see("since 3 May");
        window.choose("Take it back");
        window.seeNoMore("since 3 May");

        assertThat(server.asked).containsExactly("publish", "unpublish");
    }

    @Test
    void whyItCouldNotBePublishedIsSaid() throws Exception {
        openAddress();
        server.refuse(new ControlException("Your account's server doesn't answer. Try later."));
        window.choose("Publish");

        window.see("Your account's server doesn't answer. Try later.");
    }

    @Test
    void withoutAnAddressThereIsNothingToPublish() throws Exception {
        server.signedIn("anna.test");
        open();
        window.click("page-address");

        window.see("No address yet");
        window.see("There is no address to publish yet. Set one first.");
        assertThat(window.labels()).doesNotContain("Publish");
    }

    @Test
    void onePersonSignsOut() throws Exception {
        openAddress();
        window.choose("Sign out");
        window.see("Handle of your account");

        assertThat(server.asked).containsExactly("sign out");
        assertThat(window.labels()).contains("Signed out");
    }

    @Test
    void aSignInThatHasEndedIsTheThingToMend() throws Exception {
        openAddress();
        server.account("ended", "anna.example.org");
        window.click("page-home");
        window.see("Your sign-in needs you.");
        window.choose("Sign in again");

        window.see("Your sign-in has ended.");
        assertThat(((TextField) window.node("who")).getText()).isEqualTo("anna.test");
    }

    @Test
    void stoppedNobodyCanSignIn() throws Exception {
        server.stop();
        open();
        window.click("page-address");

        window.see("Syncing is stopped. Start it to sign in or to publish.");
        assertThat(window.labels()).doesNotContain("Publish", "Sign in");
    }
}
