package xyz.groundmist.sync.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * One document's changes whose predecessors haven't come yet, within {@link EngineLimits}. Each is
 * held for the peers that sent it and goes with the last of them: on a new connection they send it
 * again.
 */
final class OrphanQueue {
    private static final long BYTES_PER_DEPENDENCY = 128; // the entries of `waiting` it costs

    private final EngineLimits limits;
    private final Map<ChangeHash, Orphan> held = new HashMap<>();
    private final Map<ChangeHash, List<Orphan>> waiting = new HashMap<>(); // by what they wait for
    private long bytes;

    OrphanQueue(EngineLimits limits) {
        this.limits = limits;
    }

    /** A held change, who sent it, and how many of its predecessors are missing. */
    static final class Orphan {
        private final Change change;
        private final List<PeerSync> senders = new ArrayList<>(1);
        private int missing;

        private Orphan(Change change) {
            this.change = change;
        }

        Change change() {
            return change;
        }

        List<PeerSync> senders() {
            return senders;
        }

        private long cost() {
            return change.chunk().length
                    + change.references().bytes()
                    + BYTES_PER_DEPENDENCY * change.deps().size();
        }

        /** Its cost is on the first sender's account. */
        private void charge(int sign) {
            senders.getFirst().orphanBytes += sign * cost();
        }
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    /**
     * Holds a change of which at least one predecessor isn't known.
     *
     * @return false when that would pass the limits
     */
    boolean hold(Change change, PeerSync from, Predicate<ChangeHash> known) {
        Orphan already = held.get(change.hash());
        if (already != null) {
            if (!already.senders.contains(from)) already.senders.add(from);
            return true;
        }
        var orphan = new Orphan(change);
        if (held.size() >= limits.maxOrphans() || bytes + orphan.cost() > limits.maxOrphanBytes()) {
            return false;
        }
        orphan.senders.add(from);
        for (ChangeHash dep : change.deps()) {
            if (known.test(dep)) continue;
            orphan.missing++;
            waiting.computeIfAbsent(dep, _ -> new ArrayList<>(1)).add(orphan);
        }
        held.put(change.hash(), orphan);
        bytes += orphan.cost();
        orphan.charge(1);
        return true;
    }

    /** Takes out those that waited for this change only. */
    List<Orphan> release(ChangeHash arrived) {
        List<Orphan> waiters = waiting.remove(arrived);
        if (waiters == null) return List.of();
        var ready = new ArrayList<Orphan>(waiters.size());
        for (Orphan orphan : waiters) {
            if (--orphan.missing > 0) continue;
            held.remove(orphan.change.hash());
            bytes -= orphan.cost();
            orphan.charge(-1);
            ready.add(orphan);
        }
        return ready;
    }

    /** Drops what waits, however indirectly, for a change that will never be taken. */
    void dropDependents(ChangeHash rejected) {
        var doomed = new ArrayDeque<ChangeHash>(List.of(rejected));
        while (!doomed.isEmpty()) {
            for (Orphan orphan : waiting.getOrDefault(doomed.remove(), List.of())) {
                if (held.remove(orphan.change.hash()) == null) continue;
                bytes -= orphan.cost();
                orphan.charge(-1);
                doomed.add(orphan.change.hash());
            }
        }
        forgetWaitersNotHeld();
    }

    /** Drops what only this peer sent. */
    void forget(PeerSync sender) {
        if (held.isEmpty()) return;
        boolean dropped = false;
        for (Iterator<Orphan> all = held.values().iterator(); all.hasNext(); ) {
            Orphan orphan = all.next();
            if (!orphan.senders.contains(sender)) continue;
            orphan.charge(-1);
            orphan.senders.remove(sender);
            if (!orphan.senders.isEmpty()) {
                orphan.charge(1);
                continue;
            }
            all.remove();
            bytes -= orphan.cost();
            dropped = true;
        }
        if (dropped) forgetWaitersNotHeld();
    }

    private void forgetWaitersNotHeld() {
        waiting.values()
                .removeIf(waiters -> {
                    waiters.removeIf(o -> held.get(o.change.hash()) != o);
                    return waiters.isEmpty();
                });
    }

    /** What is missing to reach these heads: neither known nor held, sorted. */
    List<ChangeHash> missing(Collection<ChangeHash> heads, Predicate<ChangeHash> known) {
        var missing = new TreeSet<ChangeHash>();
        var open = new ArrayDeque<>(heads);
        Set<ChangeHash> seen = new HashSet<>(heads);
        while (!open.isEmpty()) {
            ChangeHash hash = open.remove();
            if (known.test(hash)) continue;
            Orphan orphan = held.get(hash);
            if (orphan == null) {
                missing.add(hash);
                continue;
            }
            for (ChangeHash dep : orphan.change.deps()) if (seen.add(dep)) open.add(dep);
        }
        return List.copyOf(missing);
    }
}
