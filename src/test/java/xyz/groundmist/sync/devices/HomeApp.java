package xyz.groundmist.sync.devices;

import static java.nio.charset.StandardCharsets.UTF_8;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import xyz.groundmist.sync.clients.NodePackages;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An app on one of the computers: automerge-repo 2.5.6 on Node, in the computer's own network. */
final class HomeApp {
    static final String SPACE = "xyz.groundmist.library";

    private static final int PATIENCE_SECONDS = 180;

    private final JsonMapper json = new JsonMapper();
    private final Process process;
    private final Path errors;
    private final PrintWriter requests;
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();

    /** By side and number, when an edit went out here, and when it was seen here; microseconds. */
    final Map<String, Long> sent = new ConcurrentHashMap<>();

    final Map<String, Long> seen = new ConcurrentHashMap<>();
    private int asked;

    HomeApp(HomeComputer computer) throws Exception {
        String token =
                computer.ask("apps.add", Map.of("space", SPACE), JsonNode.class)
                        .path("token")
                        .stringValue();
        String url = "ws://127.0.0.1:%d/?token=%s".formatted(computer.port(), token);
        ProcessBuilder builder = computer.plug.command("node", "replica-client.mjs", url);
        builder.directory(NodePackages.installed("2.5.6").toFile());
        errors = Files.createTempFile(computer.data().getParent(), "app", ".log");
        process = computer.plug.start(builder.redirectError(errors.toFile()));
        requests = new PrintWriter(process.outputWriter(UTF_8), true);
        // not a virtual one, which others could keep from its turn
        Thread.ofPlatform().daemon().name("app at the " + computer.name).start(this::read);
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode said = json.readTree(line);
                if (said.has("sent")) note(sent, said, "sent");
                else if (said.has("seen")) note(seen, said, "seen");
                else answered(said);
            }
            ended("has ended");
        } catch (IOException | RuntimeException e) {
            ended("said what can't be read: " + e);
        }
    }

    private void ended(String how) {
        var failure = new IOException("it " + how);
        answers.values().forEach(answer -> answer.completeExceptionally(failure));
    }

    private static void note(Map<String, Long> into, JsonNode said, String key) {
        String edit = said.path("side").stringValue() + said.path(key).asInt();
        into.putIfAbsent(edit, said.path("at").asLong());
    }

    private void answered(JsonNode said) {
        CompletableFuture<JsonNode> waiter = answers.get(said.path("id").asInt());
        if (waiter != null) waiter.complete(said);
    }

    private int ask(String command, Map<String, ?> with) {
        int id = ++asked;
        answers.put(id, new CompletableFuture<>());
        var request = new HashMap<String, Object>(with);
        request.put("id", id);
        request.put("do", command);
        requests.println(json.writeValueAsString(request));
        return id;
    }

    private JsonNode await(int id) throws InterruptedException, IOException {
        CompletableFuture<JsonNode> waiter = Objects.requireNonNull(answers.get(id));
        try {
            JsonNode answer = waiter.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!answer.has("error")) return answer.path("ok");
            throw new AssertionError("the app: " + answer);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(
                    "the app gave no answer, and %s: %s"
                            .formatted(
                                    process.isAlive() ? "runs" : "has ended",
                                    Files.readString(errors)),
                    e);
        }
    }

    List<String> create(int count, String side) throws Exception {
        var ids = new ArrayList<String>();
        JsonNode made = await(ask("create", Map.of("count", count, "side", side)));
        made.forEach(id -> ids.add(id.stringValue()));
        return ids;
    }

    void open(List<String> documents) throws Exception {
        await(ask("open", Map.of("documents", documents)));
    }

    /** Begins to edit; {@link #finish} waits for the end. */
    int edit(List<String> documents, String side, int edits, Duration every) {
        return ask(
                "edit",
                Map.of(
                        "documents",
                        documents,
                        "side",
                        side,
                        "edits",
                        edits,
                        "every",
                        every.toMillis()));
    }

    void finish(int editing) throws Exception {
        await(editing);
    }
}
