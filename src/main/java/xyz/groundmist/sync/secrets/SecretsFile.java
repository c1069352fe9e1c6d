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
import java.util.Map;
import java.util.TreeMap;

/**
 * A file that only its user can read: {@code {"secrets": {NAME: {"plain": TEXT}}}}. It is replaced
 * in whole, and what is in memory is what is on disk.
 */
final class SecretsFile implements Secrets {
    private static final String SECRETS = "secrets";
    private static final String PLAIN = "plain";

    private final Path file;
    // Guarded by this; replaced, never changed.
    private Map<String, String> secrets;

    private SecretsFile(Path file, Map<String, String> secrets) {
        this.file = file;
        this.secrets = secrets;
    }

    static SecretsFile open(Path file) throws IOException {
        try {
            byte[] json = Files.readAllBytes(file);
            PrivateFile.keepToOwner(file);
            return new SecretsFile(file, parsed(file, json));
        } catch (NoSuchFileException _) {
            return new SecretsFile(file, Map.of());
        }
    }

    private static Map<String, String> parsed(Path file, byte[] json) throws IOException {
        JsonNode whole = StrictJson.object(json);
        JsonNode entries = whole == null ? null : whole.get(SECRETS);
        if (entries == null || !entries.isObject()) throw damaged(file);
        var secrets = new TreeMap<String, String>();
        for (Map.Entry<String, JsonNode> entry : entries.properties()) {
            String plain = StrictJson.text(entry.getValue(), PLAIN);
            if (plain == null) throw damaged(file);
            secrets.put(entry.getKey(), plain);
        }
        return secrets;
    }

    private static IOException damaged(Path file) {
        return new IOException(
                "The file "
                        + file
                        + " should hold what only this server may know, and it doesn't. Put it"
                        + " back from a backup; or delete it, start again, and sign in again.");
    }

    @Override
    public synchronized @Nullable String read(String name) {
        return secrets.get(name);
    }

    @Override
    public synchronized void write(String name, String secret) throws IOException {
        var next = new TreeMap<>(secrets);
        if (!secret.equals(next.put(name, secret))) replace(next);
    }

    @Override
    public synchronized void forget(String name) throws IOException {
        var next = new TreeMap<>(secrets);
        if (next.remove(name) != null) replace(next);
    }

    private void replace(Map<String, String> next) throws IOException {
        ObjectNode whole = JsonMapper.shared().createObjectNode();
        ObjectNode entries = whole.putObject(SECRETS);
        next.forEach((name, secret) -> entries.putObject(name).put(PLAIN, secret));
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
        secrets = next;
    }

    @Override
    public String place() {
        return "a file that only you can read";
    }

    /** The path, and nothing that it holds. */
    @Override
    public String toString() {
        return "SecretsFile[" + file + "]";
    }
}
