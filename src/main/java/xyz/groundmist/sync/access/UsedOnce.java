package xyz.groundmist.sync.access;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Remembers what has been used, until it would be refused for its age anyway. Bounded: when it is
 * full of what isn't too old yet, nothing more can be used.
 */
final class UsedOnce {
    private final int most;
    private final InstantSource clock;
    // Both guarded by this; the same hashes.
    private final Set<Token.Hash> used = new HashSet<>();
    private final PriorityQueue<Use> byAge = new PriorityQueue<>(Comparator.comparing(Use::until));

    private record Use(Token.Hash what, Instant until) {}

    enum Outcome {
        FIRST,
        AGAIN,
        FULL
    }

    UsedOnce(int most, InstantSource clock) {
        this.most = most;
        this.clock = clock;
    }

    /**
     * @param what told apart from everything else that is used here
     * @param until when it is too old to be used
     */
    synchronized Outcome use(String what, Instant until) {
        forget();
        Token.Hash hash = Token.hash(what);
        if (used.contains(hash)) return Outcome.AGAIN;
        if (used.size() >= most) return Outcome.FULL;
        used.add(hash);
        byAge.add(new Use(hash, until));
        return Outcome.FIRST;
    }

    /** Whether it has been used, and isn't too old yet. */
    synchronized boolean has(String what) {
        forget();
        return used.contains(Token.hash(what));
    }

    synchronized boolean isEmpty() {
        forget();
        return used.isEmpty();
    }

    private void forget() {
        Instant now = clock.instant();
        for (Use oldest = byAge.peek();
                oldest != null && oldest.until().isBefore(now);
                oldest = byAge.peek()) {
            byAge.remove();
            used.remove(oldest.what());
        }
    }
}
