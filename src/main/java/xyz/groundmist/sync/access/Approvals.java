package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.store.StoreException;

import java.io.Closeable;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * The apps that wait for the owner, and what the owner says. They are in memory only: after a
 * restart they ask again. Safe for use from any thread.
 */
public final class Approvals {
    private static final Logger log = LoggerFactory.getLogger(Approvals.class);

    private final InstantSource clock;
    private final GrantBook book;
    private final PrototypeWindow window;
    private final Ledger ledger;
    private final AccessLimits limits;
    private final SecureRandom random;
    private final Throttle newcomers;
    private final Listeners listeners = new Listeners();
    // All guarded by this; the first to ask at the head.
    private final Map<Holder, Waiting> waiting = new LinkedHashMap<>();
    private final Map<Holder, Instant> deniedUntil = new LinkedHashMap<>();

    /** What an app that asks is told. */
    sealed interface Asked {
        record Waits(Waiting waiting) implements Asked {}

        /** The owner has refused it lately. */
        record Denied() implements Asked {}

        record TooMany(Duration retryAfter) implements Asked {}
    }

    Approvals(
            InstantSource clock,
            GrantBook book,
            PrototypeWindow window,
            Ledger ledger,
            AccessLimits limits,
            SecureRandom random) {
        this.clock = clock;
        this.book = book;
        this.window = window;
        this.ledger = ledger;
        this.limits = limits;
        this.random = random;
        newcomers = new Throttle(clock, limits.newPendingPerMinute(), 1);
    }

    /** Those who wait now, the one that asked first at the head. */
    public List<PendingApproval> list() {
        return all().stream().map(one -> one.shown(limits.pendingTime())).toList();
    }

    synchronized List<Waiting> all() {
        forgetExpired();
        return List.copyOf(waiting.values());
    }

    /** Calls it after each change of the list, in the thread that made it; it must not block. */
    public Closeable onChange(Runnable listener) {
        return listeners.add(listener);
    }

    /**
     * An app asks, or asks again: then its code stays, and so does what it called itself, so that
     * it can't change under the owner's eyes.
     *
     * @param opening of the window in which a prototype client asks; null: it proved the account
     */
    Asked ask(
            Holder holder,
            Did owner,
            @Nullable String appName,
            ClientAddress from,
            PrototypeWindow.@Nullable Opening opening) {
        Waiting one;
        synchronized (this) {
            forgetExpired();
            Instant now = clock.instant();
            if (deniedUntil.containsKey(holder)) return new Asked.Denied();
            Waiting known = waiting.get(holder);
            if (known != null) {
                known.askedAgain(now, from);
                return new Asked.Waits(known);
            }
            Duration later = roomFor(holder);
            if (later != null) return new Asked.TooMany(later);
            one = new Waiting(unusedCode(), holder, owner, appName, now, from, opening);
            waiting.put(holder, one);
        }
        listeners.tell();
        return new Asked.Waits(one);
    }

    private @Nullable Duration roomFor(Holder holder) {
        long ofOrigin =
                waiting.keySet().stream()
                        .filter(other -> Objects.equals(other.origin(), holder.origin()))
                        .count();
        if (waiting.size() >= limits.pending() || ofOrigin >= limits.pendingPerOrigin()) {
            return Duration.ofMinutes(1);
        }
        return newcomers.take("all");
    }

    private String unusedCode() {
        while (true) {
            String code = ApprovalCode.random(random);
            if (waiting.values().stream().noneMatch(one -> one.code().equals(code))) return code;
        }
    }

    private void forgetExpired() {
        Instant now = clock.instant();
        deniedUntil.values().removeIf(until -> !now.isBefore(until));
        waiting.values()
                .removeIf(one -> {
                    boolean over = !now.isBefore(one.lastAsked().plus(limits.pendingTime()));
                    if (over) one.decided(Waiting.Decision.NONE);
                    return over;
                });
    }

    /** The one that waits for this already, without asking again. */
    synchronized @Nullable Waiting waits(Holder holder) {
        forgetExpired();
        return waiting.get(holder);
    }

    /**
     * Lets the app with this code in; a request of it that is being held returns at once.
     *
     * @param code as people type it: case, spaces and the hyphen don't matter
     * @param name what the owner calls it, 100 characters at most; null: what it calls itself
     * @return the grant, or null when none with this code waits (any more)
     * @throws StoreException when it could not be written down: then it still waits
     * @throws IllegalArgumentException with a sentence, when the name isn't one
     */
    public @Nullable Grant approve(String code, boolean readOnly, @Nullable String name)
            throws StoreException {
        String given = GivenName.checked(name);
        Waiting one = find(code);
        if (one == null || !one.beginDecision()) return null;
        Grant grant = null;
        try {
            grant =
                    book.give(
                            one.holder(),
                            one.isPrototype() ? GrantKind.PROTOTYPE : GrantKind.APP,
                            one.owner(),
                            given == null ? one.appName() : given,
                            readOnly);
        } finally {
            if (grant == null) one.undecided();
        }
        log.info("Grant {} has been given", grant.id());
        ledger.about(grant, LedgerEntry.Event.APPROVED, one.from());
        decide(one, Waiting.Decision.ALLOWED);
        return grant;
    }

    /**
     * Refuses the app with this code, and that key, origin and space for an hour.
     *
     * @return false when none with this code waits (any more)
     */
    public boolean deny(String code) {
        Waiting one = find(code);
        if (one == null || !one.beginDecision()) return false;
        synchronized (this) {
            deniedUntil.put(one.holder(), clock.instant().plus(limits.deniedTime()));
            if (deniedUntil.size() > limits.denied()) {
                deniedUntil.remove(deniedUntil.keySet().iterator().next());
            }
        }
        ledger.event(LedgerEntry.Event.DENIED, one.appName(), one.holder(), one.from());
        decide(one, Waiting.Decision.DENIED);
        return true;
    }

    private synchronized @Nullable Waiting find(String typed) {
        forgetExpired();
        String code = ApprovalCode.typed(typed);
        for (Waiting one : waiting.values()) {
            if (one.code().equals(code)) return one;
        }
        return null;
    }

    private void decide(Waiting one, Waiting.Decision decision) {
        synchronized (this) {
            waiting.remove(one.holder(), one);
        }
        PrototypeWindow.Opening opening = one.opening();
        if (opening != null) window.close(opening);
        one.decided(decision);
        listeners.tell();
    }

    /** Those who asked in this opening of the window are refused, as two did. */
    void spoiled(PrototypeWindow.Opening opening) {
        withdraw(one -> one.opening() == opening, Waiting.Decision.TWO_ASKED);
    }

    /** Prototype clients that asked in another opening than this have to ask again. */
    void onlyFrom(PrototypeWindow.@Nullable Opening opening) {
        withdraw(one -> one.opening() != null && one.opening() != opening, Waiting.Decision.NONE);
    }

    /** Nobody waits any more: the server stops, or has another owner. */
    void clear() {
        withdraw(one -> true, Waiting.Decision.NONE);
    }

    private void withdraw(Predicate<Waiting> which, Waiting.Decision decision) {
        var gone = new ArrayList<Waiting>();
        synchronized (this) {
            for (Waiting one : waiting.values()) {
                if (which.test(one)) gone.add(one);
            }
            for (Waiting one : gone) waiting.remove(one.holder());
        }
        if (gone.isEmpty()) return;
        for (Waiting one : gone) one.decided(decision);
        listeners.tell();
    }
}
