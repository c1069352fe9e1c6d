package xyz.groundmist.sync.desktop.tray;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Assumptions;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * A desktop of a test's own: a screen (Xvfb), a session bus, and what runs on them. Without a tool
 * that this takes, the test is skipped and says so; with {@code CI=true} in the environment it
 * fails.
 */
final class Desktop implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final List<String> TOOLS =
            List.of(
                    "Xvfb",
                    "xdotool",
                    "dbus-daemon",
                    "dbus-monitor",
                    "openbox",
                    "xprop",
                    "xfce4-panel",
                    "lxqt-panel");

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private final Deque<Process> running = new ArrayDeque<>();
    private final Screen screen;

    private Desktop(Path folder, int width, int height) throws Exception {
        this.folder = folder;
        for (String name : List.of("CONFIG_HOME", "CACHE_HOME", "DATA_HOME", "RUNTIME_DIR")) {
            Path own =
                    Files.createDirectories(
                            folder.resolve(name.toLowerCase(java.util.Locale.ROOT)));
            environment.put("XDG_" + name, own.toString());
        }
        environment.put("HOME", folder.toString());
        environment.put("DBUS_SESSION_BUS_ADDRESS", busAddress());
        environment.put("NO_AT_BRIDGE", "1");
        environment.put("QT_QPA_PLATFORM", "xcb");
        Path display = folder.resolve("display");
        Path frames = Files.createDirectories(folder.resolve("frames"));
        // a descriptor is the only way to have a free display chosen
        run(
                "sh",
                "-c",
                "exec Xvfb -displayfd 3 -screen 0 %dx%dx24 -noreset -nolisten tcp -fbdir '%s' 3>'%s'"
                        .formatted(width, height, frames, display));
        await("a screen", () -> Files.exists(display) && Files.readString(display).endsWith("\n"));
        environment.put("DISPLAY", ":" + Files.readString(display).strip());
        screen = new Screen(frames.resolve("Xvfb_screen0"), width, height);
    }

    /** A screen, and no session bus yet. */
    static Desktop withoutBus(String name) throws Exception {
        return open(name, Screen.WIDTH, Screen.HEIGHT);
    }

    private static Desktop open(String name, int width, int height) throws Exception {
        for (String tool : TOOLS) {
            if (found(tool)) continue;
            String sentence = "This test needs " + tool + ", which .ci/run installs.";
            if ("true".equals(System.getenv("CI"))) throw new IOException(sentence);
            Assumptions.abort(sentence);
        }
        Path parent = Files.createDirectories(Path.of("target", "desktop"));
        return new Desktop(Files.createTempDirectory(parent, name).toAbsolutePath(), width, height);
    }

    /** A screen and a session bus, and no panel yet. */
    static Desktop start(String name) throws Exception {
        Desktop desktop = withoutBus(name);
        desktop.startBus();
        return desktop;
    }

    /** A screen with room for windows, somebody who manages them, and a session bus. */
    static Desktop withWindows(String name) throws Exception {
        Desktop desktop = open(name, 1400, 900);
        desktop.startBus();
        var manager = new Process[] {desktop.run("openbox", "--sm-disable")};
        await(
                "a window manager",
                () -> {
                    // on a busy machine a screen that has just come may not let it in
                    if (!manager[0].isAlive()) manager[0] = desktop.run("openbox", "--sm-disable");
                    return desktop.property("_NET_SUPPORTING_WM_CHECK").contains("0x");
                });
        return desktop;
    }

    private static boolean found(String tool) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    Process startBus() throws Exception {
        Files.deleteIfExists(folder.resolve("bus"));
        Process bus =
                run(
                        "dbus-daemon",
                        "--session",
                        "--nofork",
                        "--nopidfile",
                        "--address=" + busAddress());
        await("a session bus", () -> Files.exists(folder.resolve("bus")));
        return bus;
    }

    String busAddress() {
        return "unix:path=" + folder.resolve("bus");
    }

    Map<String, String> environment() {
        return environment;
    }

    Screen screen() {
        return screen;
    }

    /** Writes a file below the folder for settings. */
    void setting(String path, String content) throws IOException {
        Path file = folder.resolve("config_home").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    /** Starts a program, which says what it says to a file. */
    Process run(String... command) throws IOException {
        return run(Map.of(), command);
    }

    /** The same, with these variables of the environment beside the desktop's. */
    Process run(Map<String, String> more, String... command) throws IOException {
        String name = Path.of(command[0]).getFileName().toString();
        Path log = folder.resolve(running.size() + "-" + name + ".log");
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().putAll(more);
        Process process = builder.redirectOutput(log.toFile()).start();
        running.push(process);
        return process;
    }

    /** Kills a program and what it started. */
    static void kill(Process process) throws InterruptedException {
        var all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        process.waitFor();
    }

    /** Moves the pointer, presses buttons and keys, as xdotool takes it. */
    void point(Object... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("xdotool"));
        for (Object word : words) command.add(word.toString());
        Process process = run(command.toArray(String[]::new));
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("xdotool failed: " + command);
        }
    }

    /** The windows with this title, as xdotool numbers them. */
    List<String> windows(String title, boolean visible) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("xdotool", "search", "--name", "^" + title + "$"));
        if (visible) command.add(2, "--onlyvisible");
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        Process process = builder.start();
        List<String> found = process.inputReader().lines().toList();
        process.waitFor();
        return found;
    }

    /** A property of the root window, in xprop's words. */
    String property(String name) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("xprop", "-root", name).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = String.join(" ", process.inputReader().lines().toList());
        process.waitFor();
        return said;
    }

    /** How many messages go over the session bus in so many seconds, those to watch it aside. */
    long messages(int seconds) throws Exception {
        Process monitor = run("timeout", "" + seconds, "dbus-monitor", "--profile");
        Path log = folder.resolve(running.size() - 1 + "-timeout.log");
        monitor.waitFor();
        try (var lines = Files.lines(log, UTF_8)) {
            return lines.filter(line -> !line.startsWith("#") && !line.contains("NameAcquired"))
                    .filter(line -> !line.contains("NameLost"))
                    .peek(System.out::println)
                    .count();
        }
    }

    static void await(String what, Callable<Boolean> there) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!there.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited %s for %s".formatted(PATIENCE, what));
            }
            Thread.sleep(30);
        }
    }

    @Override
    public void close() throws InterruptedException {
        while (!running.isEmpty()) kill(running.pop());
    }
}
