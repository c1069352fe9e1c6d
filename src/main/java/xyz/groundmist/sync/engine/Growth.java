package xyz.groundmist.sync.engine;

import java.util.Arrays;

/** How the engine's arrays grow: by a sixteenth, as they live long and there are many. */
final class Growth {
    private Growth() {}

    static int larger(int length) {
        return length + (length >> 4) + 1;
    }

    /** The array itself, or a larger copy that has room at {@code index}. */
    static int[] room(int[] array, int index) {
        return index < array.length ? array : Arrays.copyOf(array, larger(index));
    }

    static long[] room(long[] array, int index) {
        return index < array.length ? array : Arrays.copyOf(array, larger(index));
    }

    static byte[] room(byte[] array, int index) {
        return index < array.length ? array : Arrays.copyOf(array, larger(index));
    }
}
