package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import xyz.groundmist.sync.store.SpaceName;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The commands of the control socket: {@code status}, {@code apps.add}, {@code apps.list}, {@code
 * apps.revoke}, {@code spaces.list} and {@code documents.list}.
 */
final class Commands implements ControlHandler {
    private static final int LONGEST_NAME = 200;

    private final Rooms rooms;
    private final Supplier<Status> status;

    Commands(Rooms rooms, Supplier<Status> status) {
        this.rooms = rooms;
        this.status = status;
    }

    @Override
    public Object answer(String command, JsonNode request) throws ControlException {
        return switch (command) {
            case "status" -> status.get();
            case "apps.add" -> addApp(request);
            case "apps.list" -> rooms.apps();
            case "apps.revoke" -> revokeApp(request);
            case "spaces.list" -> rooms.spaces();
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
        String name = text(request, "name");
        if (name != null && name.length() > LONGEST_NAME) {
            throw new ControlException(
                    "An app's name may have " + LONGEST_NAME + " characters. Give a shorter one.");
        }
        String origin = text(request, "origin");
        if (origin != null) origin = origin(origin);
        long seconds = request.path("lifetimeSeconds").longValue(0);
        Rooms.Granted granted =
                rooms.addApp(
                        space,
                        name,
                        origin,
                        request.path("readOnly").booleanValue(false),
                        seconds > 0 ? Duration.ofSeconds(seconds) : null);
        return new NewApp(
                granted.id(),
                granted.token(),
                webSocketUrl(status.get()) + "/?token=" + granted.token());
    }

    private Map<String, Object> revokeApp(JsonNode request) throws ControlException {
        String id = text(request, "id");
        if (id == null || !rooms.revokeApp(id)) {
            throw new ControlException(
                    "There is no app “"
                            + (id == null ? "" : id)
                            + "” to revoke. See which there are with: groundmist-sync apps list");
        }
        return Map.of("id", id, "revoked", true);
    }

    private List<DocumentEntry> documents(JsonNode request) throws ControlException {
        String wanted = text(request, "space");
        if (wanted != null) return rooms.documents(known(space(wanted)));
        List<DocumentEntry> all = new ArrayList<>();
        for (SpaceEntry entry : rooms.spaces()) {
            if (entry.problem() == null) all.addAll(rooms.documents(space(entry.space())));
        }
        return all;
    }

    private SpaceName known(SpaceName space) throws ControlException {
        boolean known =
                rooms.spaces().stream().anyMatch(entry -> entry.space().equals(space.domain()));
        if (known) return space;
        throw new ControlException(
                "There is no space “"
                        + space
                        + "” yet. See which there are with: groundmist-sync spaces list");
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

    /** An origin as browsers send it (RFC 6454, section 6.2): in lower case, no default port. */
    private static String origin(String text) throws ControlException {
        try {
            URI uri = new URI(text).parseServerAuthority();
            String scheme = uri.getScheme();
            String host = uri.getHost();
            String path = uri.getRawPath();
            if (scheme != null
                    && host != null
                    && (path == null || path.isEmpty() || path.equals("/"))
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && uri.getRawUserInfo() == null) {
                String lower = scheme.toLowerCase(Locale.ROOT);
                int standard = lower.equals("https") ? 443 : lower.equals("http") ? 80 : -1;
                boolean shown = uri.getPort() >= 0 && uri.getPort() != standard;
                return lower
                        + "://"
                        + host.toLowerCase(Locale.ROOT)
                        + (shown ? ":" + uri.getPort() : "");
            }
        } catch (URISyntaxException _) {
            // refused below, like an origin of another form
        }
        throw new ControlException(
                "“"
                        + text
                        + "” is no web origin: it must be a scheme and a host, such as"
                        + " https://library.groundmist.xyz. Give another --origin.");
    }

    private static String webSocketUrl(Status status) {
        String url = status.publicUrl() == null ? status.url() : status.publicUrl();
        return "ws" + url.substring("http".length());
    }

    private static @Nullable String text(JsonNode request, String key) {
        JsonNode node = request.path(key);
        String text = node.isString() ? node.stringValue().strip() : "";
        return text.isEmpty() ? null : text;
    }
}
