package xyz.groundmist.sync.engine;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * One change as a row of the stored graph: hash (32 bytes) | size class (1) | dependencies (count,
 * then backward distances, ascending) | sequence number | actor (for sequence number 1: length and
 * bytes, else its number in order of appearance) | first operation | operations | objects made
 * (count, then runs: distance to the end of the run before, step * 4 + kind, count). Numbers are
 * unsigned LEB128.
 *
 * @param after the dependencies' indices, ascending
 * @param newActor the author's id, if this is its first change
 * @param actor the author's number, if it isn't
 */
record GraphRow(
        ChangeHash hash,
        byte sizeClass,
        int[] after,
        int seq,
        byte @Nullable [] newActor,
        int actor,
        long startOp,
        int opCount,
        ObjectRuns objects) {

    byte[] encode(int index) {
        var out = new ByteArrayOutputStream(48);
        out.writeBytes(hash.bytes());
        out.write(sizeClass);
        uleb(out, after.length);
        for (int i = after.length - 1; i >= 0; i--) uleb(out, index - after[i]);
        uleb(out, seq);
        if (newActor != null) {
            uleb(out, newActor.length);
            out.writeBytes(newActor);
        } else {
            uleb(out, actor);
        }
        uleb(out, startOp);
        uleb(out, opCount);
        uleb(out, objects.runs());
        int end = 0;
        for (int i = 0; i < objects.runs(); i++) {
            uleb(out, objects.start(i) - end);
            uleb(out, (long) objects.step(i) << 2 | objects.kind(i));
            uleb(out, objects.count(i));
            end = objects.start(i) + (objects.count(i) - 1) * objects.step(i);
        }
        return out.toByteArray();
    }

    private static void uleb(ByteArrayOutputStream out, long value) {
        long rest = value;
        for (; rest > 0x7f; rest >>>= 7) out.write((int) rest | 0x80);
        out.write((int) rest);
    }

    /** Decodes the row of a change's index, checking every field that later code relies on. */
    static GraphRow decode(int index, byte[] row) throws CorruptGraphException {
        try {
            var in = ByteBuffer.wrap(row);
            ChangeHash hash = ChangeHash.read(in);
            byte sizeClass = in.get();
            int[] after = new int[number(index, in, index)];
            int before = 0;
            for (int i = after.length - 1; i >= 0; i--) {
                int distance = number(index, in, index);
                if (distance <= before) throw new CorruptGraphException(index, "is out of order");
                after[i] = index - distance;
                before = distance;
            }
            int seq = number(index, in, index + 1L);
            byte[] newActor = null;
            int actor = 0;
            if (seq == 1) {
                newActor = new byte[number(index, in, in.remaining())];
                in.get(newActor);
            } else {
                actor = number(index, in, index);
            }
            long startOp = uleb(index, in);
            int opCount = number(index, in, Integer.MAX_VALUE);
            if (startOp < 1 || startOp + opCount >>> 32 != 0) {
                throw new CorruptGraphException(index, "counts operations beyond 2^32");
            }
            ObjectRuns objects = objects(index, in, opCount);
            if (in.hasRemaining()) throw new CorruptGraphException(index, "is too long");
            return new GraphRow(
                    hash, sizeClass, after, seq, newActor, actor, startOp, opCount, objects);
        } catch (BufferUnderflowException e) {
            throw new CorruptGraphException(index, "ends early");
        }
    }

    private static ObjectRuns objects(int index, ByteBuffer in, int opCount)
            throws CorruptGraphException {
        var objects = new ObjectRuns();
        long end = 0;
        for (int left = number(index, in, in.remaining()); left > 0; left--) {
            long start = end + number(index, in, opCount);
            int stepAndKind = number(index, in, Integer.MAX_VALUE);
            int count = number(index, in, opCount);
            int step = stepAndKind >>> 2;
            if (count < 1 || step < 1 || objects.runs() > 0 && start == end) {
                throw new CorruptGraphException(index, "has objects that overlap");
            }
            end = start + (count - 1L) * step;
            if (end >= opCount) throw new CorruptGraphException(index, "has too many objects");
            objects.addRun((int) start, count, step, stepAndKind & 3);
        }
        return objects;
    }

    private static int number(int index, ByteBuffer in, long most) throws CorruptGraphException {
        long value = uleb(index, in);
        if (value < 0 || value > most) throw new CorruptGraphException(index, "is out of range");
        return (int) value;
    }

    private static long uleb(int index, ByteBuffer in) throws CorruptGraphException {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) return value;
        }
        throw new CorruptGraphException(index, "has a number of more than 63 bits");
    }
}
