package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import xyz.groundmist.sync.space.SpaceStatus;
import xyz.groundmist.sync.space.Spaces;
import xyz.groundmist.sync.store.SpaceName;
import xyz.groundmist.sync.store.StoreException;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The commands of the control socket: {@code status}, {@code spaces.list}, {@code documents.list}
 * and those of {@link AppCommands}, {@link OwnerCommands} and {@link BackupCommands}.
 */
final class Commands implements ControlHandler {
    private final AppCommands apps;
    private final OwnerCommands owner;
    private final BackupCommands backups;
    private final Spaces spaces;
    private final Supplier<Status> status;

    Commands(
            AppCommands apps,
            OwnerCommands owner,
            BackupCommands backups,
            Spaces spaces,
            Supplier<Status> status) {
        this.apps = apps;
        this.owner = owner;
        this.backups = backups;
        this.spaces = spaces;
        this.status = status;
    }

    @Override
    public Object answer(String command, JsonNode request) throws ControlException {
        Object done = apps.answer(command, request);
        if (done == null) done = owner.answer(command, request);
        if (done == null) done = backups.answer(command, request);
        if (done != null) return done;
        return switch (command) {
            case "status" -> status.get();
            case "spaces.list" -> spaces.status().stream().map(SpaceEntry::of).toList();
            case "documents.list" -> documents(request);
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
