package xyz.groundmist.sync.apps;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import xyz.groundmist.sync.Written;
import xyz.groundmist.sync.atproto.Devnet;
import xyz.groundmist.sync.home.ControlClient;
import xyz.groundmist.sync.home.ControlException;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A person's sync server as a process of its own ({@link ServerMain}), and what that person does
 * with it. It keeps its port and its folder when it is stopped and started.
 */
final class SyncServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Devnet net;
    private final Devnet.Account owner;
    private final Path folder;
    private final int port;
    private Duration ahead = Duration.ZERO;
    private @Nullable Process process;

    SyncServer(Devnet net, Devnet.Account owner) throws IOException {
        this.net = net;
        this.owner = owner;
        folder =
                Files.createTempDirectory(
                        Files.createDirectories(Path.of("target", "apps").toAbsolutePath()),
                        "server-");
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        start();
    }

    private Path data() {
        return folder.resolve("data");
    }

    void start() throws IOException {
        Process started =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                ServerMain.class.getName(),
                                data().toString(),
                                Integer.toString(port),
                                owner.did(),
                                net.plc().toString(),
                                ahead.toString())
                        .redirectError(
                                ProcessBuilder.Redirect.appendTo(
                                        folder.resolve("errors.log").toFile()))
                        .start();
        process = started;
        expect(started.inputReader(UTF_8), "listens on ");
    }

    private void expect(BufferedReader output, String beginning) throws IOException {
        String line = output.readLine();
        if (line == null || !line.startsWith(beginning)) {
            throw new AssertionError(
                    "The server said " + line + Files.readString(folder.resolve("errors.log")));
        }
    }

    private Process process() {
        return Objects.requireNonNull(process, "the server doesn't run");
    }

    /** Ends it as its owner would. */
    void stop() throws IOException, InterruptedException {
        Process running = process();
        running.outputWriter(UTF_8).close();
        if (!running.waitFor(30, TimeUnit.SECONDS)) {
            running.destroyForcibly();
            throw new AssertionError("The server doesn't end");
        }
        process = null;
    }

    /** From now on it believes that it is so much later. */
    void goForward(Duration time) throws IOException {
        ahead = time;
        BufferedWriter input = process().outputWriter(UTF_8);
        input.write(time + "\n");
        input.flush();
        expect(process().inputReader(UTF_8), "is ahead by ");
    }

    /** As the record names it: {@code 127.0.0.1:<port>}. */
    String host() {
        return "127.0.0.1:" + port;
    }

    String origin() {
        return "http://" + host();
    }

    /** The server's public key as Multikey, as its owner publishes it. */
    String key() throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var ask = HttpRequest.newBuilder(URI.create(origin() + "/.well-known/did.json"));
            String document = http.send(ask.build(), HttpResponse.BodyHandlers.ofString()).body();
            return new JsonMapper()
                    .readTree(document)
                    .at("/verificationMethod/0/publicKeyMultibase")
                    .asString();
        }
    }

    /** The owner's account says that the server is here. */
    void publish() throws IOException, InterruptedException {
        publish(net, owner, host(), key());
    }

    static void publish(Devnet net, Devnet.Account owner, String host, String key) {
        var record = Map.of("$type", "xyz.groundmist.sync", "host", host, "key", key);
        net.procedure(
                owner,
                "com.atproto.repo.putRecord",
                Map.of(
                        "repo",
                        owner.did(),
                        "collection",
                        "xyz.groundmist.sync",
                        "rkey",
                        owner.did(),
                        "record",
                        record));
    }

    // what the owner does

    JsonNode ask(String command, Map<String, ?> arguments) throws ControlException {
        try (var control = ControlClient.connect(data(), "the test")) {
            return control.ask(command, arguments, JsonNode.class);
        }
    }

    /** Those who wait to be let in, once there are so many. */
    List<JsonNode> awaitRequests(int count) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (; ; ) {
            JsonNode requests = ask("apps.list", Map.of()).get("requests");
            if (requests.size() == count) {
                for (JsonNode request : requests) {
                    Written.secret(List.of(request.get("code").asString()));
                }
                return List.copyOf(requests.values());
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Waited for " + count + " requests; saw " + requests);
            }
            Thread.sleep(50);
        }
    }

    /** Lets in who shows the code; returns the id of the grant. */
    String approve(String code) throws ControlException {
        return ask("apps.approve", Map.of("code", code)).get("id").asString();
    }

    void deny(String code) throws ControlException {
        ask("apps.deny", Map.of("code", code));
    }

    void revoke(String id) throws ControlException {
        ask("apps.revoke", Map.of("id", id));
    }

    void openWindow() throws ControlException {
        ask("apps.window", Map.of("seconds", 300));
    }

    /** A link that opens the app at this address and lets it in. */
    String invite(String space, String app) throws ControlException {
        var arguments = new HashMap<String, Object>(Map.of("space", space, "app", app));
        String link = ask("apps.invite", arguments).get("link").asString();
        Written.secret(List.of(link.substring(link.lastIndexOf('=') + 1)));
        return link;
    }

    @Override
    public void close() throws IOException {
        if (process != null) process.destroyForcibly().onExit().join();
        Written.by(folder.resolve("errors.log"), data().resolve("logs"));
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
        }
    }
}
