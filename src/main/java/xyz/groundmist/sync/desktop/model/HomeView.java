package xyz.groundmist.sync.desktop.model;

import static xyz.groundmist.sync.desktop.model.Words.say;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.home.SpaceEntry;
import xyz.groundmist.sync.home.Status;
import xyz.groundmist.sync.home.StatusModel.Condition;
import xyz.groundmist.sync.home.StatusModel.Snapshot;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * The page Home: one sentence that says whether all is well, the next, and the one thing to do.
 *
 * @param mend the button that mends it, if there is anything to mend
 * @param serving whether the button at the foot stops (else it starts)
 * @param busy while it starts or stops, there is nothing to press
 */
public record HomeView(
        Tone tone,
        String title,
        String more,
        @Nullable Mend mend,
        List<Fact> facts,
        @Nullable String connected,
        @Nullable String kept,
        boolean serving,
        boolean busy) {

    /** What a button on this page does. */
    public enum Mend {
        START("home.mend.start"),
        TRY_AGAIN("home.mend.try-again"),
        CONNECT_APP("home.connect");

        private final String key;

        Mend(String key) {
            this.key = key;
        }

        public String label() {
            return say(key);
        }
    }

    /** The page at this moment. */
    static HomeView of(Snapshot snapshot, int apps, Times times) {
        Status status = snapshot.status();
        if (snapshot.condition() == Condition.RUNNING && status != null) {
            return running(status, apps, times);
        }
        return switch (snapshot.condition()) {
            case STARTING, RUNNING -> still("home.starting", "home.starting.more", true);
            case STOPPING -> still("home.stopping", "home.stopping.more", true);
            case STOPPED -> still("home.stopped", "home.stopped.more", false);
            case FAILED -> {
                String failure = snapshot.failure();
                yield new HomeView(
                        Tone.ATTENTION,
                        say("home.failed"),
                        failure == null ? say("failed.unforeseen") : failure,
                        Mend.TRY_AGAIN,
                        List.of(),
                        null,
                        null,
                        false,
                        false);
            }
        };
    }

    private static HomeView still(String title, String more, boolean busy) {
        Mend mend = busy ? null : Mend.START;
        return new HomeView(
                Tone.NONE, say(title), say(more), mend, List.of(), null, null, false, busy);
    }

    private static HomeView running(Status status, int apps, Times times) {
        String title = say("home.well");
        String more = say(status.publicUrl() == null ? "home.well.here" : "home.well.everywhere");
        Tone tone = Tone.WELL;
        Mend mend = null;
        if (!status.problems().isEmpty()) {
            tone = Tone.ATTENTION;
            title = say("home.problem");
            more = status.problems().getFirst();
        } else if (apps == 0) {
            title = say("home.no-apps");
            more = say("home.no-apps.more");
            mend = Mend.CONNECT_APP;
        }
        return new HomeView(
                tone,
                title,
                more,
                mend,
                facts(status, times),
                say("home.connected", status.connectedApps()),
                kept(status.spaces()),
                true,
                false);
    }

    private static List<Fact> facts(Status status, Times times) {
        List<Fact> facts = new ArrayList<>();
        facts.add(
                new Fact(
                        say("home.fact.here"),
                        Fact.Sign.DONE,
                        say("home.fact.here.ready"),
                        times.since(status.started())));
        String url = status.publicUrl();
        if (url != null) {
            facts.add(
                    new Fact(
                            say("home.fact.anywhere"),
                            Fact.Sign.OPEN,
                            URI.create(url).getHost(),
                            say("home.fact.unchecked")));
        }
        return facts;
    }

    private static String kept(List<SpaceEntry> spaces) {
        long documents = spaces.stream().mapToLong(SpaceEntry::documents).sum();
        long changes = spaces.stream().mapToLong(SpaceEntry::changes).sum();
        return documents == 0 ? say("home.kept.nothing") : say("home.kept", changes, documents);
    }
}
