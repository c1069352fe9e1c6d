package xyz.groundmist.sync.doctor;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.home.BackupState;
import xyz.groundmist.sync.home.ControlClient;
import xyz.groundmist.sync.home.ControlException;
import xyz.groundmist.sync.home.Settings;
import xyz.groundmist.sync.home.Status;

import java.nio.file.Path;
import java.util.Map;

/**
 * What is known before anything is looked at.
 *
 * @param settings as the server would start with, or does run with
 * @param status of the running server; null: none runs, or it couldn't be asked
 * @param backups null without a running server
 */
record Patient(
        Path dataFolder,
        Settings settings,
        @Nullable Status status,
        @Nullable BackupState backups) {
    static Patient meet(Settings settings) {
        Path folder = settings.dataFolder();
        try (var server = ControlClient.connect(folder, "")) {
            return new Patient(
                    folder,
                    settings,
                    server.ask("status", Map.of(), Status.class),
                    server.ask("backups.state", Map.of(), BackupState.class));
        } catch (ControlException _) {
            return new Patient(folder, settings, null, null);
        }
    }

    /** Where the outside reaches it, as a URL; null: nowhere. */
    @Nullable String publicUrl() {
        if (status != null) return status.publicUrl();
        var url = settings.publicUrl();
        return url == null ? null : url.toString();
    }
}
