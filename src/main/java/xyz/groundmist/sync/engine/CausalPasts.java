package xyz.groundmist.sync.engine;

import org.jspecify.annotations.Nullable;

import java.util.BitSet;
import java.util.LinkedHashMap;

/**
 * Tells what is in the causal past of a new change, without keeping a clock for every change.
 *
 * <p>A change that follows every head has everything in its past, now and later: no clock needed.
 * For others a clock moves along with each head that grows, and a copy stays behind now and then.
 * Where no clock is found, the past is walked back to the next one, or to a change that followed
 * every head of its time; a long walk leaves a clock where it began, so that the same walk isn't
 * paid for twice. Clocks are forgotten, least recently used first, beyond 4 bytes a change and 32
 * an actor (and 2 kB).
 */
final class CausalPasts {
    private static final int SHORT_WALK = 64;
    private static final int MOVES = 128;
    private static final int MOVES_PER_ENTRY = 8;

    private final Dependencies deps;
    private final ActorTable actors;
    private final LinkedHashMap<Integer, Clock> clocks = new LinkedHashMap<>(1, 0.75f, true);
    private final ActorMarks last = new ActorMarks();
    private final ActorMarks closed = new ActorMarks();
    private long bytes;
    private long visited;

    CausalPasts(Dependencies deps, ActorTable actors) {
        this.deps = deps;
        this.actors = actors;
    }

    /**
     * The past of a change that follows the given ones (they are part of it); null when that is
     * everything. Not to be changed.
     */
    @Nullable Clock of(int[] after) {
        if (deps.coverHeads(after)) return null;
        if (after.length == 1) {
            if (deps.full(after[0]))
                return new Clock(after[0], Dependencies.NONE, Dependencies.NONE);
            Clock kept = clocks.get(after[0]);
            if (kept != null) return kept;
        }
        long before = visited;
        Clock clock = walk(after);
        if (visited - before > Math.max(SHORT_WALK, actors.size())) {
            int latest = after[after.length - 1];
            if (!clocks.containsKey(latest)) {
                keep(latest, after.length == 1 ? clock.copy() : walk(new int[] {latest}));
            }
        }
        return clock;
    }

    /** Remembers a change about to be added, whose past {@link #of} gave. */
    void add(int index, int[] after, int author, @Nullable Clock past) {
        if (past == null) {
            for (int dep : after) forget(dep);
            return;
        }
        Clock moving = past;
        if (after.length == 1 && clocks.get(after[0]) == past) {
            int interval = Math.max(MOVES, MOVES_PER_ENTRY * past.size());
            if (deps.isHead(after[0]) && past.moves < interval) {
                forget(after[0]);
            } else {
                moving = past.copy();
            }
        }
        moving.include(author, index);
        moving.moves++;
        keep(index, moving);
    }

    private void keep(int index, Clock clock) {
        clocks.put(index, clock);
        bytes += clock.bytes();
        long most = Math.max(2048, 4L * (deps.size() + 8L * actors.size()));
        while (bytes > most) forget(clocks.keySet().iterator().next());
    }

    private void forget(int index) {
        Clock clock = clocks.remove(index);
        if (clock != null) bytes -= clock.bytes();
    }

    private Clock walk(int[] after) {
        int top = after.length == 0 ? -1 : after[after.length - 1];
        int floor = -1;
        last.start(actors.size());
        closed.start(actors.size());
        var pending = new BitSet();
        for (int dep : after) pending.set(top - dep);
        for (int back = pending.nextSetBit(0); back >= 0; back = pending.nextSetBit(back + 1)) {
            int index = top - back;
            int author = actors.author(index);
            if (index <= floor) break;
            if (index <= closed.get(author)) continue;
            visited++;
            Clock kept = clocks.get(index);
            if (kept != null) {
                floor = Math.max(floor, kept.floor());
                kept.raise(closed);
                kept.raise(last);
            } else if (deps.full(index)) {
                floor = index;
            } else {
                last.raise(author, index);
                for (int i = deps.count(index) - 1; i >= 0; i--) {
                    pending.set(top - deps.get(index, i));
                }
            }
        }
        return last.clock(floor);
    }

    /** How many changes all walks visited: the work done, for tests. */
    long visited() {
        return visited;
    }

    long bytes() {
        return bytes + last.bytes() + closed.bytes();
    }
}
