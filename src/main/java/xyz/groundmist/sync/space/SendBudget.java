package xyz.groundmist.sync.space;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Memory for the messages on their way to all sockets of a space. One that isn't read keeps its
 * message in memory until it is cut off, so the less there is left, the smaller new messages are
 * made; only a single change that is larger has to wait. Thread-safe.
 */
final class SendBudget {
    private static final long SMALLEST = 64 << 10;
    private static final int SHARE = 8;

    private final long limit;
    // Guarded by this.
    private long used;
    private final Set<DocumentPeer> waiting = new LinkedHashSet<>();

    SendBudget(long limit) {
        this.limit = limit;
    }

    /** How large a message may be made now; at most {@code usual}. */
    synchronized long largestMessage(long usual) {
        return Math.min(usual, Math.max(SMALLEST, (limit - used) / SHARE));
    }

    /** How large a single change may be that can't be sent in parts. */
    synchronized long largestChange() {
        return used == 0 ? Long.MAX_VALUE : Math.max(SMALLEST, limit - used);
    }

    /**
     * The peer waits for room; {@link #give} says when it may try again.
     *
     * @return false when everything is through by now, so that nothing would be given any more
     */
    synchronized boolean await(DocumentPeer peer) {
        if (used == 0) return false;
        waiting.add(peer);
        return true;
    }

    synchronized void take(int bytes) {
        used += bytes;
    }

    /** A message is through or lost; returns who may try again. */
    synchronized List<DocumentPeer> give(int bytes) {
        used -= bytes;
        if (waiting.isEmpty() || used > limit / 2) return List.of();
        List<DocumentPeer> next = List.copyOf(waiting);
        waiting.clear();
        return next;
    }

    /** The peer is gone. */
    synchronized void forget(@Nullable DocumentPeer peer) {
        waiting.remove(peer);
    }
}
