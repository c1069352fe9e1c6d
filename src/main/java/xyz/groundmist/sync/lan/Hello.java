package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import xyz.groundmist.sync.identity.StrictJson;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * What a device says of itself to one that it is paired with.
 *
 * @param name for people; at most {@link #LONGEST_NAME} characters, without control characters
 * @param port where it listens on the local network; 0: nowhere
 * @param publicUrl where it can be reached from anywhere; null: nowhere
 * @param forgotten which machines it trusts no more, the last one first; advice to those it trusts
 * @param restored when its key last came out of a backup (seconds since 1970); 0: never. Of two
 *     machines with one key the later one is it
 */
record Hello(
        String name, int port, @Nullable URI publicUrl, List<DeviceId> forgotten, long restored) {
    static final int MOST_FORGOTTEN = 20;
    static final int LONGEST_NAME = 60;
    private static final int HIGHEST_PORT = 65_535;
    private static final int LONGEST_URL = 300;

    Hello {
        name = plain(name);
        forgotten = List.copyOf(forgotten);
    }

    byte[] json() {
        ObjectNode json =
                JsonMapper.shared()
                        .createObjectNode()
                        .put("name", name)
                        .put("port", port)
                        .put("url", publicUrl == null ? null : publicUrl.toString())
                        .put("restored", restored);
        ArrayNode ids = json.putArray("forgotten");
        forgotten.forEach(one -> ids.add(one.text()));
        return JsonMapper.shared().writeValueAsBytes(json);
    }

    /** Null when it is none. */
    static @Nullable Hello read(byte[] json) {
        JsonNode object = StrictJson.object(json);
        return object == null ? null : of(object);
    }

    static @Nullable Hello of(JsonNode object) {
        String name = StrictJson.text(object, "name");
        int port = object.path("port").intValue(-1);
        if (name == null || port < 0 || port > HIGHEST_PORT) return null;
        String url = StrictJson.text(object, "url");
        return new Hello(
                name,
                port,
                url == null ? null : url(url),
                forgotten(object.path("forgotten")),
                Math.max(0, object.path("restored").longValue(0)));
    }

    private static List<DeviceId> forgotten(JsonNode array) {
        List<DeviceId> ids = new ArrayList<>();
        for (JsonNode one : array) {
            DeviceId id = one.isString() ? DeviceId.parse(one.asString()) : null;
            if (id != null && ids.size() < MOST_FORGOTTEN) ids.add(id);
        }
        return ids;
    }

    /** A bare web address, or null. */
    static @Nullable URI url(String text) {
        if (text.length() > LONGEST_URL) return null;
        try {
            URI url = URI.create(text);
            boolean web = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
            boolean bare =
                    url.getHost() != null
                            && url.getRawUserInfo() == null
                            && url.getRawQuery() == null
                            && url.getRawFragment() == null
                            && (url.getRawPath() == null
                                    || url.getRawPath().isEmpty()
                                    || url.getRawPath().equals("/"));
            return web && bare ? url : null;
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /** A name as another computer may give it: on one line, not long, never empty. */
    static String plain(String name) {
        var plain = new StringBuilder();
        name.codePoints()
                .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT)
                .limit(LONGEST_NAME)
                .forEach(plain::appendCodePoint);
        String text = plain.toString().strip();
        return text.isEmpty() ? "computer" : text;
    }
}
