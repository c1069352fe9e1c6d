package xyz.groundmist.sync.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import xyz.groundmist.sync.Written;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Groundmist Sync as it is shipped: {@code target/app/bin/groundmist-sync}, run headless. */
final class GroundmistServer implements ServerUnderTest {
    private static final Path LAUNCHER =
            Path.of("target", "app", "bin", "groundmist-sync").toAbsolutePath();

    private final Path folder;
    private final Path data;
    private final int port;
    private final ServerProcess process;
    private final Map<List<String>, String> tokens = new HashMap<>();

    GroundmistServer(Path folder) throws IOException {
        if (!Files.isExecutable(LAUNCHER)) {
            throw new IllegalStateException(
                    LAUNCHER + " is missing: run mvn -DskipTests package first");
        }
        this.folder = folder;
        data = Files.createDirectories(folder.resolve("data")).toAbsolutePath();
        port = ServerProcess.freePort();
        process = new ServerProcess(folder.resolve("server.log"));
    }

    /** The data folder; the server's log lies outside of it. */
    Path data() {
        return data;
    }

    /** What the server has printed since its last start. */
    String printed() throws IOException {
        return Files.readString(folder.resolve("server.log"));
    }

    @Override
    public String url(String space) throws IOException, InterruptedException {
        return address(List.of("--space", space));
    }

    @Override
    public String readOnlyUrl(String space) throws IOException, InterruptedException {
        return address(List.of("--space", space, "--read-only"));
    }

    private String address(List<String> terms) throws IOException, InterruptedException {
        String token = tokens.get(terms);
        if (token == null) {
            token = addApp(terms);
            tokens.put(terms, token);
        }
        return "ws://127.0.0.1:%d/?token=%s".formatted(port, token);
    }

    private String addApp(List<String> terms) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("apps", "add"));
        command.addAll(terms);
        String token = command(command).get("token").asString();
        Written.secret(List.of(token));
        return token;
    }

    /** What {@code status --json} says. */
    JsonNode status() throws IOException, InterruptedException {
        return command(List.of("status"));
    }

    /** What a command prints as JSON. */
    JsonNode command(List<String> words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(LAUNCHER.toString()));
        command.addAll(words);
        command.addAll(List.of("--json", "--data-dir", data.toString()));
        Path errors = folder.resolve("command.log");
        Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(words + " failed: " + said + Files.readString(errors));
        }
        return new JsonMapper().readTree(said);
    }

    @Override
    public @Nullable String lacks(Ability ability) {
        return null;
    }

    @Override
    public void start() throws IOException, InterruptedException {
        Files.createDirectories(data);
        process.start(
                List.of(
                        LAUNCHER.toString(),
                        "serve",
                        "--port",
                        Integer.toString(port),
                        "--data-dir",
                        data.toString()),
                folder,
                port);
    }

    @Override
    public void stop() throws IOException, InterruptedException {
        process.stop();
    }

    @Override
    public void kill() throws InterruptedException {
        process.kill();
    }

    @Override
    public void loseDisk() throws IOException {
        ServerProcess.remove(data);
        tokens.clear();
    }

    @Override
    public long pid() {
        return process.pid();
    }

    /** Ends it at once if it runs, and keeps its folder. */
    void killIfRunning() throws InterruptedException {
        if (process.isRunning()) process.kill();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        killIfRunning();
        Written.by(folder.resolve("server.log"), data.resolve("logs"));
        ServerProcess.remove(folder);
    }
}
