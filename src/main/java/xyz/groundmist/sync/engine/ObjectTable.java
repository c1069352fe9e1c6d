package xyz.groundmist.sync.engine;

import java.util.Arrays;

/** The objects of one document: the runs of every change, 16 bytes each and at most 1/16 slack. */
final class ObjectTable {
    private long[] starts = new long[0];
    private int[] counts = Dependencies.NONE;
    private int[] stepsAndKinds = Dependencies.NONE;
    private int runs;

    /** Appends the objects that a change makes; changes come in index order. */
    void add(int change, ObjectRuns made) {
        for (int i = 0; i < made.runs(); i++) {
            starts = Growth.room(starts, runs);
            counts = Growth.room(counts, runs);
            stepsAndKinds = Growth.room(stepsAndKinds, runs);
            starts[runs] = key(change, made.start(i));
            counts[runs] = made.count(i);
            stepsAndKinds[runs++] = made.step(i) << 2 | made.kind(i);
        }
    }

    /** The kind of the object made at an offset of a change, or none. */
    int find(int change, int offset) {
        long key = key(change, offset);
        int at = Arrays.binarySearch(starts, 0, runs, key);
        int run = at >= 0 ? at : ~at - 1;
        if (run < 0 || (int) (starts[run] >>> 32) != change) return ObjectRuns.NO_OBJECT;
        return ObjectRuns.match((int) (key - starts[run]), counts[run], stepsAndKinds[run]);
    }

    private static long key(int change, int offset) {
        return (long) change << 32 | offset;
    }

    long bytes() {
        return starts.length * 16L;
    }
}
