package xyz.groundmist.sync.engine;

import java.util.Arrays;

/**
 * The operation numbers of each change: 4 bytes for the first, one for how many. Counts of 255 and
 * more lie apart, 8 bytes each.
 */
final class OpNumbers {
    private static final int LARGE = 0xff;

    private int[] starts = Dependencies.NONE;
    private byte[] counts = {};
    private int[] largeIndices = Dependencies.NONE;
    private int[] largeCounts = Dependencies.NONE;
    private int large;
    private int size;

    /** The first operation, 1 to 2^32 - 1. */
    long start(int index) {
        return Integer.toUnsignedLong(starts[index]);
    }

    int count(int index) {
        int count = counts[index] & 0xff;
        return count < LARGE
                ? count
                : largeCounts[Arrays.binarySearch(largeIndices, 0, large, index)];
    }

    /** The number after the last operation's. */
    long end(int index) {
        return start(index) + count(index);
    }

    void add(long start, int count) {
        starts = Growth.room(starts, size);
        counts = Growth.room(counts, size);
        starts[size] = (int) start;
        counts[size] = (byte) Math.min(count, LARGE);
        if (count >= LARGE) {
            largeIndices = Growth.room(largeIndices, large);
            largeCounts = Growth.room(largeCounts, large);
            largeIndices[large] = size;
            largeCounts[large++] = count;
        }
        size++;
    }

    long bytes() {
        return starts.length * 4L + counts.length + largeIndices.length * 8L;
    }
}
