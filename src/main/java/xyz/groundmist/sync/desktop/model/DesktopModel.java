package xyz.groundmist.sync.desktop.model;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.desktop.tray.TrayView;
import xyz.groundmist.sync.home.SettingsEdit;
import xyz.groundmist.sync.home.StatusModel.Condition;
import xyz.groundmist.sync.home.StatusModel.Snapshot;
import xyz.groundmist.sync.home.SupportReport;

import java.nio.file.Path;
import java.util.Map;

/** All that the windows and the panel show, kept up with the state of the process. */
public final class DesktopModel {
    private final Server server;
    private final Work work;
    private final Preferences preferences;
    private final Path dataFolder;
    private final HomeModel home;
    private final AppsModel apps;
    private final SettingsModel settings;
    private final LogModel log;
    private final Panel panel = new Panel();
    private final Live<TrayView> tray;
    private final Live<Page> page = new Live<>(Page.HOME);
    private @Nullable Condition condition;

    /**
     * @param startAtLogin null where the system has no such thing
     * @param environment whose variables win over what is set in the windows
     */
    public DesktopModel(
            Server server,
            Work work,
            Times times,
            Preferences preferences,
            Path dataFolder,
            @Nullable StartAtLogin startAtLogin,
            Map<String, String> environment) {
        this.server = server;
        this.work = work;
        this.preferences = preferences;
        this.dataFolder = dataFolder;
        apps = new AppsModel(server, work, times);
        home = new HomeModel(server, work, times, apps.count());
        settings =
                new SettingsModel(
                        server,
                        work,
                        new SettingsEdit(dataFolder, environment),
                        startAtLogin,
                        preferences,
                        dataFolder);
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
        tray.set(panel.view(snapshot, 0));
        Condition before = condition;
        condition = snapshot.condition();
        if (condition == Condition.RUNNING || condition != before) apps.look();
    }

    /** Time has gone by: "2 min ago" becomes "3 min ago". */
    public void passTime() {
        home.refresh();
        apps.show();
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
