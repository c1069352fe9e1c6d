package xyz.groundmist.sync.desktop.model;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.home.AppEntry;
import xyz.groundmist.sync.home.HomeException;
import xyz.groundmist.sync.home.SpaceEntry;
import xyz.groundmist.sync.home.Status;
import xyz.groundmist.sync.home.StatusModel;
import xyz.groundmist.sync.home.StatusModel.Condition;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A server that does what the windows ask, in memory, or fails as the test wants. */
public final class FakeServer implements Server {
    /** The moment at which every test takes place. */
    public static final Instant NOW = Instant.parse("2026-11-22T14:32:00Z");

    private final StatusModel status = new StatusModel();
    private final List<AppEntry> apps = new ArrayList<>();
    private Status running =
            new Status(
                    "0.1.0",
                    4711,
                    NOW.minusSeconds(3600),
                    3031,
                    "http://127.0.0.1:3031",
                    null,
                    null,
                    "/home/anna/.local/share/groundmist-sync",
                    List.of(new SpaceEntry("xyz.groundmist.library", 5, 812, 40_000, 1, null)),
                    1,
                    1,
                    List.of());
    private @Nullable String failure;
    private @Nullable HomeException refusal;

    @Override
    public StatusModel status() {
        return status;
    }

    @Override
    public void start() {
        String sentence = failure;
        if (sentence == null) status.running(() -> running);
        else status.at(Condition.FAILED, sentence);
    }

    @Override
    public void stop() {
        status.at(Condition.STOPPED, null);
    }

    @Override
    public synchronized List<AppEntry> apps() throws HomeException {
        return List.copyOf(apps);
    }

    @Override
    public synchronized void cutOff(String id) throws HomeException {
        HomeException no = refusal;
        if (no != null) throw no;
        apps.removeIf(app -> app.id().equals(id));
    }

    /** From now on it doesn't start. */
    public void failToStart(@Nullable String sentence) {
        failure = sentence;
    }

    /** From now on it refuses what is asked. */
    public void refuse(HomeException sentence) {
        refusal = sentence;
    }

    /** Lets an app in. */
    public synchronized void app(String id, String name, @Nullable String origin, boolean readOnly, long minutesAgo) {
        apps.add(
                new AppEntry(
                        id,
                        "xyz.groundmist.library",
                        name,
                        origin,
                        readOnly,
                        Instant.parse("2026-05-03T10:00:00Z"),
                        null,
                        null,
                        NOW.minusSeconds(60 * minutesAgo)));
    }

    /** How it is while it runs. */
    public void publicUrl(@Nullable String url) {
        running =
                new Status(
                        running.version(),
                        running.pid(),
                        running.started(),
                        running.port(),
                        running.url(),
                        url,
                        running.owner(),
                        running.dataFolder(),
                        running.spaces(),
                        running.connectedApps(),
                        running.connectedSockets(),
                        running.problems());
    }

    /** What is wrong while it runs. */
    public void problem(String sentence) {
        running =
                new Status(
                        running.version(),
                        running.pid(),
                        running.started(),
                        running.port(),
                        running.url(),
                        running.publicUrl(),
                        running.owner(),
                        running.dataFolder(),
                        running.spaces(),
                        running.connectedApps(),
                        running.connectedSockets(),
                        List.of(sentence));
    }
}
