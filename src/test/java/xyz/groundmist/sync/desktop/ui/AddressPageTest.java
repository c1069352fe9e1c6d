package xyz.groundmist.sync.desktop.ui;

import static org.assertj.core.api.Assertions.assertThat;

import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.desktop.model.FakeServer;
import xyz.groundmist.sync.desktop.model.Page;
import xyz.groundmist.sync.home.ControlException;
import xyz.groundmist.sync.home.Reaches;

import java.nio.file.Path;

/** The page Address: choosing a way, testing it, mending it. */
@Timeout(60)
class AddressPageTest {
    @TempDir Path folder;
    private final FakeServer server = new FakeServer();

    @SuppressWarnings("NullAway.Init")
    private OpenWindow window;

    @BeforeEach
    void open() throws Exception {
        server.signedIn("anna.test");
        server.start();
        window = new OpenWindow(folder, server);
        OpenWindow.on(() -> {
            window.model.page().set(Page.ADDRESS);
            return true;
        });
    }

    private void press(String id) {
        ByKeyboard.press(window, id);
    }

    private void type(String id, String text) {
        ByKeyboard.type(window, id, text);
    }

    @AfterEach
    void close() throws Exception {
        window.close();
    }

    @Test
    void aWayIsChosenAndThenShown() {
        window.see("No address yet");
        press("reach-ngrok");
        window.see("Free up to 20,000 requests and 1 GB a month.");
        window.see("Not yet tried against ngrok’s own service.");
        type("reach-token", "2abc");
        press("reach-use");
        window.await(() -> !server.asked.isEmpty());
        server.reach(Reaches.wellThroughNgrok());

        window.see("anna.example.org");
        window.see("Back here");
        window.see("58 ms");
        window.seeNoMore("Authtoken, from dashboard.ngrok.com");
        assertThat(server.asked).containsExactly("reach use {reach={way=ngrok}, token=2abc}");
    }

    @Test
    void theWholeWayIsTested() {
        server.reach(Reaches.wellThroughNgrok());
        window.see("An app far away waits about 58 ms.");

        press("reach-test");

        window.await(() -> server.asked.contains("reach test"));
        window.see("Test now");
    }

    @Test
    void aRefusalIsShownWhereItWasAskedFor() {
        server.refuse(new ControlException("ngrok needs your authtoken."));
        press("reach-ngrok");
        press("reach-use");

        window.see("ngrok needs your authtoken.");
    }

    @Test
    void whatIsTypedWrongIsSaidAndNobodyIsAsked() {
        press("reach-ssh");
        type("reach-ssh-target", "anna@vps.example.org");
        type("reach-ssh-port", "http");
        press("reach-use");
        window.see("A port is a number from 1 to 65535.");

        assertThat(server.asked).isEmpty();
    }

    @Test
    void aTestThatCannotBeMadeIsSaid() {
        server.reach(Reaches.wellThroughNgrok());
        window.see("An app far away waits about 58 ms.");
        server.refuse(new ControlException("It is being tested already. Wait a moment."));
        press("reach-test");

        window.see("It is being tested already. Wait a moment.");
        window.see("Test now");
    }

    @Test
    void whatWaitsForTheOwnerIsTriedAgain() {
        server.reach(Reaches.refusedByNgrok());
        window.see("ngrok doesn't accept the authtoken.");
        window.see("fails");

        press("reach-link");
        press("reach-retry");

        window.await(() -> server.asked.contains("reach retry"));
        assertThat(window.outside)
                .containsExactly("browse https://dashboard.ngrok.com/get-started/your-authtoken");
    }

    @Test
    void anSshServersKeyIsComparedAndConfirmed() {
        server.reach(Reaches.unknownSshServer());
        window.see("Compare the whole key with what the server’s owner says: SHA256:abc");

        press("reach-trust");

        window.await(() -> server.asked.contains("reach trust {hostKey=SHA256:abc}"));
    }

    @Test
    void whatFewNeedIsThereOnRequest() {
        press("reach-ssh");
        assertThat(OpenWindow.shown(window.node("reach-ssh-key"))).isFalse();
        press("reach-more");
        type("reach-ssh-target", "anna@vps.example.org");
        type("reach-ssh-key", "agent");
        press("reach-ssh-forwarded");
        press("reach-use");

        window.await(() -> !server.asked.isEmpty());
        assertThat(server.asked)
                .containsExactly(
                        "reach use {reach={forwardedHeader=true, host=vps.example.org, key=agent,"
                                + " user=anna, way=ssh}}");
    }

    @Test
    void aCertificateThatIsNotRenewedIsShown() {
        server.reach(Reaches.notRenewed());

        window.see("could not be renewed");
    }

    @Test
    void theWayIsChangedAndClosed() {
        server.reach(Reaches.wellThroughNgrok());
        press("reach-change");
        press("reach-proxy");
        type("setup-url", "sync.example.org");
        window.press(KeyCode.ENTER);
        press("reach-off");

        window.await(() -> server.asked.size() == 2);
        assertThat(server.asked)
                .containsExactly(
                        "reach use {reach={publicUrl=https://sync.example.org, way=proxy}}",
                        "reach off");
    }
}
