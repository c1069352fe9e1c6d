package xyz.groundmist.sync.owner;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.identity.HttpAnswer;
import xyz.groundmist.sync.identity.HttpAsk;
import xyz.groundmist.sync.identity.IdentityException;
import xyz.groundmist.sync.identity.SafeHttp;
import xyz.groundmist.sync.identity.StrictJson;
import xyz.groundmist.sync.owner.OwnerException.Kind;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * What the owner's PDS does for this server. First of all, the one record in the owner's
 * repository, {@code at://<did>/xyz.groundmist.sync/<did>} (com.atproto.repo.getRecord, putRecord,
 * deleteRecord). Every change names the state that it replaces, so that nobody's words are
 * overwritten unread.
 */
final class Repository {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String XRPC = "/xrpc/com.atproto.repo.";
    private static final String THE_RECORD = "the record in your account";

    private final SafeHttp plain;
    private final DpopHttp http;
    private final LiveSession session;

    Repository(SafeHttp plain, DpopHttp http, LiveSession session) {
        this.plain = plain;
        this.http = http;
        this.session = session;
    }

    /** The record, which anyone may read; null when there is none. */
    @Nullable AddressRecord read(URI pds, String did) throws OwnerException {
        String id = URLEncoder.encode(did, StandardCharsets.UTF_8);
        String query = "?repo=%s&collection=%s&rkey=%s".formatted(id, Scopes.COLLECTION, id);
        HttpAnswer answer;
        try {
            answer = plain.send(HttpAsk.get(URI.create(pds + XRPC + "getRecord" + query)));
        } catch (IdentityException e) {
            throw new OwnerException(
                    e.passing() ? Kind.UNREACHABLE : Kind.UNSUITED,
                    "The account's server can't be asked for its record. " + e.getMessage(),
                    e);
        }
        JsonNode body = StrictJson.object(answer.body());
        if (answer.status() == 200 && body != null) {
            String cid = StrictJson.text(body, "cid");
            JsonNode value = body.path("value");
            if (cid != null && value.isObject()) {
                return new AddressRecord(
                        cid, StrictJson.text(value, "host"), StrictJson.text(value, "key"));
            }
        }
        if ("RecordNotFound".equals(DpopHttp.error(answer))) return null;
        throw http.refused(answer, "to show " + THE_RECORD);
    }

    /**
     * Writes the record.
     *
     * @param replaced the state it replaces; null: there must be no record
     * @return what names the new state
     * @throws OwnerException {@code OTHERS_RECORD} when the record is in another state
     */
    String write(String did, String host, String key, @Nullable String replaced)
            throws OwnerException {
        ObjectNode request = about(did, replaced);
        request.putObject("record")
                .put("$type", Scopes.COLLECTION)
                .put("host", host)
                .put("key", key);
        JsonNode body = change("putRecord", request);
        String cid = body == null ? null : StrictJson.text(body, "cid");
        if (cid != null) return cid;
        throw new OwnerException(
                Kind.UNSUITED, "The account's server didn't say what it has written.");
    }

    /** Takes the record away, if it is still in this state. */
    void delete(String did, String replaced) throws OwnerException {
        change("deleteRecord", about(did, replaced));
    }

    /**
     * A token, good for a minute, by which the account proves itself to somebody
     * (com.atproto.server.getServiceAuth).
     *
     * @throws OwnerException also when the sign-in doesn't allow it
     */
    String proof(Did audience, String method) throws OwnerException {
        String query =
                "?aud=%s&lxm=%s"
                        .formatted(
                                URLEncoder.encode(audience.text(), StandardCharsets.UTF_8),
                                URLEncoder.encode(method, StandardCharsets.UTF_8));
        HttpAnswer answer = session.get("/xrpc/com.atproto.server.getServiceAuth" + query);
        JsonNode body = StrictJson.object(answer.body());
        String token = body == null ? null : StrictJson.text(body, "token");
        if (answer.status() == 200 && token != null) return token;
        throw http.refused(answer, "to prove your account to another computer");
    }

    private static ObjectNode about(String did, @Nullable String replaced) {
        return JSON.createObjectNode()
                .put("repo", did)
                .put("collection", Scopes.COLLECTION)
                .put("rkey", did)
                .put("swapRecord", replaced);
    }

    private @Nullable JsonNode change(String method, ObjectNode request) throws OwnerException {
        HttpAnswer answer = session.post(XRPC + method, JSON.writeValueAsString(request));
        if (answer.status() == 200) return StrictJson.object(answer.body());
        String error = DpopHttp.error(answer);
        if ("InvalidSwap".equals(error)) {
            throw new OwnerException(
                    Kind.OTHERS_RECORD,
                    "Somebody else has changed the record in your account at this moment. Try"
                            + " again.");
        }
        if ("ScopeMissingError".equals(error) || answer.status() == 403) {
            throw new OwnerException(
                    Kind.NOT_GRANTED,
                    "The sign-in doesn't allow changing the record in your account. "
                            + Wording.AGAIN);
        }
        throw http.refused(answer, "to change " + THE_RECORD);
    }
}
