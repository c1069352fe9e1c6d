package xyz.groundmist.sync.engine;

/**
 * The length of a chunk in one byte, as an upper bound less than 10 % too large (for lengths of
 * more than 10): ten steps an octave, up to 637 MB.
 */
final class SizeClass {
    private static final int STEPS = 10;

    private SizeClass() {}

    static byte of(int length) {
        int octave = 0;
        while (((2L * STEPS - 1) << octave) < length) octave++;
        int step = (int) (((long) length + (1 << octave) - 1) >> octave) - STEPS;
        return (byte) (octave * STEPS + Math.max(step, 0));
    }

    /** The longest chunk of a class. */
    static int bound(byte sizeClass) {
        int all = sizeClass & 0xff;
        return (STEPS + all % STEPS) << (all / STEPS);
    }
}
