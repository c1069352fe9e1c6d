package xyz.groundmist.sync.clients;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One automerge-repo client: a {@code Repo} connected to the server under test. Documents are named
 * by their documentId; every {@code await…} throws an {@link AssertionError} that says what was
 * seen instead.
 */
public final class Client {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final NodeClients node;
    private final String name;
    private boolean left;

    /**
     * Starts a client; it connects by itself unless it begins unplugged.
     *
     * @param name unique among the clients of the process
     */
    public Client(NodeClients node, String name, Options options) {
        this.node = node;
        this.name = name;
        call("open", options.asArguments(), PATIENCE);
    }

    /**
     * How a client starts.
     *
     * @param storage where it keeps its documents, or null for memory only
     * @param peerId its peer id, or null for a new one
     * @param plugged false: it begins offline
     * @param gossip whether it tells and hears remote heads
     */
    public record Options(
            String url,
            @Nullable Path storage,
            @Nullable String peerId,
            boolean plugged,
            boolean gossip) {
        public static Options at(String url) {
            return new Options(url, null, null, true, false);
        }

        Options storedIn(Path folder) {
            return new Options(url, folder, peerId, plugged, gossip);
        }

        Options as(String id) {
            return new Options(url, storage, id, plugged, gossip);
        }

        Options offline() {
            return new Options(url, storage, peerId, false, gossip);
        }

        Options gossiping() {
            return new Options(url, storage, peerId, plugged, true);
        }

        private Map<String, Object> asArguments() {
            var arguments = new LinkedHashMap<String, Object>();
            arguments.put("url", url);
            if (storage != null) arguments.put("storage", storage.toAbsolutePath().toString());
            if (peerId != null) arguments.put("peerId", peerId);
            arguments.put("plugged", plugged);
            arguments.put("gossip", gossip);
            return arguments;
        }
    }

    /** What {@link #find} ended with; {@code TIMEOUT}: neither of the two was said in time. */
    enum Found {
        READY,
        UNAVAILABLE,
        TIMEOUT
    }

    /** Messages and bytes over the WebSocket since the client started. */
    record Traffic(int sent, long bytesSent, int received, long bytesReceived, JsonNode details) {}

    Release release() {
        return node.release();
    }

    String peerId() {
        return call("identity").get("peerId").asString();
    }

    // documents

    public String create(Map<String, ?> content) {
        return call("create", Map.of("content", content)).asString();
    }

    Found find(String document) {
        return find(document, PATIENCE);
    }

    Found find(String document, Duration patience) {
        JsonNode found = call("find", Map.of("id", document, "ms", patience.toMillis()), patience);
        return Found.valueOf(found.get("state").asString().toUpperCase(Locale.ROOT));
    }

    /** Asks for a document and waits until it is here, even if it was unavailable at first. */
    public void awaitFound(String document) {
        awaitFound(document, PATIENCE);
    }

    void awaitFound(String document, Duration patience) {
        call("awaitFound", Map.of("id", document, "ms", patience.toMillis()), patience);
    }

    List<String> heads(String document) {
        return strings(call("heads", Map.of("id", document)));
    }

    void awaitHeads(String document, List<String> heads) {
        awaitHeads(document, heads, PATIENCE);
    }

    void awaitHeads(String document, List<String> heads, Duration patience) {
        call(
                "awaitHeads",
                Map.of("id", document, "heads", heads, "ms", patience.toMillis()),
                patience);
    }

    /** Waits until this client and the other have the same heads of a document: the other's now. */
    void awaitSameAs(Client other, String document) {
        awaitHeads(document, other.heads(document));
    }

    JsonNode value(String document, String key) {
        return call("value", Map.of("id", document, "path", List.of(key)));
    }

    public void awaitValue(String document, String key, Object value) {
        call(
                "awaitValue",
                Map.of(
                        "id",
                        document,
                        "path",
                        List.of(key),
                        "value",
                        value,
                        "ms",
                        PATIENCE.toMillis()));
    }

    /** Length and SHA-256 of a text or of bytes, as one string. */
    String digest(String document, String key) {
        JsonNode digest = call("digest", Map.of("id", document, "path", List.of(key)));
        return digest.get("length").asLong() + " " + digest.get("sha256").asString();
    }

    int changes(String document) {
        return call("changes", Map.of("id", document)).asInt();
    }

    // edits

    public void put(String document, String key, Object value) {
        call("put", Map.of("id", document, "key", key, "value", value));
    }

    /** Inserts text at an index of the text under the key, as one change. */
    void insert(String document, String key, int at, String text) {
        call("splice", Map.of("id", document, "key", key, "at", at, "text", text));
    }

    /** Appends one character per change, as fast as they go. */
    void type(String document, String key, String text) {
        call("type", Map.of("id", document, "key", key, "text", text));
    }

    void putRandomBytes(String document, String key, int size) {
        call("putRandomBytes", Map.of("id", document, "key", key, "size", size));
    }

    /** Writes so many separate changes of one character each. */
    void writeLongHistory(String document, String key, int changes) {
        call(
                "longHistory",
                Map.of("id", document, "key", key, "changes", changes),
                Duration.ofMinutes(3));
    }

    List<String> createMany(int count) {
        return strings(call("createMany", Map.of("count", count)));
    }

    /** Asks for all of these and waits until each came as {@link #createMany} wrote it. */
    void awaitMany(List<String> documents, Duration patience) {
        call("awaitMany", Map.of("ids", documents, "ms", patience.toMillis()), patience);
    }

    /**
     * Makes a change to one of these documents again and again, and a document of its own after
     * every so many.
     */
    void startEditing(List<String> documents, Duration every, int createEvery) {
        call(
                "startEditing",
                Map.of("ids", documents, "every", every.toMillis(), "createEvery", createEvery));
    }

    void stopEditing() {
        call("stopEditing");
    }

    /** Asks for all of these at once and waits: how many are unavailable. */
    int countUnavailable(List<String> documents, Duration patience) {
        return call(
                        "countUnavailable",
                        Map.of("ids", documents, "ms", patience.toMillis()),
                        patience)
                .asInt();
    }

    /** Every document that was created or found here. */
    List<String> documents() {
        return strings(call("documents"));
    }

    // what the server says it has

    void recordClaims() {
        call("recordClaims");
    }

    /** Waits until the server has said anything since the last {@link #claims}. */
    void awaitClaim() {
        call("awaitClaim", Map.of("ms", PATIENCE.toMillis()));
    }

    /**
     * The server is dead: once this client has read the last of its words, by document the heads
     * that it said it has, in sync messages that came since the last call.
     */
    Map<String, List<String>> claims() {
        var claims = new LinkedHashMap<String, List<String>>();
        JsonNode said = call("claims", Map.of("ms", PATIENCE.toMillis()));
        said.properties().forEach(entry -> claims.put(entry.getKey(), strings(entry.getValue())));
        return claims;
    }

    /** Waits until the server has said of every document here that it has just the same. */
    void awaitInStep(Duration patience) {
        call("awaitInStep", Map.of("ms", patience.toMillis()), patience);
    }

    // ephemeral messages and remote heads

    void broadcast(String document, Map<String, ?> message) {
        call("broadcast", Map.of("id", document, "message", message));
    }

    /**
     * The ephemeral messages of a document, as {@code {senderId, message}}, once there are so many.
     */
    List<JsonNode> awaitEphemeral(String document, int count) {
        JsonNode all =
                call(
                        "awaitEphemeral",
                        Map.of("id", document, "count", count, "ms", PATIENCE.toMillis()));
        return List.copyOf(all.values());
    }

    String storageId() {
        return call("storageId").asString();
    }

    void subscribe(String storageId) {
        call("subscribe", Map.of("storageIds", List.of(storageId)));
    }

    void awaitRemoteHeads(String document, String storageId, List<String> heads) {
        call(
                "awaitRemoteHeads",
                Map.of(
                        "id", document,
                        "storageId", storageId,
                        "heads", heads,
                        "ms", PATIENCE.toMillis()));
    }

    // the connection

    public Client awaitConnected() {
        call("awaitConnected", Map.of("ms", PATIENCE.toMillis()));
        return this;
    }

    void awaitClosed() {
        call("awaitClosed", Map.of("ms", PATIENCE.toMillis()));
    }

    /** Cuts the socket without a goodbye; nothing connects until {@link #goOnline}. */
    void goOffline() {
        call("unplug");
    }

    /** What it sends from now on is lost on the way, until it goes offline and online again. */
    void loseWhatIsSent() {
        call("loseWhatIsSent");
    }

    /** What it sends from now on is spoilt on the way, as {@code tampering.mjs} says. */
    void tamper(String how) {
        call("tamper", Map.of("how", how));
    }

    /** From now on everything arrives as it was sent. */
    void tamperNoMore() {
        call("tamper");
    }

    void goOnline() {
        call("plug");
    }

    /** Reads nothing more from the socket, as a suspended laptop; it will still reconnect. */
    void stopReading() {
        call("pauseReading");
    }

    /** As {@link #stopReading}, and when the socket is closed it never connects again. */
    void fallAsleepForGood() {
        call("pauseReading", Map.of("forGood", true));
    }

    void resumeReading() {
        call("resumeReading");
    }

    Traffic traffic() {
        JsonNode traffic = call("traffic");
        JsonNode sent = traffic.get("sent");
        JsonNode received = traffic.get("received");
        return new Traffic(
                sent.get("messages").asInt(),
                sent.get("bytes").asLong(),
                received.get("messages").asInt(),
                received.get("bytes").asLong(),
                traffic);
    }

    /** Leaves for good, once; what it had to write to its folder is written on return. */
    void leave() {
        if (left) return;
        left = true;
        call("close");
    }

    private JsonNode call(String command) {
        return call(command, Map.of(), PATIENCE);
    }

    private JsonNode call(String command, Map<String, ?> with) {
        return call(command, with, PATIENCE);
    }

    private JsonNode call(String command, Map<String, ?> with, Duration patience) {
        return node.call(name, command, with, patience);
    }

    private static List<String> strings(JsonNode array) {
        return array.values().stream().map(JsonNode::asString).toList();
    }
}
