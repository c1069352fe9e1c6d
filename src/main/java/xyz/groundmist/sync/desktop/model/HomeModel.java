package xyz.groundmist.sync.desktop.model;

import xyz.groundmist.sync.home.StatusModel;

/** The page Home, kept up with the state of the process. */
public final class HomeModel {
    private final Server server;
    private final Work work;
    private final Times times;
    private final Live<Crowd> crowd;
    private final Live<HomeView> view;

    HomeModel(Server server, Work work, Times times, Live<Crowd> crowd) {
        this.server = server;
        this.work = work;
        this.times = times;
        this.crowd = crowd;
        view = new Live<>(HomeView.of(server.status().now(), crowd.now(), times));
        crowd.watch(_ -> refresh());
    }

    public Live<HomeView> view() {
        return view;
    }

    /** Words it anew, as time goes by. */
    public void refresh() {
        show(server.status().now());
    }

    void show(StatusModel.Snapshot snapshot) {
        view.set(HomeView.of(snapshot, crowd.now(), times));
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
