package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import xyz.groundmist.sync.home.Settings.Given;
import xyz.groundmist.sync.http.TrustedProxies;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The file {@code settings.json} of a data folder: one JSON object, every key optional.
 *
 * @param port a number
 * @param publicUrl a string
 * @param ownerDid a string
 * @param reach an object ({@link ReachSettings})
 * @param trustedProxies an array of strings, addresses or networks such as 10.0.0.0/8
 * @param lan true or false
 * @param spaceGigabytes a number
 * @param backup an object ({@link BackupSettings})
 */
record SettingsFile(
        @Nullable Given port,
        @Nullable Given publicUrl,
        @Nullable Given ownerDid,
        @Nullable ReachSettings reach,
        List<String> trustedProxies,
        @Nullable Given lan,
        @Nullable Given spaceGigabytes,
        @Nullable JsonNode backup) {
    static final String NAME = "settings.json";

    private static final List<String> KEYS =
            List.of(
                    "port",
                    "publicUrl",
                    "ownerDid",
                    "reach",
                    "trustedProxies",
                    "lan",
                    "spaceGigabytes",
                    "backup");
    private static final SettingsFile ABSENT =
            new SettingsFile(null, null, null, null, List.of(), null, null, null);

    static SettingsFile read(Path folder) throws SettingsException {
        Path path = folder.resolve(NAME);
        JsonNode root;
        try {
            String text = Files.readString(path);
            if (text.isBlank()) return ABSENT;
            root =
                    JsonMapper.builder()
                            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                            .build()
                            .readTree(text);
        } catch (NoSuchFileException | NotDirectoryException _) {
            return ABSENT;
        } catch (IOException e) {
            if (!Files.isDirectory(folder)) return ABSENT;
            throw new SettingsException(
                    "The settings file "
                            + path
                            + " can't be read: "
                            + Reason.of(e)
                            + ". Correct that or take the file away.",
                    false);
        } catch (JacksonException e) {
            var where = e.getLocation();
            throw broken(
                    path,
                    where == null || where.getLineNr() < 1
                            ? "it isn't valid JSON"
                            : "it isn't valid JSON at line "
                                    + where.getLineNr()
                                    + ", column "
                                    + where.getColumnNr());
        }
        if (!root.isObject()) throw broken(path, "it must hold one JSON object");
        for (String key : root.propertyNames()) {
            if (!KEYS.contains(key)) {
                throw broken(
                        path,
                        "it has “"
                                + key
                                + "”, which is no setting; the settings are "
                                + String.join(", ", KEYS));
            }
        }
        return new SettingsFile(
                value(path, root, "port", JsonNode::isIntegralNumber, "a whole number"),
                value(path, root, "publicUrl", JsonNode::isString, "a string"),
                value(path, root, "ownerDid", JsonNode::isString, "a string"),
                reach(path, root.path("reach")),
                proxies(path, root.path("trustedProxies")),
                value(path, root, "lan", JsonNode::isBoolean, "true or false"),
                value(path, root, "spaceGigabytes", JsonNode::isIntegralNumber, "a whole number"),
                object(path, root, "backup"));
    }

    private static @Nullable JsonNode object(Path path, JsonNode root, String key)
            throws SettingsException {
        JsonNode node = root.path(key);
        if (node.isMissingNode() || node.isNull()) return null;
        if (!node.isObject()) throw broken(path, "“" + key + "” must be an object");
        return node;
    }

    private static @Nullable ReachSettings reach(Path path, JsonNode node)
            throws SettingsException {
        if (node.isMissingNode() || node.isNull()) return null;
        try {
            return ReachSettings.read(node);
        } catch (ReachSettings.FormException e) {
            throw broken(path, "“reach” " + e.getMessage());
        }
    }

    private static List<String> proxies(Path path, JsonNode node) throws SettingsException {
        if (node.isMissingNode() || node.isNull()) return List.of();
        List<String> proxies = new ArrayList<>();
        for (JsonNode each : node) proxies.add(each.isString() ? each.stringValue() : "");
        if (node.isArray() && TrustedProxies.parse(proxies) != null) return proxies;
        throw broken(
                path,
                "“trustedProxies” must be an array of addresses, or networks such as"
                        + " \"10.0.0.0/8\"");
    }

    private static @Nullable Given value(
            Path path, JsonNode root, String key, Predicate<JsonNode> fits, String form)
            throws SettingsException {
        JsonNode node = root.path(key);
        if (node.isMissingNode() || node.isNull()) return null;
        if (!fits.test(node)) throw broken(path, "“" + key + "” must be " + form);
        return new Given("“" + key + "” in " + path, node.asString(), false);
    }

    private static SettingsException broken(Path path, String what) {
        return new SettingsException(
                "The settings file "
                        + path
                        + " can't be used: "
                        + what
                        + ". Correct it or take it away.",
                false);
    }
}
