package xyz.groundmist.sync.engine;

import java.util.Arrays;

/** An index for each actor, set during one walk; starting the next costs only what was set. */
final class ActorMarks {
    private int[] marks = Dependencies.NONE;
    private int[] marked = Dependencies.NONE;
    private int count;

    /** Clears the marks, and makes room for so many actors. */
    void start(int actors) {
        for (int i = 0; i < count; i++) marks[marked[i]] = 0;
        count = 0;
        if (actors > marks.length) marks = Arrays.copyOf(marks, Growth.larger(actors));
    }

    /** The actor's index, or -1. */
    int get(int actor) {
        return marks[actor] - 1;
    }

    void raise(int actor, int index) {
        if (marks[actor] == 0) {
            marked = Growth.room(marked, count);
            marked[count++] = actor;
        }
        marks[actor] = Math.max(marks[actor], index + 1);
    }

    /** All changes to {@code floor}, and each actor's to its mark where that is more. */
    Clock clock(int floor) {
        Arrays.sort(marked, 0, count);
        int[] actors = new int[count];
        int[] last = new int[count];
        int size = 0;
        for (int i = 0; i < count; i++) {
            if (get(marked[i]) > floor) {
                actors[size] = marked[i];
                last[size++] = get(marked[i]);
            }
        }
        return new Clock(floor, Arrays.copyOf(actors, size), Arrays.copyOf(last, size));
    }

    long bytes() {
        return 4L * (marks.length + marked.length);
    }
}
