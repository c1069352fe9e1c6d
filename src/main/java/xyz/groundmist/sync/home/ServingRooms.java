package xyz.groundmist.sync.home;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import xyz.groundmist.sync.access.Grant;
import xyz.groundmist.sync.access.Grants;
import xyz.groundmist.sync.access.NewGrant;
import xyz.groundmist.sync.http.HttpLimits;
import xyz.groundmist.sync.http.HttpServer;
import xyz.groundmist.sync.http.HttpSettings;
import xyz.groundmist.sync.http.ListenException;
import xyz.groundmist.sync.space.DocumentStatus;
import xyz.groundmist.sync.space.SpaceStatus;
import xyz.groundmist.sync.space.Spaces;
import xyz.groundmist.sync.space.Terms;
import xyz.groundmist.sync.store.SpaceName;
import xyz.groundmist.sync.store.StoreException;

/** Grants, spaces and the HTTP server, wired together. */
final class ServingRooms implements Rooms {
    private static final Logger log = LoggerFactory.getLogger(ServingRooms.class);

    private final Grants grants;
    private final Spaces spaces;
    private final HttpServer http;

    private ServingRooms(Grants grants, Spaces spaces, HttpServer http) {
        this.grants = grants;
        this.spaces = spaces;
        this.http = http;
    }

    static Rooms open(Settings settings) throws StartException {
        Path folder = settings.dataFolder();
        var opened = new ArrayList<AutoCloseable>();
        try {
            InstantSource clock = InstantSource.system();
            Grants grants = Grants.open(folder.resolve("access.db"), clock);
            opened.addFirst(grants);
            var spaces = new Spaces(folder, clock);
            opened.addFirst(spaces);
            var http =
                    new HttpServer(
                            new HttpSettings(
                                    HttpSettings.LOOPBACK,
                                    settings.port(),
                                    publicHosts(settings.publicUrl()),
                                    folder.resolve("spool"),
                                    HttpLimits.DEFAULT),
                            grants,
                            (grant, socket) ->
                                    spaces.open(grant.space())
                                            .connect(
                                                    socket,
                                                    new Terms(grant.id(), grant.readOnly())));
            opened.addFirst(http);
            http.start();
            return new ServingRooms(grants, spaces, http);
        } catch (ListenException | StoreException e) {
            close(opened);
            throw new StartException(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            close(opened);
            throw new StartException(
                    "The data folder %s can't be used: %s. Check its permissions and free space."
                            .formatted(folder, e.getMessage()));
        } catch (Exception e) {
            close(opened);
            log.error("The server can't start", e);
            throw new StartException(
                    "The server can't start (%s). The log in %s says more."
                            .formatted(e.getMessage(), folder.resolve("logs")));
        }
    }

    private static Set<String> publicHosts(@Nullable URI publicUrl) {
        return publicUrl == null ? Set.of() : Set.of(publicUrl.getHost());
    }

    private static void close(List<AutoCloseable> opened) {
        for (AutoCloseable one : opened) {
            try {
                one.close();
            } catch (Exception e) {
                log.warn("While giving up the start: {}", e.getMessage());
            }
        }
    }

    @Override
    public int port() {
        return http.port();
    }

    @Override
    public int connectedApps() {
        return (int) spaces.connectedGrants();
    }

    @Override
    public int connectedSockets() {
        return http.sockets();
    }

    @Override
    public List<SpaceEntry> spaces() {
        return spaces.status().stream().map(ServingRooms::entry).toList();
    }

    private static SpaceEntry entry(SpaceStatus space) {
        return new SpaceEntry(
                space.name().domain(),
                space.documents(),
                space.changes(),
                space.bytes(),
                space.connected(),
                space.problem());
    }

    @Override
    public List<DocumentEntry> documents(SpaceName space) throws ControlException {
        try {
            List<DocumentStatus> documents = spaces.documents(space);
            if (documents == null) {
                throw new ControlException(
                        "There is no space %s. See: groundmist-sync spaces list".formatted(space));
            }
            return documents.stream().map(document -> entry(space, document)).toList();
        } catch (StoreException e) {
            throw new ControlException(String.valueOf(e.getMessage()));
        }
    }

    private static DocumentEntry entry(SpaceName space, DocumentStatus document) {
        return new DocumentEntry(
                space.domain(),
                document.id().toString(),
                document.changes(),
                document.bytes(),
                document.created(),
                document.changed(),
                document.connected());
    }

    @Override
    public List<AppEntry> apps() {
        return grants.list().stream().map(ServingRooms::entry).toList();
    }

    private static AppEntry entry(Grant grant) {
        return new AppEntry(
                grant.id(),
                grant.space().domain(),
                grant.name(),
                grant.origin(),
                grant.readOnly(),
                grant.created(),
                grant.expires(),
                grant.revoked(),
                grant.lastUsed());
    }

    @Override
    public Granted addApp(
            SpaceName space,
            @Nullable String name,
            @Nullable String origin,
            boolean readOnly,
            @Nullable Duration lifetime)
            throws ControlException {
        try {
            NewGrant made = grants.add(space, name, origin, readOnly, lifetime);
            return new Granted(made.grant().id(), made.token());
        } catch (StoreException | IllegalArgumentException e) {
            throw new ControlException(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public boolean revokeApp(String id) throws ControlException {
        try {
            return grants.revoke(id);
        } catch (StoreException e) {
            throw new ControlException(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        http.close();
        spaces.close();
        grants.close();
    }
}
