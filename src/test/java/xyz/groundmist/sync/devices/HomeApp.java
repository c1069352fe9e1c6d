package xyz.groundmist.sync.devices;

import static java.nio.charset.StandardCharsets.UTF_8;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import xyz.groundmist.sync.clients.NodePackages;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An app on one of the computers: automerge-repo 2.5.6 on Node, in the computer's own network. */
final class HomeApp {
    static final String SPACE = "xyz.groundmist.library";

    private final JsonMapper json = new JsonMapper();
    private final PrintWriter requests;
    private final Map<Integer, JsonNode> answers = new ConcurrentHashMap<>();
    private final Map<Integer, CountDownLatch> waiting = new ConcurrentHashMap<>();

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
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        Process process = computer.plug.start(builder);
        requests = new PrintWriter(process.outputWriter(UTF_8), true);
        Thread.ofVirtual().start(() -> read(process));
    }

    private void read(Process process) {
        try (BufferedReader lines = process.inputReader(UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode said = json.readTree(line);
                if (said.has("sent")) note(sent, said, "sent");
                else if (said.has("seen")) note(seen, said, "seen");
                else answered(said);
            }
        } catch (IOException e) {
            // The process has ended; who waits for it says so.
        }
    }

    private static void note(Map<String, Long> into, JsonNode said, String key) {
        String edit = said.path("side").stringValue() + said.path(key).asInt();
        into.putIfAbsent(edit, said.path("at").asLong());
    }

    private void answered(JsonNode said) {
        int id = said.path("id").asInt();
        answers.put(id, said);
        CountDownLatch waiter = waiting.get(id);
        if (waiter != null) waiter.countDown();
    }

    private int ask(String command, Map<String, ?> with) {
        int id = ++asked;
        waiting.put(id, new CountDownLatch(1));
        var request = new HashMap<String, Object>(with);
        request.put("id", id);
        request.put("do", command);
        requests.println(json.writeValueAsString(request));
        return id;
    }

    private JsonNode await(int id) throws InterruptedException {
        CountDownLatch waiter = waiting.get(id);
        if (waiter == null || !waiter.await(120, TimeUnit.SECONDS)) {
            throw new AssertionError("the app gave no answer");
        }
        JsonNode answer = answers.get(id);
        if (answer == null || answer.has("error")) throw new AssertionError("the app: " + answer);
        return answer.path("ok");
    }

    List<String> create(int count, String side) throws InterruptedException {
        var ids = new ArrayList<String>();
        JsonNode made = await(ask("create", Map.of("count", count, "side", side)));
        made.forEach(id -> ids.add(id.stringValue()));
        return ids;
    }

    void open(List<String> documents) throws InterruptedException {
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

    void finish(int editing) throws InterruptedException {
        await(editing);
    }
}
