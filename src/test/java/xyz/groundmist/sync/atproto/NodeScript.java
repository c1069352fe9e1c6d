package xyz.groundmist.sync.atproto;

import static java.nio.charset.StandardCharsets.UTF_8;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A Node process that is asked in JSON lines ({@code lines.mjs}) and ends when this JVM does, as
 * its standard input ends then. Safe for use from several threads.
 */
final class NodeScript implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 90;

    private final String name;
    private final JsonMapper json = new JsonMapper();
    private final Process process;
    private final Path log;
    private final BufferedWriter requests;
    private final CompletableFuture<JsonNode> ready = new CompletableFuture<>();
    private final Map<Long, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong();

    NodeScript(String name, List<String> command, Map<String, String> environment)
            throws IOException {
        this.name = name;
        log = Path.of("target", "devnet", name + "-" + ProcessHandle.current().pid() + ".log");
        Files.createDirectories(log.getParent());
        var builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().putAll(environment);
        process = builder.start();
        requests = process.outputWriter(UTF_8);
        Thread.ofPlatform().daemon().name("answers of " + name).start(this::readAnswers);
    }

    /** What the script said when it was ready. */
    JsonNode ready() {
        return await(ready, "starting");
    }

    /**
     * Has the script do something and waits for the answer.
     *
     * @throws AssertionError in the script's own words, when it could not do it
     */
    JsonNode call(String command, Map<String, ?> with) {
        long id = lastId.incrementAndGet();
        var answer = new CompletableFuture<JsonNode>();
        waiting.put(id, answer);
        try {
            String line = json.writeValueAsString(Map.of("id", id, "do", command, "with", with));
            synchronized (requests) {
                requests.write(line + "\n");
                requests.flush();
            }
            JsonNode got = await(answer, command);
            if (got.has("error")) {
                throw new AssertionError(
                        "%s could not %s: %s"
                                .formatted(name, command, got.get("error").asString()));
            }
            return got.get("ok");
        } catch (IOException e) {
            throw new UncheckedIOException(name + " has ended; see " + log, e);
        } finally {
            waiting.remove(id);
        }
    }

    private JsonNode await(CompletableFuture<JsonNode> answer, String what) {
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(
                    "%s gave no answer to %s; it %s; see %s"
                            .formatted(name, what, process.isAlive() ? "runs" : "has ended", log),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + name, e);
        }
    }

    private void readAnswers() {
        try (BufferedReader answers = process.inputReader(UTF_8)) {
            for (String line; (line = answers.readLine()) != null; ) {
                JsonNode answer = json.readTree(line);
                if (answer.has("ready")) {
                    ready.complete(answer.get("ready"));
                    continue;
                }
                var waiter = waiting.get(answer.get("id").asLong());
                if (waiter != null) waiter.complete(answer);
            }
            failAll(new IOException("the process ended"));
        } catch (IOException | RuntimeException e) {
            failAll(e);
        }
    }

    private void failAll(Exception why) {
        ready.completeExceptionally(why);
        waiting.values().forEach(waiter -> waiter.completeExceptionally(why));
    }

    @Override
    public void close() {
        try {
            requests.close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
