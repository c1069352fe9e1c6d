package xyz.groundmist.sync.engine;

import java.util.Arrays;

/**
 * A causal past: every change up to an index, and for some actors every change of theirs up to a
 * later index. (An actor's changes follow each other, so one index tells them all.)
 */
final class Clock {
    private int floor;
    private int[] actors;
    private int[] last;
    private int size;

    /** Set while the clock moves along with a head: how many changes since one was left behind. */
    int moves;

    /** All changes to {@code floor}, and each actor's to {@code last[actor]} where that is more. */
    Clock(int floor, int[] last) {
        this.floor = floor;
        for (int index : last) if (index > floor) size++;
        this.actors = new int[size];
        this.last = new int[size];
        int n = 0;
        for (int actor = 0; actor < last.length; actor++) {
            if (last[actor] > floor) {
                actors[n] = actor;
                this.last[n++] = last[actor];
            }
        }
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

    /** Raises {@code dense[actor]} for each actor to what this clock has. */
    void raise(int[] dense) {
        for (int i = 0; i < size; i++) dense[actors[i]] = Math.max(dense[actors[i]], last[i]);
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
