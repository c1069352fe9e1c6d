package xyz.groundmist.sync.desktop.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atlantafx.base.controls.ToggleSwitch;

import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ComboBoxBase;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.scene.text.Text;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kordamp.ikonli.javafx.FontIcon;

import xyz.groundmist.sync.desktop.model.FakeServer;
import xyz.groundmist.sync.desktop.model.Page;
import xyz.groundmist.sync.desktop.model.Preferences;
import xyz.groundmist.sync.desktop.model.StartAtLogin;
import xyz.groundmist.sync.home.ControlException;
import xyz.groundmist.sync.home.StatusModel.Condition;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a person sees and does in the window, with mouse and keyboard. */
@Timeout(60)
class WindowTest {
    private static final String LIBRARY = "a1b2c3d4";

    @TempDir Path folder;
    private final FakeServer server = new FakeServer();

    @SuppressWarnings("NullAway.Init") // by each test, when it has said what there is
    private OpenWindow window;

    @AfterEach
    void close() throws Exception {
        if (window != null) window.close();
    }

    private void open() throws Exception {
        window = new OpenWindow(folder, server);
    }

    private void openWithLibrary() throws Exception {
        server.app(LIBRARY, "Library", "https://library.groundmist.xyz", false, 2);
        server.connected(LIBRARY, 12, null, 4);
        server.start();
        open();
        window.see("All is well.");
    }

    @Test
    void syncingIsStoppedAndStartedAgain() throws Exception {
        openWithLibrary();
        window.choose("Stop syncing");
        window.see("Syncing is stopped.");
        window.click("mend");
        window.see("All is well.");

        assertThat(server.starts()).isEqualTo(2);
    }

    @Test
    void whatKeepsItFromStartingIsSaidAndTriedAgain() throws Exception {
        server.failToStart("Port 3031 is taken by another program. Choose another port.");
        server.start();
        open();
        window.see("Port 3031 is taken");
        server.failToStart(null);
        window.choose("Try again");

        window.see("Nobody is signed in yet.");
    }

    @Test
    void whoIsConnectedAndWhatSyncedTodayIsToldOnTheFirstPage() throws Exception {
        openWithLibrary();

        window.see("Library");
        assertThat(window.labels()).contains("Now", "Today", "812 changes in 5 documents");
    }

    @Test
    void anAppIsLookedAtAndCutOff() throws Exception {
        openWithLibrary();
        window.click("page-apps");
        window.click("app-" + LIBRARY);
        window.see("xyz.groundmist.library");
        window.see("Synced 4 documents");
        window.click("cut-off");
        window.see("Cut off Library?");
        window.choose("Keep it");
        assertThat(server.asked).isEmpty();
        window.click("cut-off");
        window.hand.clickOn("#dialog .cut");

        window.see("No apps yet");
        assertThat(server.asked).containsExactly("cut off " + LIBRARY);
    }

    @Test
    void anAppMayOnlyReadAndThenWriteAgain() throws Exception {
        openWithLibrary();
        window.click("page-apps");
        window.click("app-" + LIBRARY);
        window.choose("Read only");
        window.see("Reads only");
        window.choose("Let it write");
        window.choose("Reading only");
        window.choose("Let it write");
        window.see("Let Library write?");
        window.choose("Let it write");
        window.see("Reads and writes");

        assertThat(server.asked).containsExactly(LIBRARY + " may read", LIBRARY + " may write");
    }

    @Test
    void whatCannotBeDoneIsSaidWhereItWasAsked() throws Exception {
        openWithLibrary();
        window.click("page-apps");
        window.click("app-" + LIBRARY);
        server.refuse(new ControlException("That could not be written down. Make room."));
        window.click("cut-off");
        window.hand.clickOn("#dialog .cut");

        window.see("That could not be written down. Make room.");
        window.see("Library");
    }

    @Test
    void stoppedTheListOfAppsSaysSo() throws Exception {
        open();
        window.click("page-apps");

        window.see("Start it to see your apps.");
    }

    @Test
    void anAppAsksAndIsAllowed() throws Exception {
        openWithLibrary();
        server.request("K7-QM", "Quill", "https://quill.example", "account");
        window.see("Quill wants to sync");
        window.see("K7-QM");
        window.see("It proved that it is signed in as you.");
        assertThat(window.scene().getFocusOwner().getId()).isEqualTo("dialog");
        window.choose("Allow");

        window.await(() -> server.asked.contains("approve K7-QM"));
        window.seeNoMore("Quill wants to sync");
    }

    @Test
    void anAppIsAllowedToReadOnlyAndAnotherIsRefused() throws Exception {
        openWithLibrary();
        server.request("K7-QM", "Quill", "https://quill.example", "account");
        server.request("M2-XP", "Trellis", "https://trellis.example", "key");
        window.choose("Allow reading only");
        window.see("Trellis wants to sync");
        window.see("It is an older app and can’t prove who uses it.");
        window.seeNoMore("M2-XP");
        window.choose("Refuse");

        window.seeNoMore("Trellis wants to sync");
        assertThat(server.asked).containsExactly("approve K7-QM for reading", "refuse M2-XP");
    }

    @Test
    void escapeDecidesNothingAndTheAppCanBeReviewedLater() throws Exception {
        openWithLibrary();
        server.request("K7-QM", "Quill", "https://quill.example", "account");
        window.see("Quill wants to sync");
        window.press(KeyCode.ESCAPE);
        window.seeNoMore("Quill wants to sync");
        assertThat(server.asked).isEmpty();

        window.click("page-apps");
        window.see("1 app is asking for access");
        window.choose("Review");
        window.see("Quill wants to sync");
    }

    @Test
    void neitherEnterNorSpaceAnswersADialogueThatJustCameUp() throws Exception {
        openWithLibrary();
        server.request("K7-QM", "Quill", "https://quill.example", "account");
        window.see("Quill wants to sync");
        window.press(KeyCode.ENTER);
        window.press(KeyCode.SPACE);

        assertThat(server.asked).isEmpty();
        window.see("Quill wants to sync");
    }

    @Test
    void aDialogueGoesWhenTheAppWasAnsweredElsewhere() throws Exception {
        openWithLibrary();
        server.request("K7-QM", "Quill", "https://quill.example", "account");
        window.see("Quill wants to sync");
        server.decide("K7-QM");

        window.seeNoMore("Quill wants to sync");
    }

    @Test
    void theKeyboardStaysInTheDialogue() throws Exception {
        openWithLibrary();
        server.request("K7-QM", "Quill", "https://quill.example", "account");
        window.see("Quill wants to sync");
        for (int i = 0; i < 12; i++) {
            window.press(KeyCode.TAB);
            Node focused = window.scene().getFocusOwner();
            assertThat(isIn(focused, window.node("dialog"))).as("%s", focused).isTrue();
        }
    }

    private static boolean isIn(Node node, Node parent) {
        for (Node n = node; n != null; n = n.getParent()) if (n == parent) return true;
        return false;
    }

    @Test
    void anInvitationIsMadeAndItsLinkCopied() throws Exception {
        openWithLibrary();
        window.click("connect");
        window.click("connect-invite");
        window.click("make");
        window.see("https://anna.example.org/#invitation=");
        window.see("Good for 1:58 more");
        window.click("copy-link");

        assertThat(OpenWindow.on(() -> Clipboard.getSystemClipboard().getString()))
                .startsWith("https://anna.example.org/#invitation=");
        assertThat(server.asked).containsExactly("invite xyz.groundmist.library ");
    }

    @Test
    void anInvitationThatIsRefusedSaysWhyAndKeepsWhatWasTyped() throws Exception {
        openWithLibrary();
        server.refuse(new ControlException("“nonsense” names no space."));
        window.click("connect");
        window.click("connect-invite");
        window.type("space", "nonsense");
        window.click("make");

        window.see("“nonsense” names no space.");
        window.see("nonsense");
    }

    @Test
    void anOlderAppMayAskForSomeMinutes() throws Exception {
        openWithLibrary();
        window.click("page-apps");
        window.click("connect-app");
        window.click("connect-older");
        window.see("An older app may ask for 5:00 more");
        window.choose("Close");

        window.seeNoMore("An older app may ask");
        assertThat(server.asked).containsExactly("open the window", "close the window");
    }

    @Test
    void anotherPortIsTypedAndWorksAtOnce() throws Exception {
        openWithLibrary();
        window.click("page-settings");
        window.see("3031");
        window.type("port", "4040");
        window.press(KeyCode.ENTER);

        window.await(() -> server.starts() == 2);
        assertThat(Files.readString(folder.resolve("settings.json"))).contains("4040");
    }

    @Test
    void aPortThatIsNoneIsSaidAndCanBeMended() throws Exception {
        openWithLibrary();
        window.click("page-settings");
        window.see("3031");
        window.type("port", "99999");
        window.press(KeyCode.ENTER);
        window.see("A port is a number from 1 to 65535.");
        window.type("port", "3031");
        window.press(KeyCode.ENTER);

        window.seeNoMore("A port is a number from 1 to 65535.");
        assertThat(server.starts()).isEqualTo(1);
    }

    @Test
    void theSwitchForStartingAtLoginIsThrown() throws Exception {
        var login = new OpenWindow.Switch();
        window = new OpenWindow(folder, server, login, Map.of());
        window.click("page-settings");
        window.click("at-login");

        window.await(() -> login.on);
    }

    @Test
    void aSwitchThatCannotBeThrownGoesBackAndSaysWhy() throws Exception {
        var login =
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
        window = new OpenWindow(folder, server, login, Map.of());
        window.click("page-settings");
        window.click("at-login");

        window.see("list of programs to start can’t be written");
        assertThat(((ToggleSwitch) window.node("at-login")).isSelected()).isFalse();
        Thread.sleep(500); // it stays, so that it can be read
        window.see("list of programs to start can’t be written");
    }

    @Test
    void otherComputersAreNoMoreLookedForAndThenAgain() throws Exception {
        openWithLibrary();
        window.click("page-settings");
        window.see("Find my other computers at home");
        window.await(() -> ((ToggleSwitch) window.node("lan")).isSelected());
        window.click("lan");
        window.await(() -> server.starts() == 2);
        assertThat(Files.readString(folder.resolve("settings.json"))).contains("\"lan\" : false");
        window.click("lan");

        window.await(() -> server.starts() == 3);
        assertThat(Files.readString(folder.resolve("settings.json"))).contains("\"lan\" : true");
    }

    @Test
    void settingsThatCannotBeWrittenAreSaidAndTheSwitchGoesBack() throws Exception {
        openWithLibrary();
        window.click("page-settings");
        window.await(() -> ((ToggleSwitch) window.node("lan")).isSelected());
        Files.writeString(folder.resolve("settings.json"), "{ nonsense");
        window.click("lan");

        window.see("isn't valid JSON");
        window.await(() -> ((ToggleSwitch) window.node("lan")).isSelected());
        assertThat(server.starts()).isEqualTo(1);
    }

    @Test
    void whereTheSignInIsKeptIsTold() throws Exception {
        server.signedIn("anna.test");
        openWithLibrary();
        window.click("page-settings");

        window.see("It is kept in your keyring.");
    }

    @Test
    void whereTheSystemHasNoSuchThingTheSwitchIsAbsent() throws Exception {
        window = new OpenWindow(folder, server, null, Map.of("PORT", "4711"));
        window.click("page-settings");

        window.see("Set by the variable PORT of the environment.");
        assertThat(window.labels()).doesNotContain("Start when I log in");
        assertThat(window.node("port").isDisabled()).isTrue();
    }

    @Test
    void darkIsDarkAtOnceAndAtTheNextStart() throws Exception {
        open();
        window.click("page-settings");
        window.click("theme-dark");
        assertThat(window.scene().getPreferences().getColorScheme().name()).isEqualTo("DARK");
        window.close();
        open();

        assertThat(window.model.preferences().theme().now()).isEqualTo(Preferences.Theme.DARK);
        assertThat(window.scene().getPreferences().getColorScheme().name()).isEqualTo("DARK");
    }

    @Test
    void theFolderIsOpenedAndTheProgramIsQuit() throws Exception {
        open();
        window.click("page-settings");
        window.choose("Open");
        ByKeyboard.press(window, "quit");

        assertThat(window.outside).containsExactly("open " + folder.toUri(), "quit");
    }

    @Test
    void theLogIsFilteredAndAReportCopied() throws Exception {
        Path log = Files.createDirectories(folder.resolve("logs")).resolve("groundmist-sync.log");
        Files.writeString(
                log,
                """
                2026-11-22T08:01:12.003Z INFO  x.Home Listens
                2026-11-22T09:15:40.120Z WARN  x.Room The disk is nearly full
                """);
        open();
        window.click("page-log");
        window.see("Listens");
        window.click("problems");
        window.seeNoMore("Listens");
        window.see("The disk is nearly full");
        window.click("problems");
        window.type("filter", "listen");
        window.seeNoMore("The disk is nearly full");
        window.click("report");
        window.see("Copied.");

        assertThat(OpenWindow.on(() -> Clipboard.getSystemClipboard().getString()))
                .contains("The disk is nearly full", "State: stopped");
    }

    @Test
    void theLogShowsWhatComesWhileItIsInSight() throws Exception {
        open();
        window.click("page-log");
        window.see("Nothing has happened yet.");
        Path log = Files.createDirectories(folder.resolve("logs")).resolve("groundmist-sync.log");
        Files.writeString(log, "2026-11-22T08:01:12.003Z INFO  x.Home Listens\n");

        window.see("Listens");
    }

    @Test
    void closedWithoutAnIconItIsMinimisedAndNeverHidden() throws Exception {
        open();
        OpenWindow.on(() -> {
            window.keeper.close();
            return true;
        });

        assertThat(window.stage.isShowing()).isTrue();
        assertThat(window.stage.isIconified()).isTrue();
    }

    @Test
    void closedForTheFirstTimeItSaysThatItGoesOn() throws Exception {
        open();
        OpenWindow.on(() -> {
            window.keeper.hosted(true);
            window.keeper.close();
            return true;
        });
        window.see("Syncing goes on");
        window.choose("Close the window");

        assertThat(window.stage.isShowing()).isFalse();
    }

    @Test
    void everythingIsReachedWithTheKeyboard() throws Exception {
        openWithLibrary();
        window.press(KeyCode.CONTROL, KeyCode.DIGIT2);
        window.see("Reads and writes");
        OpenWindow.on(() -> {
            window.node("app-" + LIBRARY).requestFocus();
            return true;
        });
        window.press(KeyCode.ENTER);
        window.see("What it did");
        window.press(KeyCode.ESCAPE);
        OpenWindow.on(() -> {
            window.node("page-apps").requestFocus();
            return true;
        });
        window.press(KeyCode.DOWN);
        window.press(KeyCode.DOWN);
        window.press(KeyCode.DOWN);
        window.press(KeyCode.SPACE);

        window.see("No address yet");
        assertThat(window.model.page().now()).isEqualTo(Page.ADDRESS);
    }

    @Test
    void everyControlHasANameForScreenReaders() throws Exception {
        openWithLibrary();
        for (Page page : Page.values()) {
            OpenWindow.on(() -> {
                window.model.page().set(page);
                return true;
            });
            window.settle();
            List<String> nameless = new ArrayList<>();
            nameless(window.scene().getRoot(), nameless);
            assertThat(nameless).as(page.name()).isEmpty();
        }
    }

    private static void nameless(Node node, List<String> found) {
        if (node.isFocusTraversable() && node.isVisible() && name(node).isBlank()) {
            found.add(node.toString());
        }
        if (node instanceof ComboBoxBase<?> || node instanceof ListView<?>) return;
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> nameless(child, found));
        }
    }

    @Test
    void whatBecomesOfAnAnswerThatComesTooLateIsSaid() throws Exception {
        openWithLibrary();
        server.request("K7-QM", "Quill", "https://quill.example", "account");
        window.see("Quill wants to sync");
        server.refuse(new ControlException("No app with this code waits any more."));
        window.choose("Allow");

        window.see("No app with this code waits any more.");
    }

    @Test
    void minutesForAnOlderAppThatCannotBeGivenAreSaid() throws Exception {
        openWithLibrary();
        server.refuse(new ControlException("This server has no owner yet. Sign in first."));
        window.click("connect");
        window.click("connect-older");
        window.click("page-apps");

        window.see("This server has no owner yet. Sign in first.");
    }

    private static String name(Node node) {
        String given = node.getAccessibleText();
        if (given != null) return given;
        return node instanceof ButtonBase button && button.getText() != null
                ? button.getText()
                : "";
    }

    @Test
    void noWordsAreCutInANarrowWindowWithLargeText() throws Exception {
        openWithLibrary();
        server.publicUrl("https://anna.example.org");
        OpenWindow.on(() -> {
            window.window.textScale(1.45);
            window.stage.setWidth(720);
            window.stage.setHeight(620);
            return true;
        });
        server.devices(
                List.of(FakeServer.device("office", "internet", 412)),
                List.of(),
                FakeServer.pairing("idle"));
        for (Page page : Page.values()) {
            OpenWindow.on(() -> {
                window.model.page().set(page);
                return true;
            });
            window.settle();
            List<String> cut = new ArrayList<>();
            OpenWindow.on(() -> {
                window.scene().getRoot().applyCss();
                window.scene().getRoot().layout();
                cut(window.scene().getRoot(), cut);
                return true;
            });
            assertThat(cut).as(page.name()).isEmpty();
        }
        assertThat(((Labeled) window.scene().lookup(".lead")).getFont().getSize())
                .isEqualTo(20 * 1.071, within(0.1));
    }

    private static void cut(Node node, List<String> found) {
        if (!node.isVisible() || node instanceof TextInputControl) return;
        if (node instanceof Labeled label && label.getText() != null) {
            for (Node child : label.getChildrenUnmodifiable()) {
                if (child instanceof Text text
                        && !(child instanceof FontIcon)
                        && !text.getText().replace("\n", "").equals(label.getText())) {
                    found.add(label.getText() + " → " + text.getText());
                }
            }
        }
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> cut(child, found));
        }
    }

    @Test
    void thePanelOfAnAppHasTheNarrowWindowForItself() throws Exception {
        openWithLibrary();
        OpenWindow.on(() -> {
            window.stage.setWidth(720);
            return true;
        });
        window.click("page-apps");
        window.click("app-" + LIBRARY);
        window.see("What it did");
        assertThat(window.labels()).doesNotContain("Connect an app");
        window.click("close-panel");

        window.see("Connect an app");
    }

    @Test
    void theLettersAreTheOnesTheStyleSheetNames() throws Exception {
        open();
        Node title = window.scene().lookup(".h1");

        assertThat(((Labeled) title).getFont().getFamily()).isEqualTo("Inter SemiBold");
        assertThat(((Labeled) window.scene().lookup(".lead")).getFont().getFamily())
                .isEqualTo("Inter");
    }

    @Test
    void aDialogueIsOneForScreenReadersToo() throws Exception {
        openWithLibrary();
        window.click("connect");

        assertThat(window.node("dialog").getAccessibleRole()).isEqualTo(AccessibleRole.DIALOG);
        assertThat(window.node("dialog").getAccessibleText()).isEqualTo("Connect an app");
    }

    @Test
    void typedInAFieldThatWasLeftItCounts() throws Exception {
        openWithLibrary();
        window.click("page-settings");
        window.see("3031");
        window.type("public-url", "sync.example.org");
        window.press(KeyCode.TAB);

        window.await(() -> ((TextField) window.node("public-url")).getText().startsWith("https"));
        assertThat(server.status().now().condition()).isEqualTo(Condition.RUNNING);
    }
}
