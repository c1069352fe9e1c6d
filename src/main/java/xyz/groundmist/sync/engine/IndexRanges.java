package xyz.groundmist.sync.engine;

import java.util.Arrays;

/**
 * An immutable set of change indices, kept as ranges: what was sent to a peer is nearly always a
 * few runs, so a set of 100,000 costs a few dozen bytes.
 */
final class IndexRanges {
    static final IndexRanges NONE = new IndexRanges(new int[0]);

    private final int[] bounds; // first, last (inclusive), first, last, …: ascending, not adjacent

    private IndexRanges(int[] bounds) {
        this.bounds = bounds;
    }

    /** The set of these ascending indices. */
    static IndexRanges of(int[] ascending) {
        if (ascending.length == 0) return NONE;
        var bounds = new int[8];
        int n = 0;
        for (int i = 0; i < ascending.length; i++) {
            if (n > 0 && ascending[i] == bounds[n - 1] + 1) {
                bounds[n - 1]++;
                continue;
            }
            if (n == bounds.length) bounds = Arrays.copyOf(bounds, n * 2);
            bounds[n++] = ascending[i];
            bounds[n++] = ascending[i];
        }
        return new IndexRanges(n == bounds.length ? bounds : Arrays.copyOf(bounds, n));
    }

    boolean isEmpty() {
        return bounds.length == 0;
    }

    /** Those of the ascending indices that are in this set, or those that aren't. */
    int[] pick(int[] ascending, boolean contained) {
        if (bounds.length == 0) return contained ? new int[0] : ascending;
        var out = new int[ascending.length];
        int n = 0;
        int range = 0;
        for (int index : ascending) {
            while (range < bounds.length && bounds[range + 1] < index) range += 2;
            boolean in = range < bounds.length && bounds[range] <= index;
            if (in == contained) out[n++] = index;
        }
        return n == out.length ? out : Arrays.copyOf(out, n);
    }
}
