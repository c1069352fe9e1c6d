package xyz.groundmist.sync.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The file {@code .env} of the Node prototype: a variable on each line (the form that dotenv
 * reads), of which {@code ATPROTO_DID}, {@code PORT} and {@code PUBLIC_URL} mean the same here. Its
 * secret key isn't needed any more: what it signed is not accepted.
 */
public final class PrototypeEnvironment {
    private static final List<String> KNOWN = List.of("ATPROTO_DID", "PORT", "PUBLIC_URL");
    private static final long LARGEST = 1 << 20;

    private PrototypeEnvironment() {}

    /**
     * Takes its settings over into {@code settings.json} of the data folder, which is made where it
     * is missing.
     *
     * @return what was taken over, by the names there
     * @throws SettingsException with a sentence, and nothing is taken over, when a value is no use
     */
    public static Map<String, String> takeOver(Path file, Path dataFolder)
            throws SettingsException {
        Map<String, String> found = read(file);
        found.keySet().retainAll(KNOWN);
        Settings settings =
                Settings.read(new Settings.Flags(dataFolder.toString(), null, null), found);
        try {
            DataFolder.create(dataFolder);
        } catch (IOException e) {
            throw new SettingsException(
                    "The data folder " + dataFolder + " can't be made: " + Reason.of(e) + ".",
                    false);
        }
        var edit = new SettingsEdit(dataFolder, Map.of());
        if (found.containsKey("PORT")) edit.port(settings.port());
        if (found.containsKey("PUBLIC_URL")) edit.publicUrl(settings.publicUrl());
        if (found.containsKey("ATPROTO_DID")) edit.ownerDid(settings.ownerDid());
        return found;
    }

    private static Map<String, String> read(Path file) throws SettingsException {
        try {
            if (Files.size(file) > LARGEST) throw new IOException("it is too large");
            Map<String, String> variables = new HashMap<>();
            for (String line : Files.readAllLines(file)) {
                String text = line.strip().replaceFirst("^export\\s+", "");
                int equals = text.indexOf('=');
                if (text.startsWith("#") || equals < 1) continue;
                String value = value(text.substring(equals + 1).strip());
                if (!value.isEmpty()) variables.put(text.substring(0, equals).strip(), value);
            }
            return variables;
        } catch (IOException e) {
            throw new SettingsException(
                    "The file " + file + " can't be read: " + Reason.of(e) + ".", true);
        }
    }

    private static String value(String written) {
        char first = written.isEmpty() ? ' ' : written.charAt(0);
        if (first == '"' || first == '\'') {
            int end = written.indexOf(first, 1);
            if (end > 0) return written.substring(1, end);
        }
        return written.replaceFirst("\\s+#.*$", "");
    }
}
