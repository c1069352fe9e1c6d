package xyz.groundmist.sync.engine;

import java.util.Arrays;

/**
 * A causal past: every change up to an index, and for some actors every change of theirs up to a
 * later index. (An actor's changes follow each other, so one index tells them all.)
 */
final class Clock {
    private final int floor;
    private int[] actors;
    private int[] last;
    private int size;

    /** Set while the clock moves along with a head: how many changes since one was left behind. */
    int moves;

    /** All changes to {@code floor}, and each of the actors' (ascending) to {@code last}. */
    Clock(int floor, int[] actors, int[] last) {
        this.floor = floor;
        this.actors = actors;
        this.last = last;
        size = actors.length;
    }

    private Clock(Clock other) {
        floor = other.floor;
        size = other.size;
        actors = Arrays.copyOf(other.actors, size);
        last = Arrays.copyOf(other.last, size);
    }

    Clock copy() {
        return new Clock(this);
    }

    int floor() {
        return floor;
    }

    /** The largest index up to which an actor's changes are in this past. */
    int last(int actor) {
        int at = Arrays.binarySearch(actors, 0, size, actor);
        return at < 0 ? floor : last[at];
    }

    /** Raises each actor's mark to what this clock has. */
    void raise(ActorMarks marks) {
        for (int i = 0; i < size; i++) marks.raise(actors[i], last[i]);
    }

    /** Takes in a change, later than all that are in. */
    void include(int actor, int index) {
        int at = Arrays.binarySearch(actors, 0, size, actor);
        if (at < 0) {
            at = ~at;
            actors = Growth.room(actors, size);
            last = Growth.room(last, size);
            System.arraycopy(actors, at, actors, at + 1, size - at);
            System.arraycopy(last, at, last, at + 1, size - at);
            actors[at] = actor;
            size++;
        }
        last[at] = index;
    }

    int size() {
        return size;
    }

    /** About what keeping this clock costs. */
    long bytes() {
        return 160 + actors.length * 8L;
    }
}
