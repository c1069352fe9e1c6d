package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import xyz.groundmist.sync.backup.BackupPlan;
import xyz.groundmist.sync.home.Settings.Given;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * When backups are made by themselves: {@code BACKUP_DIR}, {@code BACKUP_EVERY_HOURS} and {@code
 * BACKUP_KEEP} of the environment, else {@code backup} in the file {@code settings.json}, an object
 * of {@code folder} (an absolute path), {@code everyHours} and {@code keep}. Without a folder none
 * are made.
 */
final class BackupSettings {
    private static final int MOST_HOURS = 24 * 366;
    private static final int MOST_KEPT = 1_000;

    private BackupSettings() {}

    /** Null: none are made by themselves. */
    static @Nullable BackupPlan read(Path dataFolder, Map<String, String> environment)
            throws SettingsException {
        JsonNode file = SettingsFile.read(dataFolder).backup();
        Given folder = given("BACKUP_DIR", "folder", environment, file);
        if (folder == null) return null;
        return plan(
                folder,
                given("BACKUP_EVERY_HOURS", "everyHours", environment, file),
                given("BACKUP_KEEP", "keep", environment, file));
    }

    static BackupPlan plan(Given folder, @Nullable Given hours, @Nullable Given keep)
            throws SettingsException {
        return new BackupPlan(
                folder(folder),
                hours == null
                        ? BackupPlan.DAILY
                        : Duration.ofHours(number(hours, MOST_HOURS, "a number of hours")),
                keep == null ? BackupPlan.KEEP : number(keep, MOST_KEPT, "a number of backups"));
    }

    static @Nullable JsonNode written(@Nullable BackupPlan plan) {
        if (plan == null) return null;
        return JsonMapper.shared()
                .createObjectNode()
                .put("folder", plan.folder().toString())
                .put("everyHours", plan.every().toHours())
                .put("keep", plan.keep());
    }

    private static @Nullable Given given(
            String variable, String key, Map<String, String> environment, @Nullable JsonNode file) {
        String value = environment.get(variable);
        if (value != null && !value.isBlank()) {
            return new Given("The environment variable " + variable, value.strip(), false);
        }
        JsonNode node = file == null ? null : file.get(key);
        if (node == null || node.isNull() || !node.isValueNode()) return null;
        return new Given("“" + key + "” of “backup” in settings.json", node.asString(), false);
    }

    private static Path folder(Given given) throws SettingsException {
        try {
            Path folder = Path.of(given.value());
            if (folder.isAbsolute()) return folder.normalize();
        } catch (InvalidPathException _) {
            // refused below, like a relative one
        }
        throw given.unusable("it must be the whole path of a folder");
    }

    private static int number(Given given, int most, String what) throws SettingsException {
        try {
            int number = Integer.parseInt(given.value());
            if (number >= 1 && number <= most) return number;
        } catch (NumberFormatException _) {
            // refused below, like a number out of range
        }
        throw given.unusable("it must be " + what + ", from 1 to " + most);
    }
}
