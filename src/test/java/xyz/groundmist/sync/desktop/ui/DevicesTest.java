package xyz.groundmist.sync.desktop.ui;

import static org.assertj.core.api.Assertions.assertThat;

import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.desktop.model.FakeServer;
import xyz.groundmist.sync.home.ControlException;

import java.nio.file.Path;
import java.util.List;

/** The owner's other computers, as a person sees and pairs them. */
class DevicesTest {
    @TempDir private Path folder;
    private final FakeServer server = new FakeServer();
    private OpenWindow window;

    @BeforeEach
    void open() throws Exception {
        server.signedIn("anna.test");
        server.start();
        window = new OpenWindow(folder, server);
        window.click("page-devices");
    }

    @AfterEach
    void close() throws Exception {
        window.close();
    }

    private void found(String... nearby) {
        server.devices(
                List.of(
                        FakeServer.device("laptop", "lan", 0),
                        FakeServer.device("office", "internet", 412),
                        FakeServer.device("cottage", null, 0)),
                List.of(nearby),
                FakeServer.pairing("idle"));
    }

    @Test
    void howEachIsConnectedAndHowFarInStepIsToldAndFollowed() {
        window.see("No other computers yet");
        found();

        window.see("At home · in step");
        window.see("Through the internet · 412 documents behind");
        window.see("Not in reach · seen 2 h ago");
        server.stop();
        window.see("Syncing is stopped");
    }

    @Test
    void oneIsPairedByComparingTheCodes() {
        found("192.168.1.30:3032");
        window.see("A computer at 192.168.1.30:3032");
        window.choose("Pair");
        window.see("Does the other computer show this code, too?");
        window.see("K7Q-M4W");
        window.click("same");

        window.see("Paired with laptop");
        window.choose("Done");
        window.seeNoMore("Paired with");
        assertThat(server.asked).startsWith("pair with 192.168.1.30:3032", "confirm K7Q-M4W");
    }

    @Test
    void codesThatDifferAreRefusedAndEscapeRefusesToo() {
        found("192.168.1.30:3032");
        window.choose("Pair");
        window.see("K7Q-M4W");
        window.click("differ");
        window.seeNoMore("K7Q-M4W");
        assertThat(server.asked).endsWith("cancel pairing");
    }

    @Test
    void itWaitsShowsItsLinkAndTakesTheOthers() {
        window.click("pair-device");
        window.see("groundmist-sync:device#");
        assertThat(OpenWindow.shown(window.node("pairing-qr"))).isTrue();
        window.see("5:00");
        window.click("call");
        window.see("Give the link that the other computer shows");
        window.type("pair-to", "192.168.1.77");
        window.click("call");
        window.see("K7Q-M4W");

        assertThat(server.asked)
                .containsExactly("wait for another computer", "pair with 192.168.1.77");
        server.pairing(FakeServer.pairing("failed"));
        window.see("It was refused on the other computer.");
        window.choose("Wait again");
        window.see("groundmist-sync:device#");
    }

    @Test
    void aCallThatIsRefusedIsSaidInTheDialogue() {
        window.click("pair-device");
        window.see("groundmist-sync:device#");
        server.refuse(new ControlException("Nobody answers at 192.168.1.77."));
        window.type("pair-to", "192.168.1.77");
        window.click("call");

        window.see("Nobody answers at 192.168.1.77.");
        window.press(KeyCode.ESCAPE);
    }

    @Test
    void oneIsForgottenAfterAQuestion() {
        found();
        window.see("At home · in step");
        window.click("forget-LAPT-QRST");
        window.see("Forget laptop?");
        window.choose("Keep it");
        assertThat(server.asked).isEmpty();
        window.click("forget-LAPT-QRST");
        window.click("forget");

        window.seeNoMore("At home · in step");
        assertThat(server.asked).containsExactly("forget LAPT-QRST-UVWX");
    }

    @Test
    void whatCannotBeDoneIsSaid() {
        found();
        server.refuse(new ControlException("That could not be written down. Make room."));
        window.click("forget-LAPT-QRST");
        window.click("forget");

        window.see("That could not be written down. Make room.");
    }
}
