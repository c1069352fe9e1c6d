package xyz.groundmist.sync.home;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The browser of the person at this computer, if somebody sits there. */
public final class SystemBrowser {
    private static final int PATIENCE_SECONDS = 3;

    private SystemBrowser() {}

    /**
     * Opens a page.
     *
     * @param environment says whether there is a screen
     * @return false when there is no browser, or it can't be started
     */
    public static boolean open(URI page, Map<String, String> environment) {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        List<String> opener;
        if (system.startsWith("mac")) {
            opener = List.of("open");
        } else if (system.startsWith("windows")) {
            opener = List.of("rundll32", "url.dll,FileProtocolHandler");
        } else if (hasScreen(environment)) {
            opener = List.of("xdg-open");
        } else {
            return false;
        }
        return run(opener, page, environment);
    }

    private static boolean hasScreen(Map<String, String> environment) {
        return List.of("DISPLAY", "WAYLAND_DISPLAY", "BROWSER").stream()
                .anyMatch(name -> !environment.getOrDefault(name, "").isEmpty());
    }

    /** Some openers stay as long as the browser does: one that is still there did its work. */
    private static boolean run(List<String> opener, URI page, Map<String, String> environment) {
        var words = new ArrayList<>(opener);
        words.add(page.toString());
        var command = new ProcessBuilder(words);
        command.environment().putAll(environment);
        command.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        command.redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            Process started = command.start();
            return !started.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || started.exitValue() == 0;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
