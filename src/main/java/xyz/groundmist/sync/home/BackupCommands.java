package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import xyz.groundmist.sync.backup.BackupException;
import xyz.groundmist.sync.backup.BackupKeeper;
import xyz.groundmist.sync.backup.BackupPlan;
import xyz.groundmist.sync.backup.Seal;
import xyz.groundmist.sync.home.Settings.Given;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The commands of the control socket about backups: {@code backups.state}, {@code backups.make},
 * {@code backups.rehearse}, {@code backups.wait} for what these two began, and {@code
 * backups.plan}.
 */
final class BackupCommands {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    private final BackupKeeper keeper;
    private final Valuables valuables;
    private final Path dataFolder;
    private final Map<String, String> environment;
    private @Nullable Job job; // guarded by this

    private record Job(String id, FutureTask<BackupAnswer> task) {}

    BackupCommands(
            BackupKeeper keeper,
            Valuables valuables,
            Path dataFolder,
            Map<String, String> environment) {
        this.keeper = keeper;
        this.valuables = valuables;
        this.dataFolder = dataFolder;
        this.environment = environment;
    }

    /** Null when the command isn't one of these. */
    @Nullable Object answer(String command, JsonNode request) throws ControlException {
        return switch (command) {
            case "backups.state" -> BackupState.of(keeper);
            case "backups.make" -> make(request);
            case "backups.rehearse" ->
                    begin(id ->
                            new BackupAnswer(id, true, null, RehearsalEntry.of(keeper.rehearse())));
            case "backups.wait" -> await(Commands.text(request, "id"));
            case "backups.plan" -> plan(request);
            default -> null;
        };
    }

    private BackupAnswer make(JsonNode request) throws ControlException {
        String file = Commands.text(request, "file");
        Path target = file == null ? null : Path.of(file);
        if (target != null && !target.isAbsolute()) {
            throw new ControlException("A backup's file is named by its whole path. Give that.");
        }
        JsonNode typed = request.path("passphrase");
        char[] passphrase = typed.isString() ? typed.stringValue().toCharArray() : null;
        return begin(id -> {
            byte[] sealed = passphrase == null ? null : Seal.close(valuables.read(), passphrase);
            return new BackupAnswer(id, true, BackupEntry.of(keeper.make(target, sealed)), null);
        });
    }

    private interface Work {
        BackupAnswer done(String id) throws Exception;
    }

    private synchronized BackupAnswer begin(Work work) throws ControlException {
        Job before = job;
        if (before != null && !before.task().isDone()) {
            throw new ControlException(
                    "A backup is being made or tried already. Wait a moment, and try again.");
        }
        String id = UUID.randomUUID().toString();
        Callable<BackupAnswer> call = () -> work.done(id);
        var task = new FutureTask<>(call);
        job = new Job(id, task);
        Thread.ofVirtual().name("backup").start(task);
        return new BackupAnswer(id, false, null, null);
    }

    private BackupAnswer await(@Nullable String id) throws ControlException {
        Job current;
        synchronized (this) {
            current = job;
        }
        if (current == null || !current.id().equals(id)) {
            throw new ControlException(
                    "This backup isn't known here any more. See how it went in the list of"
                            + " backups.");
        }
        try {
            return current.task().get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return new BackupAnswer(current.id(), false, null, null);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BackupException known) {
                throw new ControlException(known.sentence());
            }
            if (e.getCause() instanceof IOException unread) { // a keyring that is locked
                throw new ControlException(Reason.sentence(unread));
            }
            throw new IllegalStateException("a backup failed", e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new ControlException("The server is stopping.");
        }
    }

    private BackupState plan(JsonNode request) throws ControlException {
        try {
            BackupPlan plan =
                    request.path("off").booleanValue(false)
                            ? null
                            : BackupSettings.plan(
                                    required(given(request, "folder")),
                                    given(request, "everyHours"),
                                    given(request, "keep"));
            new SettingsEdit(dataFolder, environment).backup(plan);
            // what the environment sets stays
            keeper.plan(BackupSettings.read(dataFolder, environment));
            return BackupState.of(keeper);
        } catch (SettingsException e) {
            throw new ControlException(e.sentence());
        }
    }

    private static Given required(@Nullable Given folder) throws ControlException {
        if (folder != null) return folder;
        throw new ControlException("Say where backups should go: name a folder.");
    }

    private static @Nullable Given given(JsonNode request, String key) {
        JsonNode node = request.path(key);
        if (!node.isValueNode() || node.isNull()) return null;
        String name =
                switch (key) {
                    case "folder" -> "The folder";
                    case "everyHours" -> "The time between backups";
                    default -> "The number of backups to keep";
                };
        return new Given(name, node.asString(), true);
    }
}
