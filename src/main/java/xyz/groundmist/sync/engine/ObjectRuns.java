package xyz.groundmist.sync.engine;

import java.util.Arrays;

/**
 * The objects that a change makes, by the offset of the operation that makes each: runs of equal
 * steps and one kind, ascending and apart from each other. A run costs 12 bytes, however many
 * objects it has; there are never more runs than bytes in the change's columns.
 */
final class ObjectRuns {
    static final int MAP = 0;
    static final int LIST = 1;
    static final int TEXT = 2;
    static final int TABLE = 3;
    static final int NO_OBJECT = -1;

    private int[] starts = Dependencies.NONE;
    private int[] counts = Dependencies.NONE;
    private int[] stepsAndKinds = Dependencies.NONE;
    private int runs;

    /** The kind of object that an action makes, or {@link #NO_OBJECT}. */
    static int kindOf(int action) {
        return action <= 6 && (action & 1) == 0 ? action >> 1 : NO_OBJECT;
    }

    static boolean isSequence(int kind) {
        return kind == LIST || kind == TEXT;
    }

    int runs() {
        return runs;
    }

    int start(int run) {
        return starts[run];
    }

    int count(int run) {
        return counts[run];
    }

    /** 1 or more, also for a run of one. */
    int step(int run) {
        return stepsAndKinds[run] >>> 2;
    }

    int kind(int run) {
        return stepsAndKinds[run] & 3;
    }

    /** Appends an object, of a larger offset than those before. */
    void add(int offset, int kind) {
        int last = runs - 1;
        if (last >= 0 && kind(last) == kind) {
            int end = starts[last] + (counts[last] - 1) * step(last);
            if (counts[last] == 1) {
                stepsAndKinds[last] = (offset - end) << 2 | kind;
                counts[last] = 2;
                return;
            }
            if (offset - end == step(last)) {
                counts[last]++;
                return;
            }
        }
        addRun(offset, 1, 1, kind);
    }

    void addRun(int start, int count, int step, int kind) {
        if (runs == starts.length) {
            int larger = runs + (runs >> 2) + 1;
            starts = Arrays.copyOf(starts, larger);
            counts = Arrays.copyOf(counts, larger);
            stepsAndKinds = Arrays.copyOf(stepsAndKinds, larger);
        }
        starts[runs] = start;
        counts[runs] = count;
        stepsAndKinds[runs++] = step << 2 | kind;
    }

    /** The kind of the object made at an offset, or {@link #NO_OBJECT}. */
    int find(int offset) {
        int at = Arrays.binarySearch(starts, 0, runs, offset);
        int run = at >= 0 ? at : ~at - 1;
        return run < 0 ? NO_OBJECT : match(offset - starts[run], counts[run], stepsAndKinds[run]);
    }

    /** The kind, if a distance from a run's start is one of its steps. */
    static int match(int distance, int count, int stepAndKind) {
        int step = stepAndKind >>> 2;
        boolean inside = distance % step == 0 && distance / step < count;
        return inside ? stepAndKind & 3 : NO_OBJECT;
    }
}
