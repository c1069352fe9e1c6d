package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.store.SpaceName;

import java.time.Duration;
import java.util.List;

/** Grants, spaces and the HTTP server, wired together. */
final class ServingRooms implements Rooms {
    private final Settings settings;

    private ServingRooms(Settings settings) {
        this.settings = settings;
    }

    static Rooms open(Settings settings) throws StartException {
        return new ServingRooms(settings);
    }

    @Override
    public int port() {
        return settings.port();
    }

    @Override
    public int connectedApps() {
        return 0;
    }

    @Override
    public int connectedSockets() {
        return 0;
    }

    @Override
    public List<SpaceEntry> spaces() {
        return List.of();
    }

    @Override
    public List<DocumentEntry> documents(SpaceName space) {
        return List.of();
    }

    @Override
    public List<AppEntry> apps() {
        return List.of();
    }

    @Override
    public Granted addApp(
            SpaceName space,
            @Nullable String name,
            @Nullable String origin,
            boolean readOnly,
            @Nullable Duration lifetime)
            throws ControlException {
        throw new ControlException("This build can't add apps yet.");
    }

    @Override
    public boolean revokeApp(String id) {
        return false;
    }

    @Override
    public void close() {}
}
