package xyz.groundmist.sync.desktop;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.desktop.model.StartAtLogin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Start at login by a desktop file in the autostart folder (Desktop Application Autostart
 * Specification 0.5, "Autostart Directories"; Desktop Entry Specification 1.5, "The Exec key").
 */
final class Autostart implements StartAtLogin {
    private static final String NAME = "xyz.groundmist.sync.desktop";

    private final Path file;
    private final String exec;

    private Autostart(Path file, String exec) {
        this.file = file;
        this.exec = exec;
    }

    /** Null where there is no such folder, or where it isn't known how this program was started. */
    static @Nullable Autostart here(Map<String, String> environment) {
        if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux")) {
            return null;
        }
        String installed = System.getProperty("jpackage.app-path");
        String command = installed == null ? System.getProperty("groundmist.command") : installed;
        if (command == null) return null;
        return of(
                Path.of(System.getProperty("user.home", "")),
                Path.of(command).toAbsolutePath().normalize(),
                environment);
    }

    static Autostart of(Path userHome, Path command, Map<String, String> environment) {
        String given = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path config = given.startsWith("/") ? Path.of(given) : userHome.resolve(".config");
        String dataFolder = environment.getOrDefault("DATA_DIR", "");
        String start = quoted(command.toString()) + " --background";
        return new Autostart(
                config.resolve("autostart").resolve(NAME),
                dataFolder.isBlank()
                        ? start
                        : "env " + quoted("DATA_DIR=" + dataFolder.strip()) + " " + start);
    }

    /** As the value of Exec: quoted, its special characters escaped, then once more as a string. */
    private static String quoted(String argument) {
        var quoted = new StringBuilder("\"");
        for (char c : argument.toCharArray()) {
            switch (c) {
                case '"', '`', '$' -> quoted.append("\\\\").append(c);
                case '\\' -> quoted.append("\\\\\\\\");
                case '%' -> quoted.append("%%");
                default -> quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    @Override
    public boolean on() {
        return Files.exists(file);
    }

    @Override
    public void set(boolean on) throws IOException {
        if (!on) {
            Files.deleteIfExists(file);
            return;
        }
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                """
                [Desktop Entry]
                Type=Application
                Name=Groundmist Sync
                Exec=%s
                Icon=groundmist-sync
                Terminal=false
                X-GNOME-Autostart-enabled=true
                """
                        .formatted(exec));
    }
}
