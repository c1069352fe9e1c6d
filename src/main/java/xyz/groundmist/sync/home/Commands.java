package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.space.Space;
import xyz.groundmist.sync.space.SpaceStatus;
import xyz.groundmist.sync.space.Spaces;
import xyz.groundmist.sync.store.SpaceName;
import xyz.groundmist.sync.store.StoreException;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The commands of the control socket: {@code status}, {@code spaces.list}, {@code documents.list}
 * and those of {@link AppCommands}, {@link OwnerCommands}, {@link ReachCommands}, {@link
 * DeviceCommands} and {@link BackupCommands}.
 */
final class Commands implements ControlHandler {
    private final AppCommands apps;
    private final OwnerCommands owner;
    private final ReachCommands reach;
    private final DeviceCommands devices;
    private final BackupCommands backups;
    private final Spaces spaces;
    private final Supplier<Status> status;

    Commands(
            AppCommands apps,
            OwnerCommands owner,
            ReachCommands reach,
            DeviceCommands devices,
            BackupCommands backups,
            Spaces spaces,
            Supplier<Status> status) {
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
        if (done == null) done = reach.answer(command, request);
        if (done == null) done = devices.answer(command, request);
        if (done == null) done = backups.answer(command, request);
        if (done != null) return done;
        return switch (command) {
            case "status" -> status.get();
            case "spaces.list" -> spaces.status().stream().map(SpaceEntry::of).toList();
            case "documents.list" -> documents(request);
            case "documents.delete" -> decide(request, true);
            case "documents.undelete" -> decide(request, false);
            default ->
                    throw new ControlException(
                            "The running Groundmist Sync (version "
                                    + Version.current()
                                    + ") doesn't know the command “"
                                    + command
                                    + "”. Start it again if it was updated since.");
        };
    }

    private List<DocumentEntry> documents(JsonNode request) throws ControlException {
        String wanted = text(request, "space");
        SpaceName only = wanted == null ? null : space(wanted);
        List<SpaceName> names =
                spaces.status().stream()
                        .map(SpaceStatus::name)
                        .filter(name -> only == null || only.equals(name))
                        .toList();
        if (only != null && names.isEmpty()) {
            throw new ControlException(
                    "There is no space “"
                            + only
                            + "” yet. See which there are with: groundmist-sync spaces list");
        }
        List<DocumentEntry> entries = new ArrayList<>();
        for (SpaceName name : names) {
            try {
                spaces.open(name)
                        .documents()
                        .forEach(document -> entries.add(DocumentEntry.of(name, document)));
            } catch (StoreException e) {
                // Asked for all, the others are shown: status says what is wrong with this one.
                if (only != null) throw new ControlException(Reason.sentence(e));
            }
        }
        return entries;
    }

    /** Deletes a document, or brings it back, in whichever space has it. */
    private DeletedEntry decide(JsonNode request, boolean delete) throws ControlException {
        String text = text(request, "id");
        String bare = text == null ? "" : text.replaceFirst("^automerge:", "");
        DocumentId id = DocumentId.parse(bare);
        if (id == null) {
            throw new ControlException(
                    "“%s” is no document's id. See which there are with: groundmist-sync documents list"
                            .formatted(bare));
        }
        StoreException failure = null;
        for (SpaceName name : spaces.names()) {
            try {
                Space space = spaces.open(name);
                if (delete ? space.delete(id) : space.undelete(id)) {
                    return new DeletedEntry(name.domain(), id.toString(), delete);
                }
            } catch (StoreException e) {
                failure = e; // perhaps another space has it
            }
        }
        if (failure != null) throw new ControlException(Reason.sentence(failure));
        throw new ControlException(
                delete
                        ? "There is no document %s. See which there are with: groundmist-sync documents list"
                                .formatted(id)
                        : "No deleted document %s is kept here. They are kept for 30 days."
                                .formatted(id));
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
