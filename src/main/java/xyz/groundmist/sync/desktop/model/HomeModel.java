package xyz.groundmist.sync.desktop.model;

import xyz.groundmist.sync.home.StatusModel;

/** The page Home, kept up with the state of the process. */
public final class HomeModel {
    private final Server server;
    private final Work work;
    private final Times times;
    private final Live<Integer> apps;
    private final Live<HomeView> view;

    HomeModel(Server server, Work work, Times times, Live<Integer> apps) {
        this.server = server;
        this.work = work;
        this.times = times;
        this.apps = apps;
        view = new Live<>(HomeView.of(server.status().now(), apps.now(), times));
        apps.watch(_ -> refresh());
    }

    public Live<HomeView> view() {
        return view;
    }

    /** Words it anew, as time goes by. */
    public void refresh() {
        show(server.status().now());
    }

    void show(StatusModel.Snapshot snapshot) {
        view.set(HomeView.of(snapshot, apps.now(), times));
    }

    /** Starts syncing. */
    public void start() {
        work.run(
                () -> {
                    server.start();
                    return true;
                },
                _ -> refresh(),
                _ -> refresh());
    }

    /** Stops syncing. */
    public void stop() {
        work.run(
                () -> {
                    server.stop();
                    return true;
                },
                _ -> refresh(),
                _ -> refresh());
    }
}
