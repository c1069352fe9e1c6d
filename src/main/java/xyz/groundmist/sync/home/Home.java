package xyz.groundmist.sync.home;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A running server: its data folder taken, its rooms open, its control socket listening.
 *
 * <p>Made by {@link #start} and ended by {@link #close}, from any thread.
 */
public final class Home implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Home.class);

    private final Settings settings;
    private final Instant started;
    private final Instance instance;
    private final Rooms rooms;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean givesBack; // set by start, before anyone else has this

    private Home(Settings settings, Instant started, Instance instance, Rooms rooms) {
        this.settings = settings;
        this.started = started;
        this.instance = instance;
        this.rooms = rooms;
    }

    /**
     * Takes the data folder and starts everything; when this returns the server listens. Closing it
     * gives the folder back.
     *
     * @param environment says where the runtime folder is ({@code XDG_RUNTIME_DIR})
     */
    public static Home start(Settings settings, Map<String, String> environment)
            throws StartException {
        Instance instance = Instance.take(settings.dataFolder());
        try {
            Home home = open(settings, instance);
            home.givesBack = true;
            try {
                instance.listen(environment);
                return home;
            } catch (StartException | RuntimeException e) {
                home.close();
                throw e;
            }
        } catch (StartException | RuntimeException e) {
            instance.close();
            throw e;
        }
    }

    /** Starts everything in a folder that is taken, and that stays taken when this is closed. */
    static Home open(Settings settings, Instance instance) throws StartException {
        Rooms rooms = Rooms.open(settings);
        var home = new Home(settings, InstantSource.system().instant(), instance, rooms);
        instance.answerBy(new Commands(rooms.grants(), rooms.spaces(), home::status));
        LOG.info("Version {} listens on {}", Version.current(), home.url());
        return home;
    }

    /** The loopback address, such as {@code http://127.0.0.1:3031}. */
    public String url() {
        return "http://127.0.0.1:" + rooms.http().port();
    }

    public Settings settings() {
        return settings;
    }

    /** Whether no app may connect yet. */
    public boolean hasNoApps() {
        Instant now = Instant.now();
        return rooms.grants().list().stream().allMatch(grant -> grant.endedAt(now));
    }

    /** How the server is at this moment. */
    public Status status() {
        URI publicUrl = settings.publicUrl();
        List<SpaceEntry> spaces = rooms.spaces().status().stream().map(SpaceEntry::of).toList();
        return new Status(
                Version.current(),
                ProcessHandle.current().pid(),
                started,
                rooms.http().port(),
                url(),
                publicUrl == null ? null : publicUrl.toString(),
                settings.ownerDid(),
                settings.dataFolder().toString(),
                spaces,
                rooms.http().grants(),
                rooms.http().sockets(),
                problems(spaces));
    }

    private List<String> problems(List<SpaceEntry> spaces) {
        List<String> problems = new ArrayList<>();
        String open = instance.folder().problem();
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
     * is given back. Whoever comes second waits for the first: a process that ends by a signal must
     * not end in the middle of this.
     */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            awaitFirst();
            return;
        }
        LOG.info("Stopping");
        if (givesBack) instance.silence();
        instance.answerBy(null);
        rooms.close();
        LOG.info("Stopped");
        if (givesBack) instance.close();
        closed.countDown();
    }

    private void awaitFirst() {
        try {
            closed.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
