package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import xyz.groundmist.sync.access.Access;
import xyz.groundmist.sync.access.Grant;
import xyz.groundmist.sync.access.Invitation;
import xyz.groundmist.sync.access.NewGrant;
import xyz.groundmist.sync.store.SpaceName;
import xyz.groundmist.sync.store.StoreException;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The commands of the control socket about apps: {@code apps.list}, {@code apps.add}, {@code
 * apps.approve}, {@code apps.deny}, {@code apps.confirm}, {@code apps.revoke}, {@code apps.invite},
 * {@code apps.window} and {@code apps.log}.
 */
final class AppCommands {
    private static final int LONGEST_LOG = 1_000;

    private final Access access;
    private final Names names;

    AppCommands(Access access, Names names) {
        this.access = access;
        this.names = names;
    }

    /** Null when the command isn't one of these. */
    @Nullable Object answer(String command, JsonNode request) throws ControlException {
        try {
            return switch (command) {
                case "apps.list" -> list();
                case "apps.add" -> add(request);
                case "apps.approve" -> approve(request);
                case "apps.deny" -> deny(request);
                case "apps.confirm" -> confirm(request);
                case "apps.revoke" -> revoke(request);
                case "apps.access" -> access(request);
                case "apps.invite" -> invite(request);
                case "apps.window" -> window(request);
                case "apps.log" -> log(request);
                default -> null;
            };
        } catch (IllegalArgumentException | StoreException e) {
            throw new ControlException(Reason.sentence(e));
        }
    }

    private AppList list() {
        return new AppList(
                access.approvals().list().stream().map(AppRequest::of).toList(),
                access.window().openUntil(),
                access.grants().list().stream().map(AppEntry::of).toList());
    }

    private NewApp add(JsonNode request) throws ControlException, StoreException {
        long seconds = request.path("lifetimeSeconds").longValue(0);
        NewGrant added =
                access.grants()
                        .add(
                                space(request),
                                Commands.text(request, "name"),
                                origin(request),
                                request.path("readOnly").booleanValue(false),
                                seconds > 0 ? Duration.ofSeconds(seconds) : null);
        String webSocket = "ws" + names.origin().toString().substring("http".length());
        return new NewApp(
                added.grant().id(), added.token(), webSocket + "/?token=" + added.token());
    }

    private static SpaceName space(JsonNode request) throws ControlException {
        String text = Commands.text(request, "space");
        if (text != null) return Commands.space(text);
        throw new ControlException(
                "An app needs a space, such as xyz.groundmist.library: name it with --space.");
    }

    /** One that was given empty is refused further on: it must not come to mean any origin. */
    private static @Nullable String origin(JsonNode request) {
        JsonNode node = request.path("origin");
        return node.isMissingNode() || node.isNull() ? null : node.asString("");
    }

    private AppEntry approve(JsonNode request) throws ControlException, StoreException {
        String code = code(request);
        Grant grant =
                access.approvals()
                        .approve(
                                code,
                                request.path("readOnly").booleanValue(false),
                                Commands.text(request, "name"));
        if (grant == null) throw nobodyWaits(code);
        return AppEntry.of(grant);
    }

    private Map<String, Object> deny(JsonNode request) throws ControlException {
        String code = code(request);
        if (!access.approvals().deny(code)) throw nobodyWaits(code);
        return Map.of("code", code, "denied", true);
    }

    private static String code(JsonNode request) {
        String code = Commands.text(request, "code");
        return code == null ? "" : code;
    }

    private static ControlException nobodyWaits(String code) {
        return new ControlException(
                "No app with the code “"
                        + code
                        + "” waits. It may have given up, or waited too long: then let it ask"
                        + " again.");
    }

    private Map<String, Object> confirm(JsonNode request) throws ControlException, StoreException {
        String id = Commands.text(request, "id");
        int confirmed = 0;
        for (Grant grant : access.grants().list()) {
            if (id == null && access.grants().confirm(grant.id())) confirmed++;
        }
        if (id != null && access.grants().confirm(id)) confirmed++;
        if (confirmed > 0) return Map.of("confirmed", confirmed);
        throw new ControlException(
                "No app waits to be confirmed" + (id == null ? "" : " as “" + id + "”") + ".");
    }

    private Map<String, Object> revoke(JsonNode request) throws ControlException {
        String id = Commands.text(request, "id");
        try {
            if (id != null && access.grants().revoke(id)) return Map.of("id", id, "revoked", true);
        } catch (StoreException e) {
            throw new ControlException(
                    "The app "
                            + id
                            + " may sync no more, but that could not be written down, so it could"
                            + " again after the next start. "
                            + Reason.sentence(e)
                            + " Then revoke it once more.");
        }
        throw noApp(id);
    }

    private Map<String, Object> access(JsonNode request) throws ControlException, StoreException {
        String id = Commands.text(request, "id");
        boolean readOnly = request.path("readOnly").booleanValue(true);
        if (id == null || !access.grants().access(id, readOnly)) throw noApp(id);
        return Map.of("id", id, "readOnly", readOnly);
    }

    private static ControlException noApp(@Nullable String id) {
        return new ControlException(
                "There is no app “" + (id == null ? "" : id) + "” that may still connect.");
    }

    private NewInvitation invite(JsonNode request) throws ControlException {
        String app = Commands.text(request, "app");
        URI page = app == null ? null : page(app);
        Invitation invitation =
                access.invitations()
                        .invite(
                                space(request),
                                Commands.text(request, "name"),
                                request.path("readOnly").booleanValue(false));
        String secret = "invitation=" + invitation.secret();
        URI ours = names.origin();
        return new NewInvitation(
                page == null
                        ? ours + "/#" + secret
                        : page + "#groundmist-sync=" + ours.getRawAuthority() + "&" + secret,
                invitation.space().domain(),
                invitation.readOnly(),
                invitation.expires());
    }

    /** The app's own page; the invitation goes behind its #, which browsers send to nobody. */
    private static URI page(String text) throws ControlException {
        try {
            URI page = new URI(text).parseServerAuthority();
            String scheme = String.valueOf(page.getScheme()).toLowerCase(Locale.ROOT);
            String host = page.getHost();
            boolean own = host != null && (host.equals("localhost") || host.equals("127.0.0.1"));
            boolean web = scheme.equals("https") || (scheme.equals("http") && own);
            if (host != null && web && page.getRawFragment() == null) {
                return page.getRawPath().isEmpty() ? page.resolve("/") : page;
            }
        } catch (URISyntaxException _) {
            // refused below, like an address of another form
        }
        throw new ControlException(
                "“"
                        + text
                        + "” is not the address of an app's page: it begins with https:// and has"
                        + " no # in it. Give another --app, or none.");
    }

    private WindowState window(JsonNode request) {
        if (request.path("close").booleanValue(false)) {
            access.window().close();
            return new WindowState(null);
        }
        long seconds = request.path("seconds").longValue(0);
        Instant until = access.window().open(Duration.ofSeconds(seconds));
        return new WindowState(until);
    }

    private List<LogEntry> log(JsonNode request) throws StoreException {
        return access.ledger().newest(Commands.text(request, "id"), LONGEST_LOG).stream()
                .map(LogEntry::of)
                .toList();
    }
}
