package xyz.groundmist.sync.engine;

import java.util.Arrays;

/**
 * The objects outside a change that its operations work in, each with how it is used: by string
 * keys (a map) or by elements (a sequence). Distinct uses only.
 */
final class ObjectUses {
    private long[] uses = new long[2];
    private int size;

    void add(int actor, long counter, boolean sequence) {
        long use = (long) actor << 33 | counter << 1 | (sequence ? 1 : 0);
        if (size > 0 && uses[size - 1] == use) return;
        if (size == uses.length) {
            distinct();
            if (size > uses.length / 2) uses = Arrays.copyOf(uses, uses.length * 2);
        }
        uses[size++] = use;
    }

    void finish() {
        distinct();
        if (size < uses.length) uses = Arrays.copyOf(uses, size);
    }

    private void distinct() {
        Arrays.sort(uses, 0, size);
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (kept == 0 || uses[kept - 1] != uses[i]) uses[kept++] = uses[i];
        }
        size = kept;
    }

    int size() {
        return size;
    }

    int actor(int use) {
        return (int) (uses[use] >>> 33);
    }

    long counter(int use) {
        return uses[use] >>> 1 & 0xffffffffL;
    }

    boolean sequence(int use) {
        return (uses[use] & 1) != 0;
    }
}
