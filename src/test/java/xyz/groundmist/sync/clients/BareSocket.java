package xyz.groundmist.sync.clients;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;

/**
 * A WebSocket to the server under test that sends only what it is told to. Messages are maps, sent
 * as CBOR; {@link #bytes} stands for a byte string in them, and in what comes back.
 */
final class BareSocket {
    private final NodeClients node;
    private final String name;

    BareSocket(NodeClients node, String name, String url) {
        this.node = node;
        this.name = name;
        call("open", Map.of("kind", "bare", "url", url));
    }

    static Map<String, String> bytes(String hex) {
        return Map.of("$hex", hex);
    }

    BareSocket awaitOpen() {
        call("awaitOpen", Map.of("ms", Client.PATIENCE.toMillis()));
        return this;
    }

    void send(Map<String, ?> message) {
        call("send", Map.of("message", message));
    }

    void sendHex(String hex) {
        call("sendHex", Map.of("hex", hex));
    }

    void sendText(String text) {
        call("sendText", Map.of("text", text));
    }

    /** All messages so far, once there are so many. */
    List<JsonNode> awaitMessages(int count) {
        JsonNode all =
                call("awaitMessages", Map.of("count", count, "ms", Client.PATIENCE.toMillis()));
        return List.copyOf(all.values());
    }

    List<JsonNode> messages() {
        return List.copyOf(call("messages", Map.of()).values());
    }

    /** How it was closed: {@code {code, reason}}; the reason may be the client's own words. */
    JsonNode awaitClosed() {
        return call("awaitClosed", Map.of("ms", Client.PATIENCE.toMillis()));
    }

    void leave() {
        call("close", Map.of());
    }

    private JsonNode call(String command, Map<String, ?> with) {
        return node.call(name, command, with, Client.PATIENCE);
    }
}
