package xyz.groundmist.sync.desktop.model;

import static xyz.groundmist.sync.desktop.model.Words.say;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.home.DeviceCounts;
import xyz.groundmist.sync.home.ReachEntry;
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
        @Nullable Today today,
        boolean serving,
        boolean busy) {

    /**
     * Who is there, who was, and what is kept.
     *
     * @param now apps that are connected
     * @param today apps that were, today
     */
    public record Today(String now, String today, String kept) {}

    /** What a button on this page does. */
    public enum Mend {
        START("home.mend.start"),
        TRY_AGAIN("home.mend.try-again"),
        REVIEW("home.mend.review"),
        SET_UP("home.mend.set-up"),
        SIGN_IN("home.mend.sign-in"),
        ADDRESS("home.mend.address"),
        CONFIRM_APPS("home.mend.confirm-apps"),
        CONFIRM_DEVICES("home.mend.confirm-devices"),
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
    static HomeView of(Snapshot snapshot, Crowd crowd, Times times) {
        Status status = snapshot.status();
        if (snapshot.condition() == Condition.RUNNING && status != null) {
            return running(status, crowd, times);
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
                        false,
                        false);
            }
        };
    }

    private static HomeView still(String title, String more, boolean busy) {
        Mend mend = busy ? null : Mend.START;
        return new HomeView(Tone.NONE, say(title), say(more), mend, List.of(), null, false, busy);
    }

    private static HomeView running(Status status, Crowd crowd, Times times) {
        String title = say("home.well");
        String more = say(status.publicUrl() == null ? "home.well.here" : "home.well.everywhere");
        Tone tone = Tone.WELL;
        Mend mend = null;
        String standing = status.account().standing();
        boolean ended = standing.equals("ended") || standing.equals("due_soon");
        if (ended && status.problems().size() <= 1) {
            // the one problem there may be is this one
            tone = Tone.ATTENTION;
            title = say("home.sign-in");
            more = say(standing.equals("ended") ? "account.ended" : "account.due-soon");
            mend = Mend.SIGN_IN;
        } else if (onlyWaits(status)) {
            tone = Tone.ATTENTION;
            title = say("home.paused");
            more = status.problems().getFirst();
            mend = status.pausedApps() > 0 ? Mend.CONFIRM_APPS : Mend.CONFIRM_DEVICES;
        } else if (!status.problems().isEmpty()) {
            tone = Tone.ATTENTION;
            title = say("home.problem");
            more = status.problems().getFirst();
            ReachEntry reach = status.reach();
            if (reach.reason() != null || reach.concern() != null) mend = Mend.ADDRESS;
        } else if (status.requests() > 0) {
            tone = Tone.ATTENTION;
            title = say("home.asking", status.requests());
            more = say("home.asking.more");
            mend = Mend.REVIEW;
        } else if (status.owner() == null && crowd.apps() == 0) {
            tone = Tone.NONE;
            title = say("home.no-owner");
            more = say("home.no-owner.more");
            mend = Mend.SET_UP;
        } else if (crowd.apps() == 0) {
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
                new Today(
                        names(crowd.here(), "home.now.nobody"),
                        names(crowd.today(), "home.today.nobody"),
                        kept(status.spaces())),
                true,
                false);
    }

    /** Whether nothing is wrong but that apps or computers wait for the owner to confirm them. */
    private static boolean onlyWaits(Status status) {
        int waits = (status.pausedApps() > 0 ? 1 : 0) + (status.devices().paused() > 0 ? 1 : 0);
        return waits > 0 && status.problems().size() == waits;
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
            facts.add(anywhere(status.reach(), URI.create(url).getHost(), times));
        }
        if (status.account().did() != null) facts.add(published(status, times));
        if (status.devices().paired() > 0) facts.add(others(status.devices()));
        return facts;
    }

    /** The owner's other computers: those that are on are in step, or will be. */
    private static Fact others(DeviceCounts devices) {
        int there = devices.connected();
        String words =
                there == 0
                        ? say("home.fact.others.away", devices.paired())
                        : devices.inStep() == there
                                ? say("home.fact.others.in-step", there)
                                : say("home.fact.others.behind", devices.inStep(), there);
        boolean done = there > 0 && devices.inStep() == there;
        return new Fact(
                say("home.fact.others"), done ? Fact.Sign.DONE : Fact.Sign.OPEN, words, null);
    }

    private static Fact anywhere(ReachEntry reach, String host, Times times) {
        ReachEntry.Look look = reach.look();
        Fact.Sign sign =
                reach.reason() != null
                        ? Fact.Sign.WRONG
                        : look != null && look.reached() ? Fact.Sign.DONE : Fact.Sign.OPEN;
        String when = look == null ? say("home.fact.unchecked") : times.ago(look.at());
        return new Fact(say("home.fact.anywhere"), sign, host, when);
    }

    private static Fact published(Status status, Times times) {
        String what = say("home.fact.published");
        String host = status.account().published();
        var since = status.account().publishedAt();
        if (host == null || since == null) {
            return new Fact(what, Fact.Sign.OPEN, say("home.fact.published.not"), null);
        }
        String url = status.publicUrl();
        boolean inStep = url != null && host.equals(URI.create(url).getAuthority());
        return new Fact(
                what,
                inStep ? Fact.Sign.DONE : Fact.Sign.WRONG,
                say(inStep ? "home.fact.published.here" : "home.fact.published.other"),
                times.since(since));
    }

    private static String names(List<String> names, String nobody) {
        return names.isEmpty() ? say(nobody) : String.join(", ", names);
    }

    private static String kept(List<SpaceEntry> spaces) {
        long documents = spaces.stream().mapToLong(SpaceEntry::documents).sum();
        long changes = spaces.stream().mapToLong(SpaceEntry::changes).sum();
        return documents == 0 ? say("home.kept.nothing") : say("home.kept", changes, documents);
    }
}
