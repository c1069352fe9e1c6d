package xyz.groundmist.sync.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One Node process that plays any number of clients of one {@link Release}: {@code client.mjs},
 * spoken to in JSON lines. Safe for use from several threads.
 */
public final class NodeClients implements AutoCloseable {
    private final Release release;
    private final JsonMapper json = new JsonMapper();
    private final Process process;
    private final Path log;
    private final BufferedWriter requests;
    private final Map<Long, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong();

    public NodeClients(Release release) throws IOException, InterruptedException {
        this(release, Map.of());
    }

    /**
     * @param environment what Node is told beyond what this process was
     */
    NodeClients(Release release, Map<String, String> environment)
            throws IOException, InterruptedException {
        this.release = release;
        Path folder = NodePackages.installed(release);
        log =
                Files.createTempFile(
                        Files.createDirectories(Path.of("target", "clients")),
                        "node-" + release + "-",
                        ".log");
        var builder = new ProcessBuilder("node", "client.mjs");
        builder.environment().putAll(environment);
        process = builder.directory(folder.toFile()).redirectError(log.toFile()).start();
        requests = process.outputWriter(UTF_8);
        Thread.ofPlatform()
                .daemon()
                .name("answers of automerge-repo " + release)
                .start(this::readAnswers);
    }

    Release release() {
        return release;
    }

    /**
     * Has a client do something and waits for the answer.
     *
     * @param patience how long the client itself may wait before it answers
     * @throws AssertionError with the client's own words, when it could not do it
     */
    JsonNode call(@Nullable String client, String command, Map<String, ?> with, Duration patience) {
        long id = lastId.incrementAndGet();
        var answer = new CompletableFuture<JsonNode>();
        waiting.put(id, answer);
        try {
            ask(id, client, command, with);
            // the process may be busy with other clients' documents, so it gets longer than it
            // takes
            JsonNode got = answer.get(patience.plusSeconds(60).toMillis(), TimeUnit.MILLISECONDS);
            if (got.has("error")) {
                throw new AssertionError(
                        "%s (automerge-repo %s) could not %s: %s"
                                .formatted(client, release, command, got.get("error").asString()));
            }
            return got.get("ok");
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(
                    "%s (automerge-repo %s) gave no answer to %s; its process %s; see %s"
                            .formatted(
                                    client,
                                    release,
                                    command,
                                    process.isAlive() ? "runs" : "has ended",
                                    log),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + client, e);
        } finally {
            waiting.remove(id);
        }
    }

    private void ask(long id, @Nullable String client, String command, Map<String, ?> with) {
        var request = new LinkedHashMap<String, @Nullable Object>();
        request.put("id", id);
        request.put("client", client);
        request.put("do", command);
        request.put("with", with);
        String line = json.writeValueAsString(request) + "\n";
        try {
            synchronized (requests) {
                requests.write(line);
                requests.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The Node process of automerge-repo %s has ended; see %s"
                            .formatted(release, log),
                    e);
        }
    }

    private void readAnswers() {
        try (BufferedReader answers = process.inputReader(UTF_8)) {
            for (String line; (line = answers.readLine()) != null; ) {
                JsonNode answer = json.readTree(line);
                var waiter = waiting.get(answer.get("id").asLong());
                if (waiter != null) waiter.complete(answer);
            }
            failAll(new IOException("the process ended"));
        } catch (IOException e) {
            failAll(e);
        }
    }

    private void failAll(IOException why) {
        waiting.values().forEach(waiter -> waiter.completeExceptionally(why));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        requests.close();
        if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly();
    }
}
