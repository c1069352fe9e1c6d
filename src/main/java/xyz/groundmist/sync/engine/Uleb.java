package xyz.groundmist.sync.engine;

import java.nio.ByteBuffer;

/** Unsigned LEB128, as sync messages write counts and lengths. */
final class Uleb {
    private static final int LONGEST = 9; // 63 bits: no count or length of ours needs more

    private Uleb() {}

    /** Reads one number at the buffer's position and advances it; never negative. */
    static long read(ByteBuffer in) throws InvalidSyncMessageException {
        long value = 0;
        for (int i = 0; i < LONGEST; i++) {
            if (!in.hasRemaining()) {
                throw new InvalidSyncMessageException("the sync message ends within a number");
            }
            byte b = in.get();
            value |= (long) (b & 0x7f) << (7 * i);
            if (b >= 0) return value;
        }
        throw new InvalidSyncMessageException("the sync message has a number of over 63 bits");
    }

    static void write(ByteBuffer out, long value) {
        long rest = value;
        while (rest > 0x7f) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    /** How many bytes {@link #write} takes for a value of at least 0. */
    static int size(long value) {
        return value == 0 ? 1 : (70 - Long.numberOfLeadingZeros(value)) / 7;
    }
}
