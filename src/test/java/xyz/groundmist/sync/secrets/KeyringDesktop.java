package xyz.groundmist.sync.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * A session bus of a test's own with GNOME's keyring on it, which knows nothing but this test's
 * folder. Without a tool that this takes, the test is skipped and says so; with {@code CI=true} in
 * the environment it fails.
 */
public final class KeyringDesktop implements AutoCloseable {
    static final String PASSWORD = "correct horse";
    private static final String BUS = "org.freedesktop.DBus";
    private static final String PROMPTER = "/usr/libexec/gcr-prompter";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final List<String> TOOLS =
            List.of("dbus-daemon", "dbus-send", "gnome-keyring-daemon", "secret-tool", "kill");

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private final Deque<Process> running = new ArrayDeque<>();
    private @Nullable Process keyring;

    private KeyringDesktop(Path folder) throws IOException {
        this.folder = folder;
        for (String name : List.of("CONFIG_HOME", "CACHE_HOME", "DATA_HOME", "RUNTIME_DIR")) {
            Path own = Files.createDirectories(folder.resolve(name));
            environment.put("XDG_" + name, own.toString());
        }
        environment.put("HOME", folder.toString());
        environment.put("DBUS_SESSION_BUS_ADDRESS", "unix:path=" + folder.resolve("bus"));
    }

    /** A session bus on which no keyring is running; programs may start one by calling it. */
    static KeyringDesktop withoutKeyring() throws Exception {
        for (String tool : TOOLS) {
            if (!found(tool)) missing(tool);
        }
        Path parent = Files.createDirectories(Path.of("target", "keyring"));
        var desktop =
                new KeyringDesktop(Files.createTempDirectory(parent, "bus-").toAbsolutePath());
        desktop.startBus();
        return desktop;
    }

    /** A session bus with a keyring that the owner has unlocked. */
    public static KeyringDesktop unlocked() throws Exception {
        KeyringDesktop desktop = withoutKeyring();
        desktop.startUnlocked();
        return desktop;
    }

    private static void missing(String tool) throws IOException {
        String sentence = "This test needs " + tool + ", which .ci/run installs.";
        if ("true".equals(System.getenv("CI"))) throw new IOException(sentence);
        Assumptions.abort(sentence);
    }

    private static boolean found(String tool) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder).resolve(tool)));
    }

    /** What a program of this desktop finds in its environment. */
    public Map<String, String> environment() {
        return environment;
    }

    private void startBus() throws Exception {
        // Its own configuration: nothing on it is started by being called.
        Path configuration = folder.resolve("bus.conf");
        Files.writeString(
                configuration,
                """
                <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
                 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
                <busconfig>
                  <type>session</type>
                  <listen>%s</listen>
                  <auth>EXTERNAL</auth>
                  <policy context="default">
                    <allow send_destination="*" eavesdrop="true"/>
                    <allow eavesdrop="true"/>
                    <allow own="*"/>
                  </policy>
                </busconfig>
                """
                        .formatted(environment.get("DBUS_SESSION_BUS_ADDRESS")));
        run("", "dbus-daemon", "--nofork", "--nopidfile", "--config-file=" + configuration);
        await("a session bus", () -> Files.exists(folder.resolve("bus")));
    }

    public void startUnlocked() throws Exception {
        start(PASSWORD, "--unlock");
        await("an open keyring", () -> dbus("Get").contains("boolean false"));
    }

    public void startLocked() throws Exception {
        start("");
        await("a locked keyring", () -> dbus("Get").contains("boolean true"));
    }

    private void start(String input, String... options) throws Exception {
        var command =
                new java.util.ArrayList<>(
                        List.of("gnome-keyring-daemon", "--foreground", "--components=secrets"));
        command.addAll(List.of(options));
        keyring = run(input, command.toArray(String[]::new));
    }

    private Process keyring() {
        return Objects.requireNonNull(keyring);
    }

    /** Puts up a screen, on which the keyring can ask for its password. */
    void startScreen() throws Exception {
        for (String tool : List.of("Xvfb", "xdotool", PROMPTER)) {
            if (!found(tool)) missing(tool);
        }
        Path display = folder.resolve("display");
        // a descriptor is the only way to have a free display chosen
        run("", "sh", "-c", "exec Xvfb -displayfd 3 -nolisten tcp 3>'%s'".formatted(display));
        await("a screen", () -> Files.exists(display) && Files.readString(display).endsWith("\n"));
        environment.put("DISPLAY", ":" + Files.readString(display).strip());
        run("", PROMPTER);
        await(
                "a program that can ask",
                () ->
                        output(
                                        "dbus-send",
                                        "--session",
                                        "--print-reply",
                                        "--dest=" + BUS,
                                        "/org/freedesktop/DBus",
                                        BUS + ".NameHasOwner",
                                        "string:org.gnome.keyring.SystemPrompter")
                                .contains("true"));
    }

    /** Whether the keyring is asking on the screen. */
    boolean asks() throws Exception {
        return !output("xdotool", "search", "--onlyvisible", "--class", "gcr-prompter").isBlank();
    }

    /** The owner types the password, if it is their password. */
    void type(String text) throws Exception {
        await("a prompt", this::asks);
        // it takes the keyboard when it is drawn
        Thread.sleep(1_000);
        output("xdotool", "type", "--delay", "30", text);
        output("xdotool", "key", "Return");
    }

    private String dbus(String what) throws Exception {
        return what.equals("Get")
                ? output(
                        "dbus-send",
                        "--session",
                        "--print-reply",
                        "--dest=org.freedesktop.secrets",
                        "/org/freedesktop/secrets/aliases/default",
                        "org.freedesktop.DBus.Properties.Get",
                        "string:org.freedesktop.Secret.Collection",
                        "string:Locked")
                : output(
                        "dbus-send",
                        "--session",
                        "--print-reply",
                        "--dest=org.freedesktop.secrets",
                        "/org/freedesktop/secrets",
                        "org.freedesktop.Secret.Service.Lock",
                        "array:objpath:/org/freedesktop/secrets/collection/login");
    }

    public void lock() throws Exception {
        dbus("Lock");
        await("a locked keyring", () -> dbus("Get").contains("boolean true"));
    }

    public void killKeyring() throws InterruptedException {
        Process running = keyring();
        running.destroyForcibly();
        running.waitFor();
    }

    /** The keyring does nothing any more, and is still there. */
    public void freeze() throws Exception {
        output("kill", "-STOP", "" + keyring().pid());
    }

    public void thaw() throws Exception {
        output("kill", "-CONT", "" + keyring().pid());
    }

    /** What another program sees in the keyring of ours. */
    public String ours() throws Exception {
        return output("secret-tool", "search", "--all", "application", "groundmist-sync");
    }

    /** Takes our keys out of the keyring, as an owner might who tidies it up. */
    public void tidyUp() throws Exception {
        output("secret-tool", "clear", "application", "groundmist-sync");
    }

    private String output(String... command) throws Exception {
        Process process = builder(command).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(command[0] + " hangs");
        }
        return text;
    }

    private Process run(String input, String... command) throws IOException {
        String name = Path.of(command[0]).getFileName().toString();
        Path log = folder.resolve(running.size() + "-" + name + ".log");
        Process process = builder(command).redirectOutput(log.toFile()).start();
        running.push(process);
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(UTF_8));
        }
        return process;
    }

    private ProcessBuilder builder(String... command) {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("GNOME_"));
        builder.environment().remove("DISPLAY");
        builder.environment().putAll(environment);
        return builder;
    }

    static void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) throw new AssertionError("there is never " + what);
            Thread.sleep(50);
        }
    }

    @Override
    public void close() throws Exception {
        while (!running.isEmpty()) {
            Process process = running.pop();
            process.destroyForcibly();
            process.waitFor();
        }
    }
}
