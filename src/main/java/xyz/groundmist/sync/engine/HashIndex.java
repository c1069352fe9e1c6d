package xyz.groundmist.sync.engine;

import java.util.Arrays;

/**
 * The hashes of a graph's changes, by index and back: 32 bytes a change in arrays, and an
 * open-addressed table of at most 6.25 bytes a change (filled to between 64 and 80 %).
 */
final class HashIndex {
    private static final int WORDS = 4;

    private long[] words = new long[WORDS];
    private int[] table = new int[2];
    private int size;

    int size() {
        return size;
    }

    ChangeHash get(int index) {
        int at = index * WORDS;
        return new ChangeHash(words[at], words[at + 1], words[at + 2], words[at + 3]);
    }

    /** The index of the hash, or -1. */
    int find(ChangeHash hash) {
        for (int slot = slot(hash.a()); ; slot = next(slot)) {
            int index = table[slot] - 1;
            if (index < 0) return -1;
            int at = index * WORDS;
            if (words[at] == hash.a()
                    && words[at + 1] == hash.b()
                    && words[at + 2] == hash.c()
                    && words[at + 3] == hash.d()) {
                return index;
            }
        }
    }

    /** Appends a hash that isn't there yet. */
    void add(ChangeHash hash) {
        if ((size + 1) * 5L > table.length * 4L) rehash();
        int at = size * WORDS;
        if (at == words.length) {
            words = Arrays.copyOf(words, Growth.larger(size) * WORDS);
        }
        words[at] = hash.a();
        words[at + 1] = hash.b();
        words[at + 2] = hash.c();
        words[at + 3] = hash.d();
        put(size++);
    }

    private void rehash() {
        table = new int[table.length + (table.length >> 2) + 2];
        for (int i = 0; i < size; i++) put(i);
    }

    private void put(int index) {
        int slot = slot(words[index * WORDS]);
        while (table[slot] != 0) slot = next(slot);
        table[slot] = index + 1;
    }

    private int slot(long first) {
        return (int) Math.unsignedMultiplyHigh(first, table.length);
    }

    private int next(int slot) {
        return slot + 1 == table.length ? 0 : slot + 1;
    }

    long bytes() {
        return words.length * 8L + table.length * 4L;
    }
}
