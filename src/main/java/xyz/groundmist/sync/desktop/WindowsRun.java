package xyz.groundmist.sync.desktop;

import xyz.groundmist.sync.desktop.model.StartAtLogin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Start at login on Windows: a value under the person's own key {@code Run} of the registry,
 * written by the system's {@code reg}. Its data folder is the usual one, as the value has no
 * environment.
 */
final class WindowsRun implements StartAtLogin {
    private static final String KEY = "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run";
    private static final String VALUE = "Groundmist Sync";

    /** Runs a command and returns its exit code. */
    interface Commands {
        int run(List<String> command) throws IOException;
    }

    private final Path program;
    private final Commands commands;

    WindowsRun(Path program) {
        this(program, WindowsRun::run);
    }

    WindowsRun(Path program, Commands commands) {
        this.program = program;
        this.commands = commands;
    }

    private static int run(List<String> command) throws IOException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public boolean on() throws IOException {
        return commands.run(List.of("reg", "query", KEY, "/v", VALUE)) == 0;
    }

    @Override
    public void set(boolean on) throws IOException {
        if (!on && !on()) return;
        List<String> command =
                on
                        ? List.of(
                                "reg",
                                "add",
                                KEY,
                                "/v",
                                VALUE,
                                "/t",
                                "REG_SZ",
                                "/d",
                                // a " within an argument is for reg, not for Java, to read
                                "\\\"" + program + "\\\" --background",
                                "/f")
                        : List.of("reg", "delete", KEY, "/v", VALUE, "/f");
        if (commands.run(command) != 0) throw new IOException("reg refused");
    }
}
