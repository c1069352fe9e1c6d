package xyz.groundmist.sync.cli;

import xyz.groundmist.sync.home.Settings;
import xyz.groundmist.sync.home.SettingsException;

import java.nio.file.Path;
import java.util.Map;

/**
 * Words commands so that they can be typed as they stand: with the name by which this program was
 * called, and with the flag that finds the same data folder again, where the defaults don't.
 */
final class Advice {
    /** Set by the launcher. */
    private static final String CALLED = "groundmist.command";

    private final Map<String, String> environment;
    private final Path folder;

    Advice(Terminal terminal, Path folder) {
        environment = terminal.environment();
        this.folder = folder;
    }

    /**
     * @param words of the command, such as {@code apps revoke}
     */
    String command(String words) {
        return System.getProperty(CALLED, "groundmist-sync") + " " + words + folderFlag();
    }

    private String folderFlag() {
        try {
            if (Settings.dataFolder(null, environment).equals(folder)) return "";
        } catch (SettingsException _) {
            // the variable leads nowhere, so the flag is needed
        }
        return " --data-dir " + quoted(folder.toString());
    }

    private static String quoted(String path) {
        return path.matches("[A-Za-z0-9_@%+=:,./~-]+")
                ? path
                : "'" + path.replace("'", "'\\''") + "'";
    }
}
