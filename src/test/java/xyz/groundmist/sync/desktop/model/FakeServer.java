package xyz.groundmist.sync.desktop.model;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.home.AccountEntry;
import xyz.groundmist.sync.home.AppEntry;
import xyz.groundmist.sync.home.AppList;
import xyz.groundmist.sync.home.AppRequest;
import xyz.groundmist.sync.home.BackupContents;
import xyz.groundmist.sync.home.BackupEntry;
import xyz.groundmist.sync.home.BackupState;
import xyz.groundmist.sync.home.Backups;
import xyz.groundmist.sync.home.ControlException;
import xyz.groundmist.sync.home.DeviceCounts;
import xyz.groundmist.sync.home.DeviceEntry;
import xyz.groundmist.sync.home.DeviceList;
import xyz.groundmist.sync.home.HomeException;
import xyz.groundmist.sync.home.LogEntry;
import xyz.groundmist.sync.home.NewInvitation;
import xyz.groundmist.sync.home.PairingEntry;
import xyz.groundmist.sync.home.ReachEntry;
import xyz.groundmist.sync.home.Reaches;
import xyz.groundmist.sync.home.RehearsalEntry;
import xyz.groundmist.sync.home.RestoreResult;
import xyz.groundmist.sync.home.SignInEntry;
import xyz.groundmist.sync.home.SpaceEntry;
import xyz.groundmist.sync.home.Status;
import xyz.groundmist.sync.home.StatusModel;
import xyz.groundmist.sync.home.StatusModel.Condition;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server that does what the windows ask, in memory, or fails as the test wants. */
public final class FakeServer implements Server {
    private static final String LINK =
            "groundmist-sync:device#id=LAPT-QRST-UVWX-LAPT-QRST-UVWX-LAPT-QRST-UVWX-LAPT-QRST"
                    + "&secret=AbCdEfGhIjKlMnOpQrStUv&at=192.168.1.20%3A3032";

    /** The moment at which every test takes place. */
    public static final Instant NOW = Instant.parse("2026-11-22T14:32:00Z");

    private static final AccountEntry NOBODY =
            new AccountEntry("signed_out", null, null, null, null, null, false, null, null, null);

    private final StatusModel status = new StatusModel();

    /** What it keeps. */
    public final FakeDocuments documents = new FakeDocuments(this::documentsChanged);

    private final List<AppEntry> apps = new ArrayList<>();
    private final List<AppRequest> requests = new ArrayList<>();
    private final List<LogEntry> ledger = new ArrayList<>();

    /** What was asked of it, in words. */
    public final List<String> asked = new CopyOnWriteArrayList<>();

    private @Nullable Instant windowOpenUntil;
    private static final DeviceCounts NO_DEVICES = new DeviceCounts(true, 0, 0, 0, 0, 0, false);
    private AccountEntry account = NOBODY;
    private int callbackPort;
    private ReachEntry reach = Reaches.none();
    private final BlockingQueue<Boolean> browserCameBack = new LinkedBlockingQueue<>();
    private List<SpaceEntry> spaces =
            List.of(new SpaceEntry("xyz.groundmist.library", 5, 812, 40_000, 1, null));
    private Status running =
            new Status(
                    "0.1.0",
                    4711,
                    NOW.minusSeconds(3600),
                    3031,
                    "http://127.0.0.1:3031",
                    null,
                    Reaches.none(),
                    null,
                    NOBODY,
                    "/home/anna/.local/share/groundmist-sync",
                    spaces,
                    1,
                    1,
                    0,
                    0,
                    null,
                    List.of(),
                    NO_DEVICES,
                    List.of());
    private static final String THIS_COMPUTER = "MFZW-C3DJ-QRST";
    private DeviceList devices =
            new DeviceList(
                    THIS_COMPUTER, "desk", true, 3032, List.of(), List.of(), pairing("idle"));
    private BackupState backups = new BackupState(null, 0, 0, null, null, null);
    private @Nullable BackupContents contained;
    private @Nullable RestoreResult restored;
    private volatile CountDownLatch held = new CountDownLatch(0);
    private volatile boolean serving;
    private int starts;
    private @Nullable String failure;
    private @Nullable HomeException refusal;

    @Override
    public StatusModel status() {
        return status;
    }

    /** How it is while it runs. */
    public Status running() {
        return running;
    }

    /** How often it was started. */
    public int starts() {
        return starts;
    }

    @Override
    public DocumentsServer documents() {
        return documents;
    }

    private synchronized void documentsChanged() {
        changes(documents.changes());
        if (serving) status.running(() -> running);
    }

    @Override
    public void start() {
        starts++;
        String sentence = failure;
        serving = sentence == null;
        documents.serving(serving);
        if (serving) status.running(() -> running);
        else status.at(Condition.FAILED, sentence);
    }

    @Override
    public void stop() {
        serving = false;
        documents.serving(false);
        status.at(Condition.STOPPED, null);
    }

    @Override
    public synchronized AppList apps() throws HomeException {
        if (!serving) {
            throw new ControlException("Syncing is stopped.");
        }
        return new AppList(List.copyOf(requests), windowOpenUntil, List.copyOf(apps));
    }

    @Override
    public synchronized List<LogEntry> ledger(@Nullable String id) {
        return List.copyOf(ledger);
    }

    private void asked(String words) throws HomeException {
        HomeException no = refusal;
        if (no != null) throw no;
        asked.add(words);
    }

    @Override
    public synchronized void cutOff(String id) throws HomeException {
        asked("cut off " + id);
        apps.removeIf(app -> app.id().equals(id));
    }

    @Override
    public synchronized void access(String id, boolean readOnly) throws HomeException {
        asked(id + (readOnly ? " may read" : " may write"));
        apps.replaceAll(app ->
                app.id().equals(id)
                        ? new AppEntry(
                                app.id(),
                                app.kind(),
                                app.space(),
                                app.name(),
                                app.origin(),
                                readOnly,
                                app.created(),
                                app.expires(),
                                app.revoked(),
                                app.paused(),
                                app.lastUsed())
                        : app);
    }

    @Override
    public synchronized void approve(String code, boolean readOnly) throws HomeException {
        asked("approve " + code + (readOnly ? " for reading" : ""));
        decide(code);
    }

    @Override
    public synchronized void refuse(String code) throws HomeException {
        asked("refuse " + code);
        decide(code);
    }

    @Override
    public NewInvitation invite(String space, String page) throws HomeException {
        asked("invite " + space + " " + page);
        return new NewInvitation(
                "https://anna.example.org/#invitation=AAAAAAAAAAAAAAAAAAAAAA",
                space,
                false,
                NOW.plusSeconds(118));
    }

    /** The other computers are these from now on. */
    public synchronized void devices(
            List<DeviceEntry> paired, List<String> found, PairingEntry pairing) {
        devices = new DeviceList(THIS_COMPUTER, "desk", true, 3032, paired, found, pairing);
        update();
    }

    @Override
    public synchronized DeviceList devices() throws HomeException {
        if (!serving) throw new ControlException("Syncing is stopped.");
        return devices;
    }

    @Override
    public synchronized void waitForDevice() throws HomeException {
        asked("wait for another computer");
        pairing(pairing("waiting"));
    }

    @Override
    public synchronized void pairDevice(String to) throws HomeException {
        asked("pair with " + to);
        pairing(pairing("comparing"));
    }

    @Override
    public synchronized void confirmDevice(String code) throws HomeException {
        asked("confirm " + code);
        pairing(pairing("done"));
    }

    @Override
    public synchronized void cancelPairing() throws HomeException {
        asked("cancel pairing");
        pairing(pairing("idle"));
    }

    @Override
    public synchronized void forgetDevice(String id) throws HomeException {
        asked("forget " + id);
        devices(
                devices.devices().stream().filter(one -> !one.id().equals(id)).toList(),
                devices.found(),
                devices.pairing());
    }

    @Override
    public synchronized void trustDevice(String id) throws HomeException {
        asked("trust " + id);
        devices(
                devices.devices().stream()
                        .map(one -> one.id().equals(id) ? device(one.name(), "lan", 0) : one)
                        .toList(),
                devices.found(),
                devices.pairing());
    }

    @Override
    public synchronized void confirmApps(@Nullable String id) throws HomeException {
        asked("confirm " + (id == null ? "all" : id));
        apps.replaceAll(app ->
                app.paused() != null && (id == null || id.equals(app.id()))
                        ? pausedAt(app, null)
                        : app);
        update();
    }

    private static AppEntry pausedAt(AppEntry app, @Nullable Instant paused) {
        return new AppEntry(
                app.id(),
                app.kind(),
                app.space(),
                app.name(),
                app.origin(),
                app.readOnly(),
                app.created(),
                app.expires(),
                app.revoked(),
                paused,
                app.lastUsed());
    }

    /** All apps came out of a backup. */
    public synchronized void pauseApps() {
        apps.replaceAll(app -> pausedAt(app, NOW));
        update();
    }

    /** How the backups are from now on. */
    public synchronized void backups(BackupState state) {
        backups = state;
    }

    /** From now on a backup takes until this is over. */
    public void holdWork(CountDownLatch over) {
        held = over;
    }

    private void hold() {
        try {
            if (!held.await(10, TimeUnit.SECONDS)) throw new IllegalStateException("held too long");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public synchronized BackupState backups() throws HomeException {
        if (!serving) throw new ControlException("Syncing is stopped.");
        return backups;
    }

    @Override
    public BackupEntry backUp(@Nullable Path file, @Nullable String passphrase)
            throws HomeException {
        hold();
        asked("back up into " + file + (passphrase == null ? "" : " with " + passphrase));
        String where = file == null ? backups.folder() + "/today.backup.zip" : file.toString();
        var made = new BackupEntry(where, NOW, 3_400_000, 5);
        backups(
                new BackupState(
                        backups.folder(),
                        backups.everyHours(),
                        backups.keep(),
                        made,
                        null,
                        backups.rehearsed()));
        return made;
    }

    @Override
    public RehearsalEntry rehearse() throws HomeException {
        hold();
        asked("rehearse");
        BackupEntry last = Objects.requireNonNull(backups.last());
        var tried = new RehearsalEntry(last.file(), NOW, last.at(), last.documents(), null);
        backups(
                new BackupState(
                        backups.folder(), backups.everyHours(), backups.keep(), last, null, tried));
        return tried;
    }

    @Override
    public synchronized BackupState planBackups(@Nullable Path folder, long everyHours, int keep)
            throws HomeException {
        asked("plan " + folder + " " + everyHours + " " + keep);
        backups =
                new BackupState(
                        folder == null ? null : folder.toString(),
                        folder == null ? 0 : everyHours,
                        folder == null ? 0 : keep,
                        backups.last(),
                        backups.failure(),
                        backups.rehearsed());
        return backups;
    }

    /** What is in the next backup that is looked into; null: it can't be used. */
    public synchronized void backupHolds(@Nullable BackupContents contents) {
        contained = contents;
    }

    @Override
    public synchronized BackupContents lookInto(Path backup) throws HomeException {
        asked("look into " + backup);
        BackupContents contents = contained;
        if (contents == null) {
            throw new ControlException(
                    "This backup can't be used: it is damaged, or no backup at all. Use another"
                            + " one.");
        }
        return contents;
    }

    /** What comes back from the next one. */
    public synchronized void restores(RestoreResult result) {
        restored = result;
    }

    @Override
    public RestoreResult restore(Path backup, Backups.Wish wish) throws HomeException {
        hold();
        char[] passphrase = wish.passphrase();
        asked(
                "restore "
                        + backup
                        + (passphrase == null ? "" : " with " + new String(passphrase))
                        + (wish.oldMachineGone() ? ", the old one gone" : "")
                        + (wish.replace() ? "" : ", replacing nothing"));
        return Objects.requireNonNull(restored);
    }

    /** Pairing goes on, as the other computer or its owner does something. */
    public synchronized void pairing(PairingEntry pairing) {
        devices(devices.devices(), devices.found(), pairing);
    }

    /** A state of pairing, with what goes with it. */
    public static PairingEntry pairing(String state) {
        return new PairingEntry(
                state,
                state.equals("waiting") ? LINK : null,
                state.equals("comparing") ? "K7Q-M4W" : null,
                false,
                "laptop",
                null,
                null,
                state.equals("failed") ? "It was refused on the other computer." : null,
                NOW.plusSeconds(300));
    }

    /** Another computer; {@code connected} as the entry has it. */
    public static DeviceEntry device(String name, @Nullable String connected, int behind) {
        return new DeviceEntry(
                (name.toUpperCase(Locale.ROOT) + "ABCDEFGH").substring(0, 4) + "-QRST-UVWX",
                name,
                connected,
                connected == null ? null : behind == 0,
                behind,
                "192.168.1.20:3032",
                null,
                NOW.minusSeconds(86_400),
                NOW.minusSeconds(7_200),
                false,
                List.of(),
                "trusted",
                null,
                null);
    }

    /** One out of a backup; {@code standing} as the entry has it. */
    public static DeviceEntry restored(String name, String standing, @Nullable String nearby) {
        DeviceEntry one = device(name, null, 0);
        return new DeviceEntry(
                one.id(),
                one.name(),
                null,
                null,
                0,
                one.address(),
                null,
                one.paired(),
                one.lastSeen(),
                false,
                List.of(),
                standing,
                nearby,
                null);
    }

    @Override
    public synchronized void openWindow(Duration time) throws HomeException {
        asked("open the window");
        windowOpenUntil = NOW.plus(time);
        update();
    }

    @Override
    public synchronized void closeWindow() throws HomeException {
        asked("close the window");
        windowOpenUntil = null;
        update();
    }

    @Override
    public SignInEntry signIn(String who) throws HomeException {
        asked("sign in " + who);
        return new SignInEntry(
                "1", "https://pds.example/authorize?request_uri=urn:x", callbackPort, 600);
    }

    @Override
    public boolean awaitSignIn(String id) throws HomeException {
        try {
            Boolean done = browserCameBack.poll(10, TimeUnit.MILLISECONDS);
            if (done == null) return false;
            asked("signed in");
            signedIn("anna.test");
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** From now on the browser has to be on this computer. */
    public void signsInHereOnly() {
        callbackPort = 41_234;
    }

    /** The person signs in in the browser. */
    public void browserComesBack() {
        browserCameBack.add(true);
    }

    @Override
    public void cancelSignIn(String id) throws HomeException {
        asked("give up signing in");
    }

    @Override
    public synchronized void signOut() throws HomeException {
        asked("sign out");
        account("signed_out", account.published());
    }

    @Override
    public synchronized void publish(Set<ControlException.Leave> leave) throws HomeException {
        asked(leave.isEmpty() ? "publish" : "publish " + new TreeSet<>(leave));
        account("signed_in", "anna.example.org");
    }

    @Override
    public synchronized void unpublish() throws HomeException {
        asked("unpublish");
        account("signed_in", null);
    }

    @Override
    public synchronized void reach(String command, Map<String, ?> with) throws HomeException {
        asked("reach " + command + (with.isEmpty() ? "" : " " + sorted(with)));
    }

    private static Map<Object, Object> sorted(Map<?, ?> map) {
        var sorted = new TreeMap<Object, Object>();
        map.forEach((key, value) ->
                sorted.put(key, value instanceof Map<?, ?> inner ? sorted(inner) : value));
        return sorted;
    }

    /** How the way in is; its address is the public one. */
    public synchronized void reach(ReachEntry entry) {
        reach = entry;
        String problem = entry.reason() == null ? entry.concern() : entry.reason();
        change(entry.url(), problem == null ? List.of() : List.of(problem));
        if (serving) status.running(() -> running);
    }

    /** Somebody is signed in. */
    public synchronized void signedIn(String handle) {
        account =
                new AccountEntry(
                        "signed_in",
                        "did:plc:ewvi7nxzyoun6zhxrhs64oiz",
                        handle,
                        "https://pds.example",
                        NOW,
                        NOW.plusSeconds(86_400L * 80),
                        true,
                        null,
                        null,
                        "your keyring");
        update();
    }

    /** How the sign-in stands, and what is published. */
    public synchronized void account(String standing, @Nullable String published) {
        account =
                new AccountEntry(
                        standing,
                        account.did(),
                        account.handle(),
                        account.pds(),
                        account.since(),
                        account.until(),
                        true,
                        published,
                        published == null ? null : Instant.parse("2026-05-03T10:00:00Z"),
                        "your keyring");
        update();
    }

    /** An app asks, or asks no more. */
    public synchronized void request(
            String code, String name, @Nullable String origin, String proven) {
        requests.add(
                new AppRequest(
                        code,
                        name,
                        origin,
                        "xyz.groundmist.library",
                        proven,
                        NOW,
                        NOW.plusSeconds(600),
                        null));
        update();
    }

    /** It is decided, here or elsewhere. */
    public synchronized void decide(String code) {
        requests.removeIf(request -> request.code().equals(code));
        update();
    }

    /** An app was connected. */
    public synchronized void connected(
            String id, long minutesAgo, @Nullable Instant until, int documents) {
        Instant at = NOW.minusSeconds(60 * minutesAgo);
        ledger.add(
                new LogEntry(
                        at, "connected", id, null, null, null, null, until, 1, documents, 1, 1));
    }

    /** Something else happened to an app. */
    public synchronized void happened(String id, String event, long minutesAgo) {
        Instant at = NOW.minusSeconds(60 * minutesAgo);
        ledger.add(new LogEntry(at, event, id, null, null, null, null, null, 0, 0, 0, 0));
    }

    /** Nothing was ever kept. */
    public synchronized void empty() {
        spaces = List.of();
        change(running.publicUrl(), running.problems());
    }

    /** So many changes are kept. */
    public synchronized void changes(long number) {
        spaces = List.of(new SpaceEntry("xyz.groundmist.library", 5, number, 40_000, 1, null));
        change(running.publicUrl(), running.problems());
    }

    private void update() {
        change(running.publicUrl(), running.problems());
        if (serving) status.running(() -> running);
    }

    private void change(@Nullable String publicUrl, List<String> problems) {
        running =
                new Status(
                        running.version(),
                        running.pid(),
                        running.started(),
                        running.port(),
                        running.url(),
                        publicUrl,
                        reach,
                        account.did(),
                        account,
                        running.dataFolder(),
                        spaces,
                        running.connectedApps(),
                        running.connectedSockets(),
                        requests.size(),
                        pausedApps(),
                        windowOpenUntil,
                        List.of(),
                        new DeviceCounts(
                                true,
                                devices.devices().size() - pausedDevices(),
                                (int)
                                        devices.devices().stream()
                                                .filter(one -> one.connected() != null)
                                                .count(),
                                (int)
                                        devices.devices().stream()
                                                .filter(one -> Boolean.TRUE.equals(one.inStep()))
                                                .count(),
                                pausedDevices(),
                                devices.found().size(),
                                devices.pairing().underWay()),
                        problems);
    }

    private int pausedApps() {
        return (int) apps.stream().filter(app -> app.paused() != null).count();
    }

    private int pausedDevices() {
        return (int)
                devices.devices().stream().filter(one -> one.standing().equals("paused")).count();
    }

    /** From now on it doesn't start. */
    public void failToStart(@Nullable String sentence) {
        failure = sentence;
    }

    /** It does again what is asked. */
    public void refuseNoMore() {
        refusal = null;
    }

    /** From now on it refuses what is asked. */
    public void refuse(HomeException sentence) {
        refusal = sentence;
    }

    /** It refuses nothing any more. */
    public void obey() {
        refusal = null;
    }

    /** Lets an app in. */
    public void app(
            String id, String name, @Nullable String origin, boolean readOnly, long minutesAgo) {
        app(id, "app", name, origin, readOnly, minutesAgo);
    }

    /** Lets an app of another kind in. */
    public synchronized void app(
            String id,
            String kind,
            String name,
            @Nullable String origin,
            boolean readOnly,
            long minutesAgo) {
        apps.add(
                new AppEntry(
                        id,
                        kind,
                        "xyz.groundmist.library",
                        name,
                        origin,
                        readOnly,
                        Instant.parse("2026-05-03T10:00:00Z"),
                        null,
                        null,
                        null,
                        NOW.minusSeconds(60 * minutesAgo)));
    }

    /** Where the outside reaches it. */
    public synchronized void publicUrl(@Nullable String url) {
        reach = url == null ? Reaches.none() : Reaches.of("proxy", "up", url);
        change(url, running.problems());
    }

    /** What is wrong while it runs. */
    public synchronized void problem(String sentence) {
        change(running.publicUrl(), List.of(sentence));
    }
}
