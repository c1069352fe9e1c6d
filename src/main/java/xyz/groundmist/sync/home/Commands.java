package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import xyz.groundmist.sync.access.Grants;
import xyz.groundmist.sync.access.NewGrant;
import xyz.groundmist.sync.space.SpaceStatus;
import xyz.groundmist.sync.space.Spaces;
import xyz.groundmist.sync.store.SpaceName;
import xyz.groundmist.sync.store.StoreException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The commands of the control socket: {@code status}, {@code apps.add}, {@code apps.list}, {@code
 * apps.revoke}, {@code spaces.list} and {@code documents.list}.
 */
final class Commands implements ControlHandler {
    private final Grants grants;
    private final Spaces spaces;
    private final Supplier<Status> status;

    Commands(Grants grants, Spaces spaces, Supplier<Status> status) {
        this.grants = grants;
        this.spaces = spaces;
        this.status = status;
    }

    @Override
    public Object answer(String command, JsonNode request) throws ControlException {
        return switch (command) {
            case "status" -> status.get();
            case "apps.add" -> addApp(request);
            case "apps.list" -> grants.list().stream().map(AppEntry::of).toList();
            case "apps.revoke" -> revokeApp(request);
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

    private NewApp addApp(JsonNode request) throws ControlException {
        String spaceText = text(request, "space");
        if (spaceText == null) {
            throw new ControlException(
                    "An app needs a space, such as xyz.groundmist.library: name it with --space.");
        }
        SpaceName space = space(spaceText);
        long seconds = request.path("lifetimeSeconds").longValue(0);
        try {
            NewGrant added =
                    grants.add(
                            space,
                            text(request, "name"),
                            origin(request),
                            request.path("readOnly").booleanValue(false),
                            seconds > 0 ? Duration.ofSeconds(seconds) : null);
            return new NewApp(
                    added.grant().id(),
                    added.token(),
                    webSocketUrl(status.get()) + "/?token=" + added.token());
        } catch (IllegalArgumentException | StoreException e) {
            throw new ControlException(Reason.sentence(e));
        }
    }

    private Map<String, Object> revokeApp(JsonNode request) throws ControlException {
        String id = text(request, "id");
        try {
            if (id != null && grants.revoke(id)) return Map.of("id", id, "revoked", true);
        } catch (StoreException e) {
            throw new ControlException(
                    "The app "
                            + id
                            + " may sync no more, but that could not be written down, so it could"
                            + " again after the next start. "
                            + Reason.sentence(e)
                            + " Then revoke it once more.");
        }
        throw new ControlException(
                "There is no app “"
                        + (id == null ? "" : id)
                        + "” that may still connect. See which there are with: groundmist-sync apps"
                        + " list");
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

    private static SpaceName space(String text) throws ControlException {
        SpaceName space = SpaceName.parse(text);
        if (space != null) return space;
        throw new ControlException(
                "“"
                        + text
                        + "” names no space: it must be a lexicon authority domain, such as"
                        + " xyz.groundmist.library. Give another --space.");
    }

    private static String webSocketUrl(Status status) {
        String url = status.publicUrl() == null ? status.url() : status.publicUrl();
        return "ws" + url.substring("http".length());
    }

    /** One that was given empty is refused further on: it must not come to mean any origin. */
    private static @Nullable String origin(JsonNode request) {
        JsonNode node = request.path("origin");
        return node.isMissingNode() || node.isNull() ? null : node.asString("");
    }

    private static @Nullable String text(JsonNode request, String key) {
        JsonNode node = request.path(key);
        String text = node.isString() ? node.stringValue().strip() : "";
        return text.isEmpty() ? null : text;
    }
}
