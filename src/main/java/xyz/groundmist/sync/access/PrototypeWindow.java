package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The minutes in which one unchanged prototype client may ask. It closes when its time is over,
 * when the client is approved or refused, and when a second one asks: then both are refused. A
 * prototype client shows no code, so the owner couldn't tell two of them apart. Safe for use from
 * any thread.
 */
public final class PrototypeWindow {
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofMinutes(60);

    private final InstantSource clock;
    private final Owner owner;
    private final Ledger ledger;
    private final Listeners listeners = new Listeners();

    // Both guarded by this.
    private @Nullable Opening opening;
    private @Nullable Opening decided; // the last one that ended by a decision

    /** What becomes of one opening of the window: either a decision or two who ask. */
    static final class Opening {
        private final Instant until;
        // All guarded by this.
        private @Nullable Asker first;
        private boolean decided;
        private boolean spoiled;
        private boolean lateTold;

        Opening(Instant until) {
            this.until = until;
        }

        private synchronized Answer ask(Asker asker) {
            if (first == null) first = asker;
            if (first.equals(asker)) return spoiled ? new Answer.Closed() : new Answer.Open(this);
            if (decided || spoiled) return late(asker);
            spoiled = true;
            return new Answer.TwoAsked(this);
        }

        /** After the owner's decision: a second one that was too late to be a doubt about it. */
        private synchronized Answer late(Asker asker) {
            boolean news = decided && !lateTold && first != null && !first.equals(asker);
            if (news) lateTold = true;
            return news ? new Answer.TooLate() : new Answer.Closed();
        }

        /** The owner decides on the one who asked. False when it is too late for that. */
        synchronized boolean decide() {
            if (!spoiled) decided = true;
            return !spoiled;
        }
    }

    /** A client by what it can't change for the same installation, and what a browser says. */
    private record Asker(String key, @Nullable String origin) {}

    /** What a client that asks finds. */
    sealed interface Answer {
        record Closed() implements Answer {}

        record Open(Opening opening) implements Answer {}

        /** It isn't the first, or not alone; this closed the window. */
        record TwoAsked(Opening opening) implements Answer {}

        /** As Closed, and the first that comes after the owner decided on another in this time. */
        record TooLate() implements Answer {}
    }

    PrototypeWindow(InstantSource clock, Owner owner, Ledger ledger) {
        this.clock = clock;
        this.owner = owner;
        this.ledger = ledger;
    }

    /**
     * Opens it, or opens it anew: who asked before has to ask again.
     *
     * @param time 1 to 60 minutes
     * @return when it closes by itself
     * @throws IllegalArgumentException with a sentence, when the time is too short or too long, or
     *     the server has no owner yet
     */
    public Instant open(Duration time) {
        if (owner.did() == null) {
            throw new IllegalArgumentException(
                    "This server has no owner yet. Sign in first, or set ATPROTO_DID.");
        }
        if (time.compareTo(SHORTEST) < 0 || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("The window can be open for 1 to 60 minutes.");
        }
        Instant until = clock.instant().plus(time);
        synchronized (this) {
            opening = new Opening(until);
            decided = null;
        }
        ledger.event(LedgerEntry.Event.WINDOW_OPENED, null, null, ClientAddress.UNKNOWN);
        listeners.tell();
        return until;
    }

    /** Closes it; who has asked already may still be approved. */
    public void close() {
        synchronized (this) {
            if (opening == null) return;
            opening = null;
        }
        listeners.tell();
    }

    /** When it closes by itself; null: it isn't open. */
    public @Nullable Instant openUntil() {
        Opening now = current();
        return now == null ? null : now.until;
    }

    /**
     * Calls it when it has been opened or closed before its time, in the thread that did; it must
     * not block.
     */
    public Closeable onChange(Runnable listener) {
        return listeners.add(listener);
    }

    synchronized @Nullable Opening current() {
        if (opening != null && !clock.instant().isBefore(opening.until)) opening = null;
        return opening;
    }

    private synchronized @Nullable Opening decidedLately() {
        if (decided != null && !clock.instant().isBefore(decided.until)) decided = null;
        return decided;
    }

    Answer ask(String key, @Nullable String origin) {
        var asker = new Asker(key, origin);
        Opening now = current();
        if (now == null) {
            Opening before = decidedLately();
            return before == null ? new Answer.Closed() : before.late(asker);
        }
        Answer answer = now.ask(asker);
        if (answer instanceof Answer.TwoAsked) close(now);
        return answer;
    }

    /** The owner has decided on who asked in it. */
    void close(Opening over) {
        synchronized (this) {
            if (opening != over) return;
            opening = null;
            decided = over;
        }
        listeners.tell();
    }
}
