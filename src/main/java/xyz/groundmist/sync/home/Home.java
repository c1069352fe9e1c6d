package xyz.groundmist.sync.home;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.access.Access;
import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.identity.Network;
import xyz.groundmist.sync.reach.Internet;

import java.net.URI;
import java.nio.file.Path;
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
    private final DeviceCommands devices;
    private final Transfers transfers = new Transfers();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean givesBack; // set by start, before anyone else has this

    private Home(Settings settings, Instant started, Instance instance, Rooms rooms) {
        this.settings = settings;
        this.started = started;
        this.instance = instance;
        this.rooms = rooms;
        devices = new DeviceCommands(rooms.lan(), rooms.replication(), settings.lan());
    }

    /**
     * Takes the data folder and starts everything; when this returns the server listens. Closing it
     * gives the folder back.
     *
     * @param environment says where the runtime folder is ({@code XDG_RUNTIME_DIR}), and the
     *     session bus with the keyring
     */
    public static Home start(Settings settings, Map<String, String> environment)
            throws StartException {
        return start(settings, environment, Network.PUBLIC);
    }

    /**
     * The same in another network than the public one, such as a test's own.
     *
     * @param network where identities are looked up
     */
    public static Home start(Settings settings, Map<String, String> environment, Network network)
            throws StartException {
        return start(settings, environment, network, InstantSource.system());
    }

    /** The same by another clock too, which tells when tokens and grants end. */
    public static Home start(
            Settings settings,
            Map<String, String> environment,
            Network network,
            InstantSource clock)
            throws StartException {
        return start(settings, environment, network, beyond(network), clock);
    }

    /**
     * The same with another way out to the internet.
     *
     * @param internet what the world outside is reached by
     */
    public static Home start(
            Settings settings,
            Map<String, String> environment,
            Network network,
            Internet internet,
            InstantSource clock)
            throws StartException {
        Instance instance = Instance.take(settings.dataFolder());
        try {
            Home home = open(settings, environment, instance, network, internet, clock);
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

    /** A network of this machine's own loopback addresses has no internet behind it. */
    static Internet beyond(Network network) {
        return network.loopback() ? Internet.none() : Internet.PUBLIC;
    }

    /** Starts everything in a folder that is taken, and that stays taken when this is closed. */
    static Home open(
            Settings settings,
            Map<String, String> environment,
            Instance instance,
            Network network,
            Internet internet,
            InstantSource clock)
            throws StartException {
        Path folder = settings.dataFolder();
        Rooms rooms = Rooms.open(settings, environment, network, internet, clock);
        var home = new Home(settings, InstantSource.system().instant(), instance, rooms);
        var documents =
                new DocumentCommands(
                        rooms.spaces(),
                        rooms.documents(),
                        new AppNames(rooms.access().grants()),
                        rooms.flaws());
        instance.answerBy(
                new Commands(
                        new AppCommands(rooms.access(), rooms.names()),
                        new OwnerCommands(rooms.account(), rooms.reach()),
                        documents,
                        new TransferCommands(
                                rooms.documents(),
                                documents,
                                home.transfers,
                                settings.dataFolder().toAbsolutePath().normalize()),
                        new ReachCommands(rooms.reach()),
                        home.devices,
                        new BackupCommands(
                                rooms.backups(),
                                new Valuables(folder, rooms.secrets()),
                                folder,
                                environment),
                        rooms.spaces(),
                        home::status));
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

    /** Has this called, on any thread, when somebody asks, is let in, or is to be told of. */
    void onChange(Runnable listener) {
        Access access = rooms.access();
        access.approvals().onChange(listener);
        access.window().onChange(listener);
        access.notices().onChange(listener);
        access.owner().onChange(listener);
        rooms.account().onChange(listener);
        rooms.reach().onChange(listener);
        rooms.lan().onChange(listener);
    }

    /** Whether no app may connect yet. */
    public boolean hasNoApps() {
        Instant now = Instant.now();
        return rooms.access().grants().list().stream().allMatch(grant -> grant.endedAt(now));
    }

    /** How the server is at this moment. */
    public Status status() {
        URI publicUrl = rooms.names().publicOrigin();
        ReachEntry reach = rooms.reach().entry();
        Access access = rooms.access();
        Did owner = access.owner().did();
        DeviceCounts counts = devices.counts();
        List<SpaceEntry> spaces = rooms.spaces().status().stream().map(SpaceEntry::of).toList();
        return new Status(
                Version.current(),
                ProcessHandle.current().pid(),
                started,
                rooms.http().port(),
                url(),
                publicUrl == null ? null : publicUrl.toString(),
                reach,
                owner == null ? null : owner.text(),
                AccountEntry.of(rooms.account().state()),
                settings.dataFolder().toString(),
                spaces,
                rooms.http().grants(),
                rooms.http().sockets(),
                access.approvals().list().size(),
                pausedApps(),
                access.window().openUntil(),
                access.notices().list().stream().map(NoticeEntry::of).toList(),
                counts,
                problems(spaces, reach, counts));
    }

    private List<String> problems(List<SpaceEntry> spaces, ReachEntry reach, DeviceCounts counts) {
        List<String> problems = new ArrayList<>();
        String open = instance.folder().problem();
        if (open != null) problems.add(open);
        String unnamed = rooms.names().problem();
        if (unnamed != null) problems.add(unnamed);
        if (reach.reason() != null) {
            String next = reach.nextStep();
            problems.add(
                    "This server isn't reachable from outside: "
                            + reach.reason()
                            + (next == null ? "" : " " + next));
        }
        if (reach.concern() != null) problems.add(reach.concern());
        problems.addAll(rooms.lan().problems());
        problems.addAll(rooms.account().state().problems());
        problems.addAll(rooms.backups().problems());
        problems.addAll(rooms.flaws().problems());
        waiting(pausedApps(), "app", "apps", problems);
        waiting(counts.paused(), "computer", "computers", problems);
        for (SpaceEntry space : spaces) {
            if (space.problem() != null) problems.add(space.space() + ": " + space.problem());
        }
        return problems;
    }

    private int pausedApps() {
        Instant now = Instant.now();
        return (int)
                rooms.access().grants().list().stream()
                        .filter(grant -> grant.paused() != null && !grant.endedAt(now))
                        .count();
    }

    private static void waiting(int paused, String one, String more, List<String> problems) {
        if (paused == 0) return;
        problems.add(
                (paused == 1
                                ? "1 " + one + " is paused and waits"
                                : paused + " " + more + " are paused and wait")
                        + " for you to confirm, in the list of "
                        + more
                        + ".");
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
        transfers.close();
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
