package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import xyz.groundmist.sync.space.Spaces;
import xyz.groundmist.sync.store.SpaceName;

import java.util.function.Supplier;

/**
 * The commands of the control socket: {@code status}, {@code spaces.list} and those of {@link
 * AppCommands}, {@link OwnerCommands}, {@link DocumentCommands}, {@link TransferCommands}, {@link
 * ReachCommands}, {@link DeviceCommands} and {@link BackupCommands}.
 */
final class Commands implements ControlHandler {
    private final AppCommands apps;
    private final OwnerCommands owner;
    private final DocumentCommands documents;
    private final TransferCommands transfers;
    private final ReachCommands reach;
    private final DeviceCommands devices;
    private final BackupCommands backups;
    private final Spaces spaces;
    private final Supplier<Status> status;

    Commands(
            AppCommands apps,
            OwnerCommands owner,
            DocumentCommands documents,
            TransferCommands transfers,
            ReachCommands reach,
            DeviceCommands devices,
            BackupCommands backups,
            Spaces spaces,
            Supplier<Status> status) {
        this.documents = documents;
        this.transfers = transfers;
        this.apps = apps;
        this.owner = owner;
        this.reach = reach;
        this.devices = devices;
        this.backups = backups;
        this.spaces = spaces;
        this.status = status;
    }

    @Override
    public Object answer(String command, JsonNode request) throws ControlException {
        Object done = apps.answer(command, request);
        if (done == null) done = owner.answer(command, request);
        if (done == null) done = documents.answer(command, request);
        if (done == null) done = transfers.answer(command, request);
        if (done == null) done = reach.answer(command, request);
        if (done == null) done = devices.answer(command, request);
        if (done == null) done = backups.answer(command, request);
        if (done != null) return done;
        return switch (command) {
            case "status" -> status.get();
            case "spaces.list" -> spaces.status().stream().map(SpaceEntry::of).toList();
            default ->
                    throw new ControlException(
                            "The running Groundmist Sync (version "
                                    + Version.current()
                                    + ") doesn't know the command “"
                                    + command
                                    + "”. Start it again if it was updated since.");
        };
    }

    /** The space that the text names. */
    static SpaceName space(String text) throws ControlException {
        SpaceName space = SpaceName.parse(text);
        if (space != null) return space;
        throw new ControlException(
                "“"
                        + text
                        + "” names no space: it must be a lexicon authority domain, such as"
                        + " xyz.groundmist.library. Give another --space.");
    }

    /** A member of the request that is a text with something in it, or null. */
    static @Nullable String text(JsonNode request, String key) {
        JsonNode node = request.path(key);
        String text = node.isString() ? node.stringValue().strip() : "";
        return text.isEmpty() ? null : text;
    }
}
