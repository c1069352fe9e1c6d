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

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** A window that nobody touches costs nothing, whatever was done in it or in others before. */
@Timeout(120)
class IdleWindowTest {
    @TempDir Path folder;

    @SuppressWarnings("NullAway.Init") // before each test
    private OpenWindow window;

    @SuppressWarnings("NullAway.Init") // before each test
    private FakeServer server;

    @BeforeEach
    void open() throws Exception {
        server = new FakeServer();
        server.app("a1b2c3d4", "Library", "https://library.groundmist.xyz", false, 2);
        server.publicUrl("https://anna.example.org");
        server.signedIn("anna.test");
        Shelf.readingList(server.documents);
        server.start();
        window = new OpenWindow(folder, server);
        window.see("All is well.");
    }

    @AfterEach
    void close() throws Exception {
        window.close();
    }

    @Test
    void nothingIsDrawnWhileNothingChanges() throws Exception {
        for (Page page : Page.values()) {
            window.click("page-" + page.name().toLowerCase(Locale.ROOT));
            assertNothingIsDrawn(page.name());
        }
        window.click("page-documents");
        window.choose("Reading list");
        window.see("step 4 of 4");
        assertNothingIsDrawn("a document");
    }

    @Test
    void noCaretBlinksWhereNobodyWrites() throws Exception {
        window.click("page-settings");
        window.type("port", "4040");
        window.press(KeyCode.TAB);
        window.await(() -> server.starts() == 2);
        window.type("public-url", "sync.example.org");
        window.click("page-home");
        assertNothingIsDrawn("after the settings");
        window.click("connect");
        window.click("connect-invite");
        window.type("page", "https://library.example");
        window.press(KeyCode.ESCAPE);
        assertNothingIsDrawn("after an invitation");
        window.click("page-settings");
        ByKeyboard.press(window, "setup-again");
        window.choose("Set up");
        window.choose("Continue");
        window.see("Where can apps reach you?");
        ByKeyboard.press(window, "reach-proxy");
        ByKeyboard.type(window, "setup-url", "sync.example.org");
        window.close();
        open();
        assertNothingIsDrawn("in another window");
    }

    private void assertNothingIsDrawn(String when) throws Exception {
        window.await(() -> window.scene().lookup("#filter") != null); // the last page is prepared
        var pulses = new AtomicInteger();
        Runnable count = pulses::incrementAndGet;
        OpenWindow.on(() -> {
            window.scene().addPreLayoutPulseListener(count);
            return true;
        });
        awaitRest(when, pulses);
        int before = pulses.get();
        Thread.sleep(2500);
        assertThat(pulses.get() - before).as(when).isZero();
        window.press(KeyCode.TAB);
        assertThat(pulses.get()).as("what changes is drawn").isGreaterThan(before);
        OpenWindow.on(() -> {
            window.scene().removePreLayoutPulseListener(count);
            return true;
        });
    }

    /** Until it has faded in, and the clock has ticked: a second without a pulse. */
    private static void awaitRest(String when, AtomicInteger pulses) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        int before;
        do {
            assertThat(System.nanoTime()).as("no rest: " + when).isLessThan(end);
            before = pulses.get();
            Thread.sleep(1000);
        } while (pulses.get() != before);
    }
}
