package xyz.groundmist.sync.desktop.tray;

import static java.nio.charset.StandardCharsets.UTF_8;

import tools.jackson.databind.JsonNode;

import xyz.groundmist.sync.home.ControlClient;
import xyz.groundmist.sync.home.ControlException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The packaged program with its window, as somebody meets it who sits at the desktop. */
final class RunningProgram {
    private static final String TITLE = "Groundmist Sync";
    private static final Path PACKAGED = Path.of("target/app/bin/groundmist-sync").toAbsolutePath();

    private final Desktop desktop;
    private final Path command;
    private final Path data;

    RunningProgram(Desktop desktop, Path folder) {
        this(desktop, folder, PACKAGED);
    }

    /**
     * @param folder for its data
     */
    RunningProgram(Desktop desktop, Path folder, Path command) {
        this.desktop = desktop;
        this.command = command;
        data = folder.resolve("data");
    }

    /** Starts it, once more perhaps. */
    Process start(String... arguments) throws IOException {
        return desktop.run(environment(), words(arguments));
    }

    private String[] words(String... arguments) {
        List<String> words = new ArrayList<>(List.of(command.toString()));
        words.addAll(List.of(arguments));
        return words.toArray(String[]::new);
    }

    /** What the command line prints, when all goes well. */
    String command(String... arguments) throws IOException, InterruptedException {
        var builder =
                new ProcessBuilder(words(arguments)).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(desktop.environment());
        builder.environment().putAll(environment());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) throw new AssertionError(List.of(arguments) + ": " + said);
        return said;
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("JAVA_HOME", System.getProperty("java.home", ""));
        environment.put("DATA_DIR", data.toString());
        environment.put("PORT", "0");
        // somebody's, so that it is set up
        environment.put("ATPROTO_DID", "did:plc:abcdefghijklmnopqrstuvwx");
        return environment;
    }

    boolean windowIsVisible() throws Exception {
        return !desktop.windows(TITLE, true).isEmpty();
    }

    void awaitWindow(boolean visible) throws Exception {
        Desktop.await(
                visible ? "the window" : "the window to go", () -> windowIsVisible() == visible);
        awaitSettled();
    }

    /**
     * As the button in the window's frame does; again when a window that has just come, on a busy
     * machine, missed it.
     */
    void closeWindow() throws Exception {
        for (int press = 0; press < 4; press++) {
            desktop.point("windowactivate", "--sync", desktop.windows(TITLE, true).getFirst());
            desktop.point("key", "alt+F4");
            for (int look = 0; look < 20; look++) {
                if (!windowIsVisible()) return;
                Thread.sleep(250);
            }
        }
    }

    /** Whether the desktop offers it in its list of windows, minimised or not. */
    private List<String> listed() throws Exception {
        String list = desktop.property("_NET_CLIENT_LIST");
        return desktop.windows(TITLE, false).stream()
                .filter(id -> list.contains("0x" + Long.toHexString(Long.parseLong(id))))
                .toList();
    }

    void awaitInListOfWindows() throws Exception {
        Desktop.await("the window in the list", () -> !listed().isEmpty());
    }

    void pickFromListOfWindows() throws Exception {
        desktop.point("windowactivate", listed().getFirst());
    }

    /** A window that has just come may not take keys yet. */
    void awaitSettled() throws InterruptedException {
        Thread.sleep(700);
    }

    /** Whether the command line gets an answer from the server. */
    boolean serves() throws ControlException {
        try (var control = ControlClient.connect(data, "the test")) {
            control.ask("status", Map.of(), JsonNode.class);
            return true;
        } catch (ControlException e) {
            if (e.answered()) return false;
            throw e;
        }
    }

    String log() throws IOException {
        return Files.readString(data.resolve("logs/groundmist-sync.log"));
    }
}
