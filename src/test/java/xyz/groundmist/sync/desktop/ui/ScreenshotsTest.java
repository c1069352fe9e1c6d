package xyz.groundmist.sync.desktop.ui;

import javafx.application.ColorScheme;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.desktop.model.FakeServer;
import xyz.groundmist.sync.desktop.model.Page;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Pictures of every screen in light and dark: {@code mvn test -Dtest=ScreenshotsTest
 * -Dscreenshots=docs/screenshots}.
 */
@EnabledIfSystemProperty(named = "screenshots", matches = ".+")
class ScreenshotsTest {
    private static final Path OUT = Path.of(System.getProperty("screenshots", "target"));

    @TempDir Path folder;

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
        server.app("p3q4r5s6", "Trellis", null, false, 60 * 24 * 19);
        server.publicUrl("https://anna.example.org");
        server.start();
        return server;
    }

    private static void go(OpenWindow window, Page page) throws Exception {
        OpenWindow.on(
                () -> {
                    window.model.page().set(page);
                    return true;
                });
        window.settle();
    }

    @Test
    void home() throws Exception {
        take("home", running(), window -> window.see("All is well."));
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
    void settings() throws Exception {
        take("settings", running(), window -> go(window, Page.SETTINGS));
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
