package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URI;
import java.time.InstantSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * A running server: its data folder taken, its rooms open, its control socket listening.
 *
 * <p>Made by {@link #start} and ended by {@link #close}, from any thread.
 */
public final class Home implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Home.class);

    private final Settings settings;
    private final Instant started;
    private final DataFolder folder;
    private final Rooms rooms;
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable ControlServer control; // set once by start, before anyone else has this

    private Home(Settings settings, Instant started, DataFolder folder, Rooms rooms) {
        this.settings = settings;
        this.started = started;
        this.folder = folder;
        this.rooms = rooms;
    }

    /** Opens the rooms below for these settings. */
    @FunctionalInterface
    interface RoomsOpener {
        Rooms open(Settings settings) throws StartException;
    }

    /**
     * Takes the data folder and starts everything; when this returns the server listens.
     *
     * @param environment says where the runtime folder is ({@code XDG_RUNTIME_DIR})
     */
    public static Home start(Settings settings, Map<String, String> environment)
            throws StartException {
        return start(settings, environment, ServingRooms::open);
    }

    static Home start(Settings settings, Map<String, String> environment, RoomsOpener opener)
            throws StartException {
        DataFolder folder = DataFolder.take(settings.dataFolder());
        try {
            Logging.toFolder(settings.dataFolder().resolve("logs"));
            Rooms rooms = opener.open(settings);
            try {
                var home = new Home(settings, InstantSource.system().instant(), folder, rooms);
                home.control =
                        ControlServer.open(
                                folder,
                                environment,
                                new Commands(rooms, home::status),
                                ControlServer.Limits.STANDARD);
                LOG.info("Version {} listens on {}", Version.current(), home.url());
                return home;
            } catch (StartException | RuntimeException e) {
                rooms.close();
                throw e;
            }
        } catch (StartException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** The loopback address, such as {@code http://127.0.0.1:3031}. */
    public String url() {
        return "http://127.0.0.1:" + rooms.port();
    }

    public Settings settings() {
        return settings;
    }

    /** Whether no app may connect yet. */
    public boolean hasNoApps() {
        try {
            return rooms.apps().stream().allMatch(app -> app.revoked() != null);
        } catch (ControlException _) {
            return false;
        }
    }

    /** How the server is at this moment. */
    public Status status() {
        URI publicUrl = settings.publicUrl();
        List<SpaceEntry> spaces = rooms.spaces();
        return new Status(
                Version.current(),
                ProcessHandle.current().pid(),
                started,
                rooms.port(),
                url(),
                publicUrl == null ? null : publicUrl.toString(),
                settings.ownerDid(),
                settings.dataFolder().toString(),
                spaces,
                rooms.connectedApps(),
                rooms.connectedSockets(),
                problems(spaces));
    }

    private List<String> problems(List<SpaceEntry> spaces) {
        List<String> problems = new ArrayList<>();
        String open = folder.problem();
        if (open != null) problems.add(open);
        for (SpaceEntry space : spaces) {
            if (space.problem() != null) problems.add(space.space() + ": " + space.problem());
        }
        return problems;
    }

    /** Waits until someone closes this. */
    public void awaitClosed() throws InterruptedException {
        closed.await();
    }

    /**
     * Stops: no new commands, no new clients, what clients sent is brought to disk, then the folder
     * is given back. Idempotent; a second caller waits for nothing.
     */
    @Override
    public void close() {
        ControlServer socket;
        synchronized (this) {
            if (control == null) return;
            socket = control;
            control = null;
        }
        LOG.info("Stopping");
        socket.close();
        rooms.close();
        LOG.info("Stopped");
        folder.close();
        closed.countDown();
    }
}
