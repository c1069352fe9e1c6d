package xyz.groundmist.sync.desktop.model;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.desktop.tray.TrayView;
import xyz.groundmist.sync.home.DeviceCounts;
import xyz.groundmist.sync.home.RestoreResult;
import xyz.groundmist.sync.home.SettingsEdit;
import xyz.groundmist.sync.home.Status;
import xyz.groundmist.sync.home.StatusModel.Condition;
import xyz.groundmist.sync.home.StatusModel.Snapshot;
import xyz.groundmist.sync.home.SupportReport;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/** All that the windows and the panel show, kept up with the state of the process. */
public final class DesktopModel {
    private final Server server;
    private final Work work;
    private final Preferences preferences;
    private final Path dataFolder;
    private final HomeModel home;
    private final AppsModel apps;
    private final ConnectModel connect;
    private final DocumentsModel documents;
    private final TransferModel transfers;
    private final DevicesModel devices;
    private final AccountModel account;
    private final ReachModel reach;
    private final FirstRunModel firstRun;
    private final SettingsModel settings;
    private final BackupsModel backups;
    private final RestoreModel restore;
    private final LogModel log;
    private final Panel panel = new Panel();
    private final Live<TrayView> tray;
    private final Live<Integer> asking = new Live<>(0);
    private final Live<Page> page = new Live<>(Page.HOME);
    private boolean greeted;
    private @Nullable Shape shape;
    private @Nullable DeviceCounts counts;

    /** What about the state makes another look at the apps worth while. */
    private record Shape(
            Condition condition,
            int sockets,
            int requests,
            int paused,
            @Nullable Instant windowOpenUntil) {
        static Shape of(Snapshot snapshot) {
            Status status = snapshot.status();
            return status == null
                    ? new Shape(snapshot.condition(), 0, 0, 0, null)
                    : new Shape(
                            snapshot.condition(),
                            status.connectedSockets(),
                            status.requests(),
                            status.pausedApps(),
                            status.windowOpenUntil());
        }
    }

    /**
     * @param startAtLogin null where the system has no such thing
     * @param environment whose variables win over what is set in the windows
     * @param browser opens a page; false when it can't. May block
     */
    public DesktopModel(
            Server server,
            Work work,
            Times times,
            Preferences preferences,
            Path dataFolder,
            @Nullable StartAtLogin startAtLogin,
            Map<String, String> environment,
            Predicate<String> browser) {
        this.server = server;
        this.work = work;
        this.preferences = preferences;
        this.dataFolder = dataFolder;
        apps = new AppsModel(server, work, times);
        connect = new ConnectModel(server, work, times);
        documents = new DocumentsModel(server.documents(), work, times);
        transfers = new TransferModel(server.documents(), work, documents::look);
        devices = new DevicesModel(server, work, times);
        account = new AccountModel(server, work, times, browser);
        reach = new ReachModel(server, work, times, browser);
        firstRun = new FirstRunModel(account, reach, preferences, startAtLogin != null);
        home = new HomeModel(server, work, times, apps.crowd());
        settings =
                new SettingsModel(
                        server,
                        work,
                        new SettingsEdit(dataFolder, environment),
                        startAtLogin,
                        preferences,
                        dataFolder);
        backups = new BackupsModel(server, work, times, new SettingsEdit(dataFolder, environment));
        restore = new RestoreModel(server, work, times, this::restored);
        log =
                new LogModel(
                        work,
                        times,
                        new LogTail(dataFolder.resolve("logs/groundmist-sync.log")),
                        server,
                        new SupportReport(dataFolder));
        tray = new Live<>(panel.view(server.status().now(), 0));
    }

    /** Follows the state of the process from now on. */
    public void begin() {
        server.status().watch(snapshot -> work.show(() -> take(snapshot)));
    }

    private void take(Snapshot snapshot) {
        home.show(snapshot);
        account.show();
        reach.show();
        Status status = snapshot.status();
        asking.set(status == null ? 0 : status.requests());
        documents.notice(status == null ? null : status.spaces());
        tray.set(panel.view(snapshot, asking.now()));
        Shape before = shape;
        shape = Shape.of(snapshot);
        if (!shape.equals(before)) apps.look();
        DeviceCounts counted = counts;
        counts = status == null ? null : status.devices();
        if (!Objects.equals(counts, counted) || (counts != null && counts.pairing())) {
            devices.look();
        }
        if (status != null && !greeted) {
            greeted = true;
            boolean untouched = status.owner() == null && status.spaces().isEmpty();
            if (untouched && firstRun.due()) firstRun.begin();
        }
    }

    /** What is kept. */
    public DocumentsModel documents() {
        return documents;
    }

    /** Documents brought in and written out. */
    public TransferModel transfers() {
        return transfers;
    }

    /** Leads to what waits for the owner, or to the step of the set-up that is next. */
    private void restored(RestoreResult result) {
        settings.look();
        backups.look();
        if (firstRun.open().now()) {
            if (!result.sameMachine()) {
                firstRun.signIn();
                return;
            }
            firstRun.leave();
        }
        if (result.pausedApps() > 0) page.set(Page.APPS);
        else page.set(result.pausedDevices().isEmpty() ? Page.HOME : Page.DEVICES);
    }

    /** Backups, made and tried. */
    public BackupsModel backups() {
        return backups;
    }

    /** Bringing one back. */
    public RestoreModel restore() {
        return restore;
    }

    /** The owner's other computers. */
    public DevicesModel devices() {
        return devices;
    }

    /** Signing in, and what is published. */
    public AccountModel account() {
        return account;
    }

    /** The way in from the internet. */
    public ReachModel reach() {
        return reach;
    }

    /** The set-up. */
    public FirstRunModel firstRun() {
        return firstRun;
    }

    /** Time has gone by: "2 min ago" becomes "3 min ago". */
    public void passTime() {
        home.refresh();
        account.show();
        reach.show();
        apps.look();
        documents.passTime();
        devices.show();
        backups.show();
    }

    /** A second has gone by: what counts down goes on. */
    public void tick() {
        if (apps.view().now().windowLeft() != null) apps.show();
        connect.tick();
        devices.tick();
    }

    /** How many apps wait for an answer. */
    public Live<Integer> asking() {
        return asking;
    }

    /** The dialogue in which an app is connected. */
    public ConnectModel connect() {
        return connect;
    }

    public HomeModel home() {
        return home;
    }

    public AppsModel apps() {
        return apps;
    }

    public SettingsModel settings() {
        return settings;
    }

    public LogModel log() {
        return log;
    }

    /** What the panel shows. */
    public Live<TrayView> tray() {
        return tray;
    }

    /** The page in sight. */
    public Live<Page> page() {
        return page;
    }

    public Preferences preferences() {
        return preferences;
    }

    public Path dataFolder() {
        return dataFolder;
    }
}
