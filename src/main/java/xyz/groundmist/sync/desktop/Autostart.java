package xyz.groundmist.sync.desktop;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.desktop.model.StartAtLogin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Start at login by a file in a folder that the system looks through. */
final class Autostart implements StartAtLogin {
    private final Path file;
    private final String content;

    private Autostart(Path file, String content) {
        this.file = file;
        this.content = content;
    }

    /** Null where the system has no such thing, or where it isn't known how this was started. */
    static @Nullable StartAtLogin here(Map<String, String> environment) {
        String installed = System.getProperty("jpackage.app-path");
        String started = installed == null ? System.getProperty("groundmist.command") : installed;
        if (started == null) return null;
        Path command = Path.of(started).toAbsolutePath().normalize();
        Path home = Path.of(System.getProperty("user.home", ""));
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (system.startsWith("linux")) return linux(home, command, environment);
        if (system.startsWith("mac")) return mac(home, command, environment);
        return system.startsWith("windows") ? new WindowsRun(command) : null;
    }

    /**
     * Desktop Application Autostart Specification 0.5, "Autostart Directories"; Desktop Entry
     * Specification 1.5, "The Exec key".
     */
    static Autostart linux(Path userHome, Path command, Map<String, String> environment) {
        String given = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path config = given.startsWith("/") ? Path.of(given) : userHome.resolve(".config");
        String dataFolder = environment.getOrDefault("DATA_DIR", "");
        String start = quoted(command.toString()) + " --background";
        String exec =
                dataFolder.isBlank()
                        ? start
                        : "env " + quoted("DATA_DIR=" + dataFolder.strip()) + " " + start;
        return new Autostart(
                config.resolve("autostart/xyz.groundmist.sync.desktop"),
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

    /** A launch agent (launchd.plist(5)), which the system loads at the next login. */
    static Autostart mac(Path userHome, Path command, Map<String, String> environment) {
        String dataFolder = environment.getOrDefault("DATA_DIR", "");
        String variables =
                dataFolder.isBlank()
                        ? ""
                        : """
                          <key>EnvironmentVariables</key>
                          <dict>
                            <key>DATA_DIR</key>
                            <string>%s</string>
                          </dict>
                        """
                                .formatted(escaped(dataFolder.strip()));
        return new Autostart(
                userHome.resolve("Library/LaunchAgents/xyz.groundmist.sync.plist"),
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
                <plist version="1.0">
                <dict>
                  <key>Label</key>
                  <string>xyz.groundmist.sync</string>
                  <key>ProgramArguments</key>
                  <array>
                    <string>%s</string>
                    <string>--background</string>
                  </array>
                %s  <key>RunAtLoad</key>
                  <true/>
                  <key>ProcessType</key>
                  <string>Interactive</string>
                </dict>
                </plist>
                """
                        .formatted(escaped(command.toString()), variables));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
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
        Files.writeString(file, content);
    }
}
