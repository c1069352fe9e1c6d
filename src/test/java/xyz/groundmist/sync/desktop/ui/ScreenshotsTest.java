package xyz.groundmist.sync.desktop.ui;

import javafx.application.ColorScheme;
import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import xyz.groundmist.sync.desktop.model.FakeDocuments;
import xyz.groundmist.sync.desktop.model.FakeServer;
import xyz.groundmist.sync.desktop.model.Page;
import xyz.groundmist.sync.home.BackupContents;
import xyz.groundmist.sync.home.BackupEntry;
import xyz.groundmist.sync.home.BackupState;
import xyz.groundmist.sync.home.ControlException;
import xyz.groundmist.sync.home.FoundFolder;
import xyz.groundmist.sync.home.Reaches;
import xyz.groundmist.sync.home.RehearsalEntry;
import xyz.groundmist.sync.home.RestoreResult;
import xyz.groundmist.sync.home.TransferState;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Pictures of every screen in light and dark: {@code mvn test -Dtest=ScreenshotsTest
 * -Dscreenshots=docs/screenshots}.
 */
@EnabledIfSystemProperty(named = "screenshots", matches = ".+")
class ScreenshotsTest {
    private static final Path OUT = Path.of(System.getProperty("screenshots", "target"));

    /** The same for everybody, as one picture shows its name. */
    private final Path folder = Path.of("target", "groundmist-sync");

    @BeforeEach
    void clear() throws IOException {
        Files.createDirectories(folder.resolve("logs"));
        for (String name :
                List.of("window.properties", "settings.json", "logs/groundmist-sync.log")) {
            Files.deleteIfExists(folder.resolve(name));
        }
    }

    @FunctionalInterface
    private interface Scenario {
        void play(OpenWindow window) throws Exception;
    }

    private void take(String name, FakeServer server, Scenario scenario) throws Exception {
        take(name, 900, 620, server, scenario);
    }

    private void take(String name, int width, int height, FakeServer server, Scenario scenario)
            throws Exception {
        try (var window = new OpenWindow(folder, server)) {
            scenario.play(window);
            window.settle();
            for (ColorScheme scheme : ColorScheme.values()) {
                String file = "%s-%s.png".formatted(name, scheme.name().toLowerCase(Locale.ROOT));
                Pictures.write(window.picture(scheme, width, height), OUT.resolve(file));
            }
        }
    }

    private static FakeServer running() {
        var server = new FakeServer();
        server.app("a1b2c3d4", "Library", "https://library.groundmist.xyz", false, 2);
        server.app("e5f6g7h8", "Quill Notes", "https://quill.example", false, 64);
        server.app("j9k0m1n2", "Calm Calendar", "https://calm.example", true, 60 * 20);
        server.app(
                "p3q4r5s6", "prototype", "Trellis", "https://trellis.example", false, 60 * 24 * 19);
        lead(server, "a1b2c3d4", 4, 3);
        lead(server, "e5f6g7h8", 7, 2);
        lead(server, "j9k0m1n2", 5, 1);
        server.happened("a1b2c3d4", "approved", 60 * 24 * 30);
        server.publicUrl("https://anna.example.org");
        server.signedIn("anna.test");
        server.account("signed_in", "anna.example.org");
        server.start();
        return server;
    }

    /** A month of an app. */
    private static void lead(FakeServer server, String id, int step, int most) {
        if (most == 3) server.connected(id, 12, null, 4);
        for (int day = 1; day < 30; day++) {
            int documents = (int) Math.round(most * (1.2 + Math.sin(day * step / 5.0)));
            Instant until = FakeServer.NOW.minus(day, ChronoUnit.DAYS);
            if (documents > 0) server.connected(id, day * 1440L, until, documents);
        }
    }

    private static void go(OpenWindow window, Page page) throws Exception {
        OpenWindow.on(() -> {
            window.model.page().set(page);
            return true;
        });
        window.settle();
    }

    @Test
    void home() throws Exception {
        FakeServer server = withDevices();
        server.reach(Reaches.wellThroughNgrok());
        take("home", server, window -> window.see("All is well."));
    }

    @Test
    void homeWithLargeText() throws Exception {
        take(
                "home-large-text",
                withDevices(),
                window ->
                        OpenWindow.on(() -> {
                            window.window.textScale(1.5);
                            return true;
                        }));
    }

    private static FakeServer withDocuments() {
        FakeServer server = running();
        Shelf.readingList(server.documents);
        Shelf.others(server.documents);
        return server;
    }

    /** Opened, with its titles there. */
    private static void goToDocuments(OpenWindow window) throws Exception {
        go(window, Page.DOCUMENTS);
        window.see("Garden plan");
    }

    private static void read(OpenWindow window, int step) throws Exception {
        goToDocuments(window);
        window.choose("Reading list");
        window.see("step 4 of 4");
        OpenWindow.on(() -> {
            window.model.documents().document().step(step);
            return true;
        });
        window.see("step " + (step + 1) + " of 4");
    }

    @Test
    void documents() throws Exception {
        take("documents", withDocuments(), ScreenshotsTest::goToDocuments);
    }

    @Test
    void documentOpened() throws Exception {
        take("document", withDocuments(), window -> read(window, 2));
    }

    @Test
    void documentDiff() throws Exception {
        take(
                "document-changes",
                withDocuments(),
                window -> {
                    read(window, 2);
                    window.click("pane-since");
                    window.see("books › 2 › note");
                });
    }

    @Test
    void documentNarrow() throws Exception {
        take(
                "document-narrow",
                720,
                520,
                withDocuments(),
                window -> {
                    window.picture(ColorScheme.LIGHT, 720, 520);
                    read(window, 2);
                });
    }

    @Test
    void documentsNarrow() throws Exception {
        take("documents-narrow", 640, 520, withDocuments(), ScreenshotsTest::goToDocuments);
    }

    @Test
    void documentWithLargeText() throws Exception {
        take(
                "document-large-text",
                withDocuments(),
                window -> {
                    read(window, 2);
                    OpenWindow.on(() -> {
                        window.window.textScale(1.5);
                        return true;
                    });
                });
    }

    @Test
    void bringBack() throws Exception {
        take(
                "document-bring-back",
                withDocuments(),
                window -> {
                    read(window, 1);
                    window.click("bring-back");
                });
    }

    @Test
    void deletedAndExported() throws Exception {
        FakeServer server = withDocuments();
        server.documents.transfers(new TransferState(214, 412, null, null));
        take(
                "documents-undo",
                server,
                window -> {
                    goToDocuments(window);
                    window.choose("Reading list");
                    window.click("delete-document");
                    window.see("Deleted “Reading list”.");
                    window.files.next = Path.of("/home/anna/documents");
                    window.click("export");
                    window.click("export-where");
                    window.see("214 of 412 documents");
                });
    }

    @Test
    void recentlyDeleted() throws Exception {
        FakeServer server = withDocuments();
        server.documents.vanish(FakeDocuments.key("3Gard111111111111111111garda"));
        take(
                "documents-deleted",
                server,
                window -> {
                    go(window, Page.DOCUMENTS);
                    window.click("recently-deleted");
                    window.see("deleted 2 h ago");
                });
    }

    @Test
    void exporting() throws Exception {
        take(
                "documents-export",
                withDocuments(),
                window -> {
                    goToDocuments(window);
                    window.choose("Reading list");
                    window.click("export-document");
                });
    }

    @Test
    void importing() throws Exception {
        FakeServer server = withDocuments();
        server.documents.left(
                new FoundFolder("/data/xyz/groundmist/old", "xyz.groundmist.old", 45));
        take(
                "documents-import",
                server,
                window -> {
                    goToDocuments(window);
                    window.click("import");
                    window.see("45 documents of");
                });
    }

    @Test
    void documentsEmpty() throws Exception {
        take(
                "documents-empty",
                running(),
                window -> {
                    go(window, Page.DOCUMENTS);
                    window.see("Nothing here yet.");
                });
    }

    private static FakeServer withDevices() {
        FakeServer server = running();
        server.devices(
                List.of(
                        FakeServer.device("laptop", "lan", 0),
                        FakeServer.device("office", "internet", 412),
                        FakeServer.device("cottage", null, 0)),
                List.of("192.168.1.30:3032"),
                FakeServer.pairing("idle"));
        return server;
    }

    @Test
    void devices() throws Exception {
        take(
                "devices",
                withDevices(),
                window -> {
                    go(window, Page.DEVICES);
                    window.see("At home");
                });
    }

    @Test
    void devicesEmpty() throws Exception {
        take(
                "devices-empty",
                running(),
                window -> {
                    go(window, Page.DEVICES);
                    window.see("No other computers yet");
                });
    }

    @Test
    void devicesPaired() throws Exception {
        take(
                "devices-paired",
                withDevices(),
                window -> {
                    go(window, Page.DEVICES);
                    window.choose("Pair");
                    window.see("K7Q-M4W");
                    window.choose("It is the same");
                    window.see("Paired with laptop");
                });
    }

    @Test
    void devicesNarrow() throws Exception {
        take(
                "devices-narrow",
                560,
                520,
                withDevices(),
                window -> {
                    go(window, Page.DEVICES);
                    window.see("At home");
                });
    }

    @Test
    void pairingWaits() throws Exception {
        take(
                "devices-pair",
                withDevices(),
                window -> {
                    go(window, Page.DEVICES);
                    window.click("pair-device");
                    window.see("5:00");
                });
    }

    @Test
    void pairingCompares() throws Exception {
        take(
                "devices-compare",
                withDevices(),
                window -> {
                    go(window, Page.DEVICES);
                    window.choose("Pair");
                    window.see("K7Q-M4W");
                });
    }

    @Test
    void homeStopped() throws Exception {
        take("home-stopped", new FakeServer(), window -> window.see("stopped"));
    }

    @Test
    void homeFailed() throws Exception {
        var server = new FakeServer();
        server.failToStart(
                "Port 3031 is taken by another program. Stop that one, or choose another port.");
        server.start();
        take("home-failed", server, window -> window.see("Port 3031"));
    }

    @Test
    void homeWithoutApps() throws Exception {
        var server = new FakeServer();
        server.start();
        take("home-first", server, window -> window.see("Ready"));
    }

    @Test
    void homeNarrow() throws Exception {
        take("home-narrow", 560, 520, running(), window -> window.see("All is well."));
    }

    @Test
    void apps() throws Exception {
        take(
                "apps",
                running(),
                window -> {
                    go(window, Page.APPS);
                    window.click("app-a1b2c3d4");
                });
    }

    @Test
    void appsNarrow() throws Exception {
        take(
                "apps-narrow",
                720,
                520,
                running(),
                window -> {
                    go(window, Page.APPS);
                    window.click("app-a1b2c3d4");
                });
    }

    @Test
    void letWrite() throws Exception {
        take(
                "apps-let-write",
                running(),
                window -> {
                    go(window, Page.APPS);
                    window.click("app-j9k0m1n2");
                    window.click("access");
                    window.see("Let Calm Calendar write?");
                });
    }

    @Test
    void appsEmpty() throws Exception {
        var server = new FakeServer();
        server.start();
        take("apps-empty", server, window -> go(window, Page.APPS));
    }

    @Test
    void cutOff() throws Exception {
        take(
                "cut-off",
                running(),
                window -> {
                    go(window, Page.APPS);
                    window.click("app-a1b2c3d4");
                    window.click("cut-off");
                });
    }

    @Test
    void approval() throws Exception {
        var server = running();
        server.request("K7-QM", "Library", "https://library.groundmist.xyz", "account");
        server.request("M2-XP", "Trellis", "https://trellis.example", "key");
        take("approval", server, window -> window.see("K7-QM"));
    }

    @Test
    void approvalOfAnOlderApp() throws Exception {
        var server = running();
        server.request("M2-XP", "Trellis", "https://trellis.example", "key");
        take("approval-older", server, window -> window.see("Trellis wants to sync"));
    }

    @Test
    void asking() throws Exception {
        var server = running();
        server.openWindow(Duration.ofMinutes(5));
        server.request("K7-QM", "Library", "https://library.groundmist.xyz", "account");
        server.request("M2-XP", "Trellis", "https://trellis.example", "key");
        take(
                "apps-asking",
                server,
                window -> {
                    window.see("K7-QM");
                    window.press(KeyCode.ESCAPE);
                    go(window, Page.APPS);
                });
    }

    @Test
    void connect() throws Exception {
        take("connect", running(), window -> window.click("connect"));
    }

    @Test
    void invitation() throws Exception {
        take(
                "invitation",
                running(),
                window -> {
                    window.click("connect");
                    window.click("connect-invite");
                    window.click("make");
                    window.see("Good for");
                });
    }

    @Test
    void invite() throws Exception {
        take(
                "invite",
                running(),
                window -> {
                    window.click("connect");
                    window.click("connect-invite");
                });
    }

    @Test
    void address() throws Exception {
        take("address", running(), window -> go(window, Page.ADDRESS));
    }

    @Test
    void addressNotPublished() throws Exception {
        var server = running();
        server.account("signed_in", null);
        take("address-unpublished", server, window -> go(window, Page.ADDRESS));
    }

    @Test
    void addressThatDoesNotLast() throws Exception {
        var server = running();
        server.account("signed_in", null);
        take(
                "address-throwaway",
                server,
                window -> {
                    go(window, Page.ADDRESS);
                    server.refuse(
                            new ControlException(
                                    "This address lasts only as long as its tunnel, and then it may"
                                        + " be somebody else's. Choose a lasting one, or publish it"
                                        + " all the same: it is taken away when you stop using the"
                                        + " tunnel.",
                                    ControlException.Leave.ANYWAY));
                    ByKeyboard.press(window, "publish");
                    window.see("lasts only as long as its tunnel");
                    window.see("Publish it all the same");
                });
    }

    /** The set-up at a step, by pressing on. */
    private void setUp(String name, FakeServer server, int steps) throws Exception {
        take(
                name,
                server,
                window -> {
                    window.see("Welcome");
                    for (int i = 0; i < steps; i++) {
                        OpenWindow.on(() -> {
                            window.model.firstRun().next();
                            return true;
                        });
                    }
                });
    }

    private static FakeServer fresh() {
        var server = new FakeServer();
        server.empty();
        server.start();
        return server;
    }

    @Test
    void setUpWelcome() throws Exception {
        setUp("set-up-1-welcome", fresh(), 0);
    }

    @Test
    void setUpSignIn() throws Exception {
        setUp("set-up-2-sign-in", fresh(), 1);
    }

    @Test
    void setUpWaiting() throws Exception {
        take(
                "set-up-2-waiting",
                fresh(),
                window -> {
                    window.click("setup-next");
                    window.type("who", "anna.test");
                    window.click("sign-in");
                    window.see("Waiting for your browser");
                });
    }

    @Test
    void setUpWithoutABrowser() throws Exception {
        take(
                "set-up-2-no-browser",
                fresh(),
                window -> {
                    window.noBrowser = true;
                    window.click("setup-next");
                    window.type("who", "anna.test");
                    window.click("sign-in");
                    window.see("No browser could be opened");
                });
    }

    @Test
    void setUpReach() throws Exception {
        setUp("set-up-3-reach", fresh(), 2);
    }

    @Test
    void setUpNgrok() throws Exception {
        take(
                "set-up-3-ngrok",
                fresh(),
                window -> {
                    for (int i = 0; i < 2; i++) {
                        OpenWindow.on(() -> {
                            window.model.firstRun().next();
                            return true;
                        });
                    }
                    ByKeyboard.press(window, "reach-ngrok");
                    window.see("Authtoken, from dashboard.ngrok.com");
                });
    }

    @Test
    void addressThroughATunnel() throws Exception {
        var server = running();
        server.reach(Reaches.wellThroughNgrok());
        take(
                "address-tunnel",
                server,
                window -> {
                    go(window, Page.ADDRESS);
                    window.see("Back here");
                });
    }

    @Test
    void addressNotReachable() throws Exception {
        var server = running();
        server.reach(Reaches.refusedByNgrok());
        take(
                "address-wrong",
                server,
                window -> {
                    go(window, Page.ADDRESS);
                    window.see("doesn't accept the authtoken");
                });
    }

    @Test
    void addressUnknownKey() throws Exception {
        var server = running();
        server.reach(Reaches.unknownSshServer());
        take(
                "address-key",
                server,
                window -> {
                    go(window, Page.ADDRESS);
                    window.see("Compare the whole key");
                });
    }

    @Test
    void addressWays() throws Exception {
        var server = running();
        server.reach(Reaches.none());
        take(
                "address-ways",
                900,
                900,
                server,
                window -> {
                    go(window, Page.ADDRESS);
                    window.click("reach-ngrok");
                });
    }

    @Test
    void setUpPublish() throws Exception {
        take(
                "set-up-4-publish",
                fresh(),
                window -> {
                    window.click("setup-next");
                    window.server.signedIn("anna.test");
                    window.server.publicUrl("https://anna.example.org");
                    window.server.account("signed_in", null);
                    window.see("@anna.test");
                    window.click("setup-next");
                    window.click("setup-next");
                    window.see("Anyone can see");
                });
    }

    @Test
    void setUpAtLogin() throws Exception {
        setUp("set-up-5-at-login", fresh(), 4);
    }

    @Test
    void setUpDone() throws Exception {
        setUp("set-up-6-done", fresh(), 5);
    }

    @Test
    void settings() throws Exception {
        take("settings", running(), window -> go(window, Page.SETTINGS));
    }

    private static FakeServer backedUp() {
        FakeServer server = running();
        Instant made = FakeServer.NOW.minus(3, ChronoUnit.HOURS);
        String file = "/media/disk/groundmist-sync-20261122-113200.backup.zip";
        server.backups(
                new BackupState(
                        "/media/disk",
                        24,
                        7,
                        new BackupEntry(file, made, 3_400_000, 1_204),
                        null,
                        new RehearsalEntry(
                                file, made.plus(1, ChronoUnit.MINUTES), made, 1_204, null)));
        server.backupHolds(new BackupContents(made, 3, 1_204, true));
        server.restores(
                new RestoreResult(
                        made,
                        3,
                        1_204,
                        4,
                        List.of("laptop", "cottage"),
                        List.of(),
                        true,
                        false,
                        "/home/anna/.local/share/groundmist-sync/before-restore-20261122-143200"));
        return server;
    }

    @Test
    void backups() throws Exception {
        take(
                "backups",
                900,
                1_000,
                backedUp(),
                window -> {
                    go(window, Page.SETTINGS);
                    window.see("All its 1,204 documents");
                });
    }

    @Test
    void backupsNarrow() throws Exception {
        FakeServer server = backedUp();
        BackupState well = server.backups();
        BackupEntry last = Objects.requireNonNull(well.last());
        server.backups(
                new BackupState(
                        well.folder(),
                        168,
                        7,
                        last,
                        new BackupState.Failure(
                                FakeServer.NOW.minusSeconds(600),
                                "There isn't room enough on the disk of /media/disk: 812 MB are"
                                        + " needed and 97 MB are free. Free some space, and try"
                                        + " again."),
                        new RehearsalEntry(
                                last.file(),
                                FakeServer.NOW.minusSeconds(1_200),
                                null,
                                0,
                                "It is damaged.")));
        take(
                "backups-wrong",
                560,
                1_000,
                server,
                window -> {
                    go(window, Page.SETTINGS);
                    window.see("812 MB are needed");
                });
    }

    @Test
    void backUp() throws Exception {
        take(
                "back-up",
                backedUp(),
                window -> {
                    go(window, Page.SETTINGS);
                    ByKeyboard.press(window, "back-up");
                    window.click("backup-secrets");
                });
    }

    @Test
    void restore() throws Exception {
        take(
                "restore",
                900,
                760,
                backedUp(),
                window -> {
                    go(window, Page.SETTINGS);
                    window.files.next = Path.of("/media/disk/old.backup.zip");
                    ByKeyboard.press(window, "restore");
                    window.see("Bring back the backup of");
                });
    }

    @Test
    void restored() throws Exception {
        take(
                "restore-done",
                backedUp(),
                window -> {
                    go(window, Page.SETTINGS);
                    window.files.next = Path.of("/media/disk/old.backup.zip");
                    ByKeyboard.press(window, "restore");
                    window.see("Bring back the backup of");
                    ByKeyboard.press(window, "bring-back");
                    window.see("It is back.");
                });
    }

    @Test
    void restoreUnfit() throws Exception {
        FakeServer server = backedUp();
        server.backupHolds(null);
        take(
                "restore-unfit",
                server,
                window -> {
                    go(window, Page.SETTINGS);
                    window.files.next = Path.of("/media/disk/old.backup.zip");
                    ByKeyboard.press(window, "restore");
                    window.see("This backup can't be used");
                });
    }

    @Test
    void homePaused() throws Exception {
        FakeServer server = running();
        server.pauseApps();
        server.problem("4 apps are paused and wait for you to confirm, in the list of apps.");
        take("home-paused", server, window -> window.see("Something waits for you to confirm it."));
    }

    @Test
    void appsPaused() throws Exception {
        FakeServer server = running();
        server.pauseApps();
        take(
                "apps-paused",
                server,
                window -> {
                    go(window, Page.APPS);
                    window.click("app-a1b2c3d4");
                });
    }

    @Test
    void devicesRestored() throws Exception {
        FakeServer server = running();
        server.devices(
                List.of(
                        FakeServer.restored("laptop", "paused", null),
                        FakeServer.restored("office", "former", "192.168.1.30:3032")),
                List.of(),
                FakeServer.pairing("idle"));
        take(
                "devices-restored",
                server,
                window -> {
                    go(window, Page.DEVICES);
                    window.see("until you confirm it");
                });
    }

    @Test
    void log() throws Exception {
        Path log = Files.createDirectories(folder.resolve("logs")).resolve("groundmist-sync.log");
        Files.writeString(
                log,
                """
                2026-11-22T08:01:12.003Z INFO  x.g.sync.home.Home Version 0.1.0 listens on http://127.0.0.1:3031
                2026-11-22T09:15:40.120Z INFO  x.g.sync.access.Grants Grant p3q4r5s6 has been revoked
                2026-11-22T10:02:31.512Z WARN  x.g.sync.space.RoomWatch The disk is nearly full: changes are refused until there is room again. Make room on the disk that holds the data folder.
                2026-11-22T10:41:09.870Z INFO  x.g.sync.space.RoomWatch There is room again
                """);
        take(
                "log",
                running(),
                window -> {
                    go(window, Page.LOG);
                    window.see("There is room again");
                });
    }
}
