package xyz.groundmist.sync.desktop;

import javafx.application.Platform;

import xyz.groundmist.sync.home.ControlClient;
import xyz.groundmist.sync.home.ControlException;
import xyz.groundmist.sync.home.HomeException;
import xyz.groundmist.sync.home.Household;
import xyz.groundmist.sync.home.Settings;
import xyz.groundmist.sync.home.StartException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Where the program with windows starts. */
public final class Desktop {
    private static final Duration WAIT_FOR_ANSWER = Duration.ofSeconds(5);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

    private Desktop() {}

    /**
     * Whether there is a display to show a window on, and JavaFX, which a server is shipped
     * without.
     */
    public static boolean possible(Map<String, String> environment) {
        if (ClassLoader.getSystemResource("javafx/application/Application.class") == null) {
            return false;
        }
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (system.startsWith("mac") || system.startsWith("windows")) return true;
        // JavaFX speaks to X11 only; Wayland's desktops bring an X server with them.
        return !environment.getOrDefault("DISPLAY", "").isBlank()
                || "Headless".equals(System.getProperty("glass.platform"));
    }

    /**
     * Runs until the person quits. Where the program runs already for the same data folder, brings
     * up that one's window instead.
     *
     * @param hidden starts without showing the window, if an icon in the panel stands for it
     * @throws NoWindowException when no window can be opened here; nothing is running then
     */
    public static void run(Map<String, String> environment, boolean hidden)
            throws NoWindowException, HomeException {
        var process = new CompletableFuture<DesktopProcess>();
        Household household;
        try {
            household =
                    Household.take(
                            Settings.Flags.NONE,
                            environment,
                            () -> process.thenAccept(DesktopProcess::bringUp));
        } catch (StartException e) {
            if (!e.alreadyRuns()) throw e;
            bringUpTheOther(Settings.dataFolder(null, environment));
            return;
        }
        Thread.ofVirtual().name("first-start").start(household::start);
        try {
            startToolkit();
        } catch (NoWindowException e) {
            household.close();
            throw e;
        }
        DesktopProcess.run(household, environment, hidden, process);
        Platform.exit();
    }

    /** It may have the folder for a moment before it answers. */
    private static void bringUpTheOther(Path dataFolder) throws ControlException {
        long end = System.nanoTime() + WAIT_FOR_ANSWER.toNanos();
        while (true) {
            try (var other = ControlClient.connect(dataFolder, "groundmist-sync")) {
                other.ask("show", Map.of(), Object.class);
                return;
            } catch (ControlException e) {
                if (e.answered() || System.nanoTime() > end) throw e;
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_TRIES);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Neither JavaFX nor the system's libraries that it needs have to be there. */
    private static void startToolkit() throws NoWindowException {
        try {
            Platform.startup(() -> Platform.setImplicitExit(false));
        } catch (RuntimeException | LinkageError e) {
            throw new NoWindowException(e);
        }
    }
}
