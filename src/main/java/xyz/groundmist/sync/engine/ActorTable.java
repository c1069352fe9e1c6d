package xyz.groundmist.sync.engine;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The actors of one document, in order of first appearance, each with the indices of its changes:
 * ascending, and the change of sequence number n at place n - 1.
 */
final class ActorTable {
    private record Id(byte[] bytes) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Id that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    private final Map<Id, Integer> numbers = HashMap.newHashMap(1);
    private byte[][] ids = new byte[1][];
    private int[][] changes = new int[1][];
    private int[] counts = new int[1];
    private int size;
    private int[] authors = Dependencies.NONE;
    private int appended;

    int size() {
        return size;
    }

    /** The actor's number, or -1. */
    int find(byte[] id) {
        Integer number = numbers.get(new Id(id));
        return number == null ? -1 : number;
    }

    byte[] id(int actor) {
        return ids[actor];
    }

    int add(byte[] id) {
        if (size == ids.length) {
            int larger = size + (size >> 1) + 1;
            ids = Arrays.copyOf(ids, larger);
            changes = Arrays.copyOf(changes, larger);
            counts = Arrays.copyOf(counts, larger);
        }
        numbers.put(new Id(id), size);
        ids[size] = id;
        changes[size] = Dependencies.NONE;
        return size++;
    }

    /** How many changes of an actor there are: its last one's sequence number. */
    int count(int actor) {
        return counts[actor];
    }

    /** The index of the change at a place, from 0. */
    int change(int actor, int place) {
        return changes[actor][place];
    }

    /** Who wrote a change. */
    int author(int change) {
        return authors[change];
    }

    /** Appends the next change, of the actor's next sequence number. */
    void append(int actor) {
        int change = appended++;
        authors = Growth.room(authors, change);
        authors[change] = actor;
        int[] room = Growth.room(changes[actor], counts[actor]);
        room[counts[actor]++] = change;
        changes[actor] = room;
    }

    /** How many of an actor's changes have an index of at most {@code index}. */
    int countTo(int actor, int index) {
        int at = Arrays.binarySearch(changes[actor], 0, counts[actor], index);
        return at >= 0 ? at + 1 : ~at;
    }

    /** The arrays; an actor costs about 150 bytes and its id besides its changes' 4 bytes each. */
    long bytes() {
        long bytes = authors.length * 4L;
        for (int i = 0; i < size; i++) bytes += changes[i].length * 4L + 150 + ids[i].length;
        return bytes;
    }
}
