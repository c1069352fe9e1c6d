package xyz.groundmist.sync.owner;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.identity.Network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A PLC directory, a PDS and its authorization server in one, which answers as it is told to: what
 * a real one never would, among others.
 */
final class FakePds implements AutoCloseable {
    static final Did ALICE = new Did("did:plc:aliceaaaaaaaaaaaaaaaaaaa");
    static final Did MALLORY = new Did("did:plc:malloryaaaaaaaaaaaaaaaaa");

    private static final JsonMapper JSON = JsonMapper.shared();

    /** What is answered at a path. */
    record Answer(int status, Map<String, ?> body) {}

    /** What was asked: the path, and the form or the JSON that came with it. */
    record Asked(String path, Map<String, String> form, String body) {}

    final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Map<String, Work> works = new ConcurrentHashMap<>();
    private final HttpServer server;

    /** Whether nothing may be changed whatever the token. */
    volatile boolean refusing;

    interface Work {
        void happen() throws Exception;
    }

    FakePds() throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = HttpServer.create(address, 0);
        server.createContext("/", this::serve);
        server.start();
        document(ALICE, url());
        document(MALLORY, url());
        for (String origin : List.of(url(), otherUrl())) {
            answers.put(
                    origin + "/.well-known/oauth-protected-resource",
                    new Answer(
                            200,
                            Map.of("resource", origin, "authorization_servers", List.of(url()))));
        }
        answers.put("/.well-known/oauth-authorization-server", new Answer(200, metadata()));
        answers.put("/par", new Answer(201, Map.of("request_uri", "urn:x", "expires_in", 300)));
        answers.put("/token", new Answer(200, tokens()));
        answers.put("/revoke", new Answer(200, Map.of()));
        answers.put(
                "/xrpc/com.atproto.sync.getRepoStatus", new Answer(200, Map.of("active", true)));
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** The same server under another name. */
    String otherUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    Network network() {
        return new Network(URI.create(url()), handle -> ALICE, true);
    }

    Map<String, Object> metadata() {
        var metadata = new HashMap<String, Object>();
        metadata.put("issuer", url());
        metadata.put("pushed_authorization_request_endpoint", url() + "/par");
        metadata.put("authorization_endpoint", url() + "/authorize");
        metadata.put("token_endpoint", url() + "/token");
        metadata.put("revocation_endpoint", url() + "/revoke");
        metadata.put("token_endpoint_auth_methods_supported", List.of("none", "private_key_jwt"));
        return metadata;
    }

    Map<String, Object> tokens() {
        var tokens = new HashMap<String, Object>();
        tokens.put("access_token", "access-" + asked.size());
        tokens.put("refresh_token", "refresh-" + asked.size());
        tokens.put("token_type", "DPoP");
        tokens.put("expires_in", 3600);
        tokens.put("sub", ALICE.text());
        tokens.put("scope", Scopes.NARROW);
        return tokens;
    }

    /** From now on answers so at a path, under both of its names unless one is given. */
    void answer(String path, int status, Map<String, ?> body) {
        answers.put(path, new Answer(status, body));
    }

    void document(Did did, String pds) {
        answer(
                "/" + did,
                200,
                Map.of(
                        "id", did.text(),
                        "alsoKnownAs", List.of("at://alice.example.com"),
                        "service",
                                List.of(
                                        Map.of(
                                                "id", "#atproto_pds",
                                                "type", "AtprotoPersonalDataServer",
                                                "serviceEndpoint", pds))));
    }

    /** How often a path was asked. */
    long count(String path) {
        return asked.stream().filter(each -> each.path().equals(path)).count();
    }

    Asked last(String path) {
        return asked.stream().filter(each -> each.path().equals(path)).toList().getLast();
    }

    /** What everybody reads as the record from now on; with a CID of null there is none. */
    void record(String cid, String host, String key) {
        String path = "/xrpc/com.atproto.repo.getRecord";
        if (cid.isEmpty()) {
            answer(path, 400, Map.of("error", "RecordNotFound"));
        } else {
            answer(path, 200, Map.of("cid", cid, "value", Map.of("host", host, "key", key)));
        }
    }

    /** Something else happens before the next answer at a path. */
    void during(String path, Work work) {
        works.put(path, work);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(new Asked(path, form(body), body));
            Work work = works.remove(path);
            if (work != null) work.happen();
            if (path.endsWith("putRecord") && !refusing) put(JSON.readTree(body));
            String origin = "http://" + exchange.getRequestHeaders().getFirst("Host");
            Answer answer = answers.get(origin + path);
            if (answer == null) answer = answers.getOrDefault(path, new Answer(404, Map.of()));
            byte[] text = JSON.writeValueAsBytes(answer.body());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), text.length);
            exchange.getResponseBody().write(text);
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private void put(JsonNode request) {
        JsonNode record = request.get("record");
        String cid = "cid-" + asked.size();
        record(cid, record.get("host").asString(), record.get("key").asString());
        answer("/xrpc/com.atproto.repo.putRecord", 200, Map.of("cid", cid));
    }

    private static Map<String, String> form(String body) {
        var form = new HashMap<String, String>();
        for (String pair : body.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 0 || body.startsWith("{")) continue;
            form.put(
                    pair.substring(0, equals),
                    URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return form;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
