package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.identity.Did;

import java.time.Duration;
import java.util.concurrent.Semaphore;

/** Asks the owner, and waits for the answer as long as the app and the server can. */
final class Consent {
    private final Approvals approvals;
    private final PrototypeWindow window;
    private final Ledger ledger;
    private final Notices notices;
    private final AccessLimits limits;
    private final Semaphore places;
    private volatile boolean released;

    /** What the owner says. */
    sealed interface Outcome {
        /** There is a grant now. */
        record Allowed() implements Outcome {}

        /** Nothing yet; the app shows this code meanwhile. */
        record Undecided(String code) implements Outcome {
            @Override
            public String toString() {
                return "Undecided";
            }
        }

        record No(Authentication.Refused refused) implements Outcome {}
    }

    Consent(
            Approvals approvals,
            PrototypeWindow window,
            Ledger ledger,
            Notices notices,
            AccessLimits limits) {
        this.approvals = approvals;
        this.window = window;
        this.ledger = ledger;
        this.notices = notices;
        this.limits = limits;
        places = new Semaphore(limits.held());
    }

    /** For an app that has proven to be signed in to the owner's account. */
    Outcome ofApp(
            Holder holder,
            Did owner,
            @Nullable String appName,
            ClientAddress from,
            Duration patience) {
        return ask(holder, owner, appName, from, null, patience);
    }

    /** For a prototype client, which has proven its key only. */
    Outcome ofPrototype(Holder holder, Did owner, @Nullable String appName, ClientAddress from) {
        return switch (window.ask(holder.key(), holder.origin())) {
            case PrototypeWindow.Answer.Open(var opening) ->
                    ask(holder, owner, appName, from, opening, limits.longestHold());
            case PrototypeWindow.Answer.Closed() -> {
                Waiting asked = approvals.waits(holder);
                yield asked == null || !asked.isPrototype()
                        ? new Outcome.No(Refusals.WINDOW_CLOSED)
                        : hold(asked, limits.longestHold());
            }
            case PrototypeWindow.Answer.TooLate() -> {
                reportLate();
                yield new Outcome.No(Refusals.WINDOW_CLOSED);
            }
            case PrototypeWindow.Answer.TwoAsked(var opening) -> {
                approvals.spoiled(opening);
                report(holder, appName, from);
                yield new Outcome.No(Refusals.TWO_ASKED);
            }
        };
    }

    /** Who asked first may have been a stranger who lay in wait, and this one the owner's. */
    private void reportLate() {
        notices.add(
                "late key",
                "Another older app asked just after you had decided on one. If the one you allowed"
                        + " isn't yours, cut it off, and let older apps ask once more.");
    }

    private void report(Holder second, @Nullable String appName, ClientAddress from) {
        ledger.event(LedgerEntry.Event.TWO_KEYS, appName, second, from);
        notices.add(
                "two keys",
                "Two apps asked in the same window, and both were refused: one of them may not have"
                        + " been yours. Close the tabs you don't need, and let older apps ask once"
                        + " more.");
    }

    private Outcome ask(
            Holder holder,
            Did owner,
            @Nullable String appName,
            ClientAddress from,
            PrototypeWindow.@Nullable Opening opening,
            Duration patience) {
        return switch (approvals.ask(holder, owner, appName, from, opening)) {
            case Approvals.Asked.Waits(var waiting) -> hold(waiting, patience);
            case Approvals.Asked.Denied() -> new Outcome.No(Refusals.DENIED);
            case Approvals.Asked.TooMany(var retryAfter) ->
                    new Outcome.No(Refusals.tooManyWait(retryAfter));
        };
    }

    private Outcome hold(Waiting waiting, Duration patience) {
        Waiting.Decision decision = waiting.await(Duration.ZERO);
        if (decision == null && patience.isPositive() && !released && places.tryAcquire()) {
            try {
                decision = holdThere(waiting, patience);
            } finally {
                places.release();
            }
        }
        if (decision == null) return new Outcome.Undecided(waiting.code());
        return switch (decision) {
            case ALLOWED -> new Outcome.Allowed();
            case DENIED -> new Outcome.No(Refusals.DENIED);
            case TWO_ASKED -> new Outcome.No(Refusals.TWO_ASKED);
            case NONE -> new Outcome.No(Refusals.ASK_AGAIN);
        };
    }

    private Waiting.@Nullable Decision holdThere(Waiting waiting, Duration patience) {
        if (!waiting.hold(limits.heldPerApp())) return null;
        try {
            Duration longest = limits.longestHold();
            return waiting.await(patience.compareTo(longest) < 0 ? patience : longest);
        } finally {
            waiting.letGo();
        }
    }

    /** The server stops: nobody is held any more. */
    void release() {
        released = true;
        approvals.clear();
    }
}
