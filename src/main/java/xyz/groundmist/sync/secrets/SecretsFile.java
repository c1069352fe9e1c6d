package xyz.groundmist.sync.secrets;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import xyz.groundmist.sync.identity.PrivateFile;
import xyz.groundmist.sync.identity.StrictJson;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A file that only its user can read: {@code {"key": ID, "secrets": {NAME: {"plain": TEXT} or
 * {"sealed": BASE64}}}}. It is replaced in whole.
 */
record SecretsFile(Path file) {
    private static final String KEY = "key";
    private static final String SECRETS = "secrets";
    private static final String PLAIN = "plain";
    private static final String SEALED = "sealed";

    /** A secret as it is in the file. */
    sealed interface Entry {}

    record Plain(String secret) implements Entry {
        @Override
        public String toString() {
            return "Plain";
        }
    }

    /**
     * @param base64 see {@link SealingKey}
     */
    record Sealed(String base64) implements Entry {}

    /**
     * @param key names the key of what is sealed; null when nothing is
     * @param entries not to be changed
     */
    record Content(@Nullable String key, Map<String, Entry> entries) {
        static final Content NOTHING = new Content(null, Map.of());

        Content with(String name, Entry entry) {
            var next = new TreeMap<>(entries);
            next.put(name, entry);
            return new Content(key, Collections.unmodifiableMap(next));
        }

        Content without(String name) {
            var next = new TreeMap<>(entries);
            next.remove(name);
            return new Content(key, Collections.unmodifiableMap(next));
        }

        boolean plain() {
            return entries.values().stream().anyMatch(Plain.class::isInstance);
        }

        boolean sealed() {
            return entries.values().stream().anyMatch(Sealed.class::isInstance);
        }
    }

    static SecretsFile of(Path folder) {
        return new SecretsFile(folder.resolve("secrets.json"));
    }

    /**
     * @throws IOException with a sentence when it can't be read
     */
    Content read() throws IOException {
        byte[] json;
        try {
            json = Files.readAllBytes(file);
            PrivateFile.keepToOwner(file);
        } catch (NoSuchFileException _) {
            return Content.NOTHING;
        }
        JsonNode whole = StrictJson.object(json);
        JsonNode secrets = whole == null ? null : whole.get(SECRETS);
        if (whole == null || secrets == null || !secrets.isObject()) throw damaged();
        var entries = new TreeMap<String, Entry>();
        for (Map.Entry<String, JsonNode> each : secrets.properties()) {
            entries.put(each.getKey(), entry(each.getValue()));
        }
        var content = new Content(StrictJson.text(whole, KEY), entries);
        if (whole.has(KEY) != (content.key() != null) || (content.sealed() && !whole.has(KEY))) {
            throw damaged();
        }
        return content;
    }

    private Entry entry(JsonNode json) throws IOException {
        String plain = StrictJson.text(json, PLAIN);
        String sealed = StrictJson.text(json, SEALED);
        if (plain != null && sealed == null) return new Plain(plain);
        if (sealed != null && plain == null) return new Sealed(sealed);
        throw damaged();
    }

    private IOException damaged() {
        return new IOException(
                "The file "
                        + file
                        + " should hold what only this server may know, and it doesn't. Put it"
                        + " back from a backup; or delete it, start again, and sign in again.");
    }

    /** On disk when this returns; as it was when it throws. */
    void write(Content content) throws IOException {
        ObjectNode whole = JsonMapper.shared().createObjectNode();
        if (content.key() != null) whole.put(KEY, content.key());
        ObjectNode secrets = whole.putObject(SECRETS);
        content.entries()
                .forEach((name, entry) -> {
                    switch (entry) {
                        case Plain plain -> secrets.putObject(name).put(PLAIN, plain.secret());
                        case Sealed sealed -> secrets.putObject(name).put(SEALED, sealed.base64());
                    }
                });
        try {
            PrivateFile.write(file, JsonMapper.shared().writeValueAsBytes(whole));
        } catch (IOException e) {
            throw new IOException(
                    "The file "
                            + file
                            + " can't be written. Free some space, and check that this user may"
                            + " write there.",
                    e);
        }
    }
}
