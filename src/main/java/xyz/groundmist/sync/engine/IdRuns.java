package xyz.groundmist.sync.engine;

import java.util.Arrays;

/**
 * Ids of operations outside a change that its operations refer to, as runs of equal steps in a
 * stream of numbers: never more bytes than about twice the columns they were read from, however
 * many ids the columns' own runs claim.
 */
final class IdRuns {
    private byte[] bytes = {};
    private int length;
    private long previousEnd;
    private int actor;
    private long start;
    private long end;
    private long step;
    private int count;

    /** Appends an id; one equal to the last is dropped. */
    void add(int idActor, long counter) {
        if (count > 0 && idActor == actor) {
            long by = counter - end;
            if (by == 0) return;
            if (count == 1 || by == step) {
                step = by;
                end = counter;
                count++;
                return;
            }
        }
        finish();
        actor = idActor;
        start = counter;
        end = counter;
        count = 1;
    }

    /** Ends the last run; nothing is added afterwards. */
    void finish() {
        if (count == 0) return;
        uleb((long) count);
        uleb((long) actor);
        zigzag(start - previousEnd);
        if (count > 1) zigzag(step);
        previousEnd = end;
        count = 0;
    }

    private void zigzag(long value) {
        uleb(value << 1 ^ value >> 63);
    }

    private void uleb(long value) {
        long rest = value;
        for (; rest > 0x7f; rest >>>= 7) put((int) rest | 0x80);
        put((int) rest);
    }

    private void put(int value) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, length + (length >> 2) + 8);
        }
        bytes[length++] = (byte) value;
    }

    int bytes() {
        return bytes.length;
    }

    Cursor cursor() {
        return new Cursor(this);
    }

    /** Reads the runs in order; each ascends. */
    static final class Cursor {
        private final IdRuns runs;
        private int position;
        private long previousEnd;
        int actor;
        long lowest;
        long step;
        int count;

        private Cursor(IdRuns runs) {
            this.runs = runs;
        }

        boolean next() {
            if (position == runs.length) return false;
            count = (int) uleb();
            actor = (int) uleb();
            long start = previousEnd + zigzag();
            step = count > 1 ? zigzag() : 1;
            previousEnd = count > 1 ? start + (count - 1) * step : start;
            lowest = Math.min(start, previousEnd);
            step = Math.abs(step);
            return true;
        }

        private long zigzag() {
            long value = uleb();
            return value >>> 1 ^ -(value & 1);
        }

        private long uleb() {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte next = runs.bytes[position++];
                value |= (long) (next & 0x7f) << shift;
                if (next >= 0) return value;
            }
        }
    }
}
