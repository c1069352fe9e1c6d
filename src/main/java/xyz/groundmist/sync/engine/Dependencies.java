package xyz.groundmist.sync.engine;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Which changes each change follows, and which are heads. One int a change with at most one
 * dependency; the lists of others lie in a second array (a count, then ascending indices).
 *
 * <p>A change that followed every head when it came is <em>full</em>: its past is all that came
 * before it. Most changes are, and every backward walk ends at one.
 */
final class Dependencies {
    static final int[] NONE = {};

    private int[] first = NONE;
    private int[] lists = NONE;
    private int listed;
    private int size;
    private int[] heads = NONE;
    private int headCount;
    private final BitSet full = new BitSet(0);

    int size() {
        return size;
    }

    /** How many dependencies a change has. */
    int count(int index) {
        int only = first[index];
        return only == 0 ? 0 : only > 0 ? 1 : lists[~only];
    }

    /** One dependency's index. */
    int get(int index, int which) {
        int only = first[index];
        return only > 0 ? only - 1 : lists[~only + 1 + which];
    }

    boolean full(int index) {
        return full.get(index);
    }

    /** Whether the given changes (distinct, ascending) include every head. */
    boolean coverHeads(int[] deps) {
        int covered = 0;
        for (int dep : deps) if (isHead(dep)) covered++;
        return covered == headCount;
    }

    /** Appends a change that follows the given ones (distinct, ascending). */
    void add(int[] deps) {
        if (coverHeads(deps)) full.set(size);
        for (int dep : deps) removeHead(dep);
        first = Growth.room(first, size);
        if (deps.length > 1) {
            first[size] = ~listed;
            lists = Growth.room(lists, listed + deps.length);
            lists[listed++] = deps.length;
            for (int dep : deps) lists[listed++] = dep;
        } else {
            first[size] = deps.length == 0 ? 0 : deps[0] + 1;
        }
        heads = Growth.room(heads, headCount);
        heads[headCount++] = size++;
    }

    boolean isHead(int index) {
        return indexOfHead(index) >= 0;
    }

    private int indexOfHead(int index) {
        return Arrays.binarySearch(heads, 0, headCount, index);
    }

    private void removeHead(int index) {
        int at = indexOfHead(index);
        if (at < 0) return;
        headCount--;
        System.arraycopy(heads, at + 1, heads, at, headCount - at);
    }

    /** The indices of the heads, ascending. */
    int[] heads() {
        return Arrays.copyOf(heads, headCount);
    }

    long bytes() {
        return (first.length + lists.length + heads.length) * 4L + full.size() / 8;
    }
}
