package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.access.Access;
import xyz.groundmist.sync.access.Grant;
import xyz.groundmist.sync.access.Owner;
import xyz.groundmist.sync.backup.BackupKeeper;
import xyz.groundmist.sync.backup.BackupPlan;
import xyz.groundmist.sync.backup.Restore;
import xyz.groundmist.sync.documents.Caretaker;
import xyz.groundmist.sync.documents.Documents;
import xyz.groundmist.sync.http.HttpLimits;
import xyz.groundmist.sync.http.HttpServer;
import xyz.groundmist.sync.http.HttpSettings;
import xyz.groundmist.sync.http.ListenException;
import xyz.groundmist.sync.http.Pages;
import xyz.groundmist.sync.http.ServerProof;
import xyz.groundmist.sync.http.SyncService;
import xyz.groundmist.sync.http.TrustedProxies;
import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.identity.Identities;
import xyz.groundmist.sync.identity.Network;
import xyz.groundmist.sync.identity.SafeHttp;
import xyz.groundmist.sync.identity.ServiceIdentity;
import xyz.groundmist.sync.lan.Lan;
import xyz.groundmist.sync.lan.OwnAccount;
import xyz.groundmist.sync.lan.Replication;
import xyz.groundmist.sync.owner.AccountFile;
import xyz.groundmist.sync.owner.OwnerAccount;
import xyz.groundmist.sync.owner.Page;
import xyz.groundmist.sync.reach.Internet;
import xyz.groundmist.sync.reach.NetworkWatch;
import xyz.groundmist.sync.reach.Presence;
import xyz.groundmist.sync.reach.SelfCheck;
import xyz.groundmist.sync.secrets.Secrets;
import xyz.groundmist.sync.space.PeerConnection;
import xyz.groundmist.sync.space.PeerSocket;
import xyz.groundmist.sync.space.SizeLimits;
import xyz.groundmist.sync.space.Spaces;
import xyz.groundmist.sync.space.Terms;
import xyz.groundmist.sync.store.StoreException;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The rooms below, opened and wired: whoever holds a grant comes in through {@code http} and is
 * connected to the grant's space.
 */
final class Rooms implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rooms.class);
    private static final String GRANTS = "access.db";
    static final String ACCOUNT = "account.json";
    static final String KEY = "service-key.pem";
    private static final String SPOOL = "spool";
    private static final String WORKER = "native/documents";

    private final Access access;
    private final Spaces spaces;
    private final HttpServer http;
    private final Names names;
    private final OwnerAccount account;
    private final Documents documents;
    private final Flaws flaws;
    private final BackupKeeper backups;
    private final Secrets secrets;
    private final ReachControl reach;
    private final Lan lan;
    private final Replication replication;

    /** What {@link #close} does, the last thing first. */
    private final Deque<Runnable> endings;

    private Rooms(
            Access access,
            Spaces spaces,
            HttpServer http,
            Names names,
            OwnerAccount account,
            Documents documents,
            Flaws flaws,
            BackupKeeper backups,
            Secrets secrets,
            ReachControl reach,
            Lan lan,
            Replication replication,
            Deque<Runnable> endings) {
        this.access = access;
        this.spaces = spaces;
        this.http = http;
        this.names = names;
        this.account = account;
        this.documents = documents;
        this.flaws = flaws;
        this.backups = backups;
        this.secrets = secrets;
        this.reach = reach;
        this.lan = lan;
        this.replication = replication;
        this.endings = endings;
    }

    /**
     * Opens all of them; when this returns clients can connect.
     *
     * @param environment says where the keyring is
     * @param network where identities are looked up
     * @param internet what the world outside is reached by
     */
    static Rooms open(
            Settings settings,
            Map<String, String> environment,
            Network network,
            Internet internet,
            InstantSource clock)
            throws StartException {
        Path folder = settings.dataFolder();
        refuseHalfRestored(folder);
        var endings = new ArrayDeque<Runnable>();
        boolean started = false;
        try {
            NativeFolder.use(folder);
            var identity = identity(folder);
            var outside = new SafeHttp(network);
            endings.push(outside::close);
            var names = new Names(settings);
            var control = new AtomicReference<@Nullable ReachControl>();
            var identities = new Identities(outside, network, clock);
            Secrets secrets = secrets(folder, environment);
            AccountFile file = accountFile(folder, secrets);
            Did fixed = owner(settings);
            var owner = new Owner(fixed == null ? file.did() : fixed);
            Access access = Access.open(folder.resolve(GRANTS), owner, names, identities, clock);
            endings.push(access::close);
            var account =
                    new OwnerAccount(
                            file,
                            new OwnerAccount.Surroundings(
                                    outside,
                                    network,
                                    identities,
                                    identity,
                                    owner,
                                    fixed,
                                    () -> publishable(names, control.get()),
                                    sentence -> access.notices().add(sentence, sentence),
                                    clock));
            endings.push(account::close);
            var spaces = new Spaces(folder, clock, sizes(settings));
            endings.push(spaces::close);
            var documents = new Documents(spaces, folder.resolve(WORKER), clock);
            endings.push(documents::close);
            var flaws = new Flaws(spaces, access.grants(), access.notices());
            Caretaker caretaker = documents.caretaker(flaws);
            endings.push(caretaker::close);
            var replication = new Replication(spaces);
            Lan lan =
                    lan(
                            settings,
                            names,
                            new OwnerProofs(owner, account, access::accountProofs),
                            replication,
                            clock);
            endings.push(lan::close);
            var http =
                    new HttpServer(
                            listenOn(settings),
                            access,
                            new ServerProof(identity, names),
                            pages(account),
                            new Syncing(spaces),
                            lan::talk,
                            clock);
            var backups =
                    new BackupKeeper(folder, Version.current(), plan(folder, environment), clock);
            endings.push(backups::close);
            names.use(http::port);
            endings.push(http::close);
            endings.push(access::release);
            http.start();
            var reach =
                    reach(
                            settings,
                            environment,
                            identity,
                            secrets,
                            internet,
                            names,
                            http,
                            access,
                            clock);
            endings.push(reach::close);
            control.set(reach);
            account.start();
            reach.start(account);
            lan.start();
            follow(names, reach, lan);
            var watch =
                    new NetworkWatch(
                            clock,
                            slept -> {
                                reach.networkChanged();
                                lan.networkChanged(slept);
                            });
            endings.push(watch::close);
            watch.start();
            backups.start();
            caretaker.start();
            started = true;
            return new Rooms(
                    access,
                    spaces,
                    http,
                    names,
                    account,
                    documents,
                    flaws,
                    backups,
                    secrets,
                    reach,
                    lan,
                    replication,
                    endings);
        } catch (StoreException | ListenException e) {
            throw new StartException(Reason.sentence(e));
        } catch (IOException e) {
            throw new StartException(
                    "The folder "
                            + folder
                            + " can't be used: "
                            + Reason.of(e)
                            + ". Check its permissions and free space, and start again.");
        } catch (RuntimeException | StartException e) {
            throw e;
        } catch (Exception e) {
            LOG.error("The HTTP server did not start", e);
            throw new StartException(
                    "The HTTP server did not start ("
                            + e.getClass().getSimpleName()
                            + "). The log file in "
                            + folder.resolve("logs")
                            + " says more.");
        } finally {
            if (!started) end(endings);
        }
    }

    private static @Nullable BackupPlan plan(Path folder, Map<String, String> environment)
            throws StartException {
        try {
            return BackupSettings.read(folder, environment);
        } catch (SettingsException e) {
            throw new StartException(e.sentence());
        }
    }

    private static void refuseHalfRestored(Path folder) throws StartException {
        if (!Files.exists(folder.resolve(Restore.UNDER_WAY))) return;
        throw new StartException(
                "A restore into "
                        + folder
                        + " was cut short, so what is there is not whole. Restore the backup again,"
                        + " in the place of what is there.");
    }

    private static @Nullable URI publishable(Names names, @Nullable ReachControl reach) {
        return reach == null ? names.publicOrigin() : reach.publishable();
    }

    private static ReachControl reach(
            Settings settings,
            Map<String, String> environment,
            ServiceIdentity identity,
            Secrets secrets,
            Internet internet,
            Names names,
            HttpServer http,
            Access access,
            InstantSource clock) {
        Path folder = settings.dataFolder();
        var presence = new Presence(new SelfCheck(identity, internet, clock), new OwnPort(http));
        return new ReachControl(
                settings,
                new SettingsEdit(folder, environment),
                new Ways(folder, secrets, environment, http, internet, clock),
                presence,
                names,
                http,
                access.notices(),
                clock);
    }

    private static ServiceIdentity identity(Path folder) throws StartException {
        try {
            return ServiceIdentity.open(folder.resolve(KEY));
        } catch (IOException e) {
            throw new StartException(Reason.sentence(e));
        }
    }

    static Secrets secrets(Path folder, Map<String, String> environment) throws StartException {
        try {
            return Secrets.open(folder, environment);
        } catch (IOException e) {
            throw new StartException(Reason.sentence(e));
        }
    }

    private static AccountFile accountFile(Path folder, Secrets secrets) throws StartException {
        try {
            return AccountFile.open(folder.resolve(ACCOUNT), secrets);
        } catch (IOException e) {
            throw new StartException(Reason.sentence(e));
        }
    }

    /** The owner's other machines are told where this one is reached from now on. */
    private static void follow(Names names, ReachControl reach, Lan lan) {
        var told = new AtomicReference<@Nullable URI>(names.publicOrigin());
        reach.onChange(() -> {
            URI now = names.publicOrigin();
            if (Objects.equals(told.getAndSet(now), now)) return;
            Thread.ofVirtual().name("lan-address").start(lan::addressChanged);
        });
    }

    private static Lan lan(
            Settings settings,
            Names names,
            OwnAccount account,
            Replication replication,
            InstantSource clock)
            throws StartException {
        try {
            return Lan.open(
                    new Lan.Around(
                            settings.dataFolder(),
                            MachineName.of(System.getenv()),
                            settings.lan(),
                            Lan.Around.STANDARD_PORT,
                            names::publicOrigin,
                            account,
                            replication::run,
                            clock));
        } catch (IOException e) {
            throw new StartException(Reason.sentence(e));
        }
    }

    private static Pages pages(OwnerAccount account) {
        return (path, query) -> {
            Page page = account.pages().at(path, query);
            return page == null
                    ? null
                    : new Pages.Page(page.status(), page.contentType(), page.body());
        };
    }

    private static @Nullable Did owner(Settings settings) {
        String did = settings.ownerDid();
        return did == null ? null : Did.parse(did);
    }

    private static HttpSettings listenOn(Settings settings) {
        var url = settings.publicUrl();
        return new HttpSettings(
                settings.listen(),
                settings.port(),
                url == null ? Set.of() : Set.of(url.getHost()),
                proxies(settings),
                settings.dataFolder().resolve(SPOOL),
                HttpLimits.DEFAULT);
    }

    static SizeLimits sizes(Settings settings) {
        return SizeLimits.DEFAULT.withSpaceBytes((long) settings.spaceGigabytes() << 30);
    }

    private static TrustedProxies proxies(Settings settings) {
        TrustedProxies proxies = TrustedProxies.parse(settings.trustedProxies());
        return proxies == null ? TrustedProxies.NONE : proxies; // the settings were checked
    }

    private record Syncing(Spaces spaces) implements SyncService {
        @Override
        public PeerConnection connect(Grant grant, PeerSocket socket) throws StoreException {
            return spaces.open(grant.space())
                    .connect(socket, new Terms(grant.id(), grant.readOnly()));
        }

        @Override
        public boolean diskIsFull() {
            return spaces.diskIsFull();
        }
    }

    Access access() {
        return access;
    }

    Spaces spaces() {
        return spaces;
    }

    HttpServer http() {
        return http;
    }

    OwnerAccount account() {
        return account;
    }

    Documents documents() {
        return documents;
    }

    Flaws flaws() {
        return flaws;
    }

    Secrets secrets() {
        return secrets;
    }

    BackupKeeper backups() {
        return backups;
    }

    ReachControl reach() {
        return reach;
    }

    Lan lan() {
        return lan;
    }

    Replication replication() {
        return replication;
    }

    Names names() {
        return names;
    }

    /** Takes no more clients, lets what they sent reach the disk, closes everything. */
    @Override
    public void close() {
        end(endings);
    }

    private static void end(Deque<Runnable> endings) {
        while (!endings.isEmpty()) endings.pop().run();
    }
}
