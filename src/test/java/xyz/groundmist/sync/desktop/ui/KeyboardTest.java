package xyz.groundmist.sync.desktop.ui;

import static org.assertj.core.api.Assertions.assertThat;

import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Labeled;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.desktop.model.FakeServer;
import xyz.groundmist.sync.desktop.model.Page;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Whoever has no mouse gets everywhere; whoever doesn't see is told where. */
@Timeout(60)
class KeyboardTest {
    private static final int MOST_STOPS = 60;

    @TempDir Path folder;
    private final FakeServer server = new FakeServer();

    @SuppressWarnings("NullAway.Init") // before each test
    private OpenWindow window;

    @BeforeEach
    void open() throws Exception {
        server.app("a1b2c3d4", "Library", "https://library.groundmist.xyz", false, 2);
        server.publicUrl("https://anna.example.org");
        server.signedIn("anna.test");
        server.start();
        window = new OpenWindow(folder, server);
        window.see("All is well.");
    }

    @AfterEach
    void close() throws Exception {
        window.close();
    }

    @Test
    void theTabKeyReachesEverythingOnEveryPage() throws Exception {
        for (Page page : Page.values()) {
            window.press(
                    KeyCode.CONTROL, KeyCode.values()[KeyCode.DIGIT1.ordinal() + page.ordinal()]);
            OpenWindow.on(() -> walk(page.name()));
        }
    }

    @Test
    void dialoguesAndPanelsToo() throws Exception {
        window.click("page-apps");
        window.click("app-a1b2c3d4");
        OpenWindow.on(() -> walk("the panel of an app"));
        window.click("cut-off");
        assertEverythingHasAName("a question");
        window.press(KeyCode.ESCAPE);
        server.request("K7-QM", "Quill", "https://quill.example", "account");
        window.see("Quill wants to sync");
        assertEverythingHasAName("an approval");
        List<String> stops = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            window.press(KeyCode.TAB);
            stops.add(String.valueOf(OpenWindow.on(() -> window.scene().getFocusOwner().getId())));
        }
        assertThat(stops).containsExactly("allow", "allow-reading", "refuse", "details");
    }

    @Test
    void theSetUpToo() throws Exception {
        window.click("page-settings");
        ByKeyboard.press(window, "setup-again");
        for (int step = 1; step <= 5; step++) {
            OpenWindow.on(() -> walk("the set-up"));
            window.click(OpenWindow.shown(window.node("setup-next")) ? "setup-next" : "setup-skip");
        }
        OpenWindow.on(() -> walk("the end of the set-up"));
    }

    private void assertEverythingHasAName(String where) throws Exception {
        OpenWindow.on(() -> {
            stops().forEach(stop -> assertThat(name(stop)).as(where + ": " + stop).isNotBlank());
            return true;
        });
    }

    /** Whether the tab key comes by everything that can be focused; on JavaFX's thread. */
    private boolean walk(String where) {
        List<Node> all = stops();
        assertThat(all).as(where).isNotEmpty();
        all.forEach(stop -> assertThat(name(stop)).as(where + ": " + stop).isNotBlank());
        Set<Node> reached = new LinkedHashSet<>();
        Node at = all.getFirst();
        at.requestFocus();
        for (int i = 0; i < MOST_STOPS && at != null && reached.add(at); i++) {
            at.requestFocusTraversal(javafx.scene.TraversalDirection.NEXT);
            at = window.scene().getFocusOwner();
        }
        // of a group of switches the tab key reaches one, and the arrows the others
        assertThat(reached)
                .as(where)
                .containsAll(all.stream().filter(KeyboardTest::alone).toList());
        return true;
    }

    private static boolean alone(Node node) {
        return !(node instanceof javafx.scene.control.ToggleButton);
    }

    private List<Node> stops() {
        List<Node> stops = new ArrayList<>();
        collect(window.scene().getRoot(), stops);
        return stops;
    }

    private static void collect(Node node, List<Node> stops) {
        if (!node.isVisible() || node.isDisabled()) return;
        // pages can be scrolled with the keyboard; they say what is on them
        if (node.isFocusTraversable() && !(node instanceof ScrollPane)) stops.add(node);
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> collect(child, stops));
        }
    }

    private static String name(Node node) {
        String text = node.getAccessibleText();
        if (text == null && node instanceof Labeled label) text = label.getText();
        return text == null ? "" : text;
    }
}
