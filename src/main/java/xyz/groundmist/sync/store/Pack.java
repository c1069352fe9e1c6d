package xyz.groundmist.sync.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Several changes' chunks in one: their lengths (4 bytes each, big-endian), then the chunks, all
 * deflated (raw). Small enough that reading one of them costs little.
 */
final class Pack {
    /** Of chunks, in one pack. */
    static final int MOST_BYTES = 64 << 10;

    static final int MOST_CHANGES = 2_048;

    private Pack() {}

    static byte[] encode(List<byte[]> bodies) {
        int bytes = 0;
        for (byte[] body : bodies) bytes += Integer.BYTES + body.length;
        var plain = ByteBuffer.allocate(bytes);
        for (byte[] body : bodies) plain.putInt(body.length);
        for (byte[] body : bodies) plain.put(body);
        var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(plain.flip());
            deflater.finish();
            byte[] out = new byte[bytes + bytes / 1000 + 64];
            int length = 0;
            while (!deflater.finished()) {
                length += deflater.deflate(out, length, out.length - length);
            }
            return Arrays.copyOf(out, length);
        } finally {
            deflater.end();
        }
    }

    /**
     * The chunks again.
     *
     * @param changes how many, as stored beside it
     * @param bytes of all chunks, as stored beside it
     * @throws SpaceTables.Inconsistent if that isn't what is in it
     */
    static List<byte[]> decode(byte[] pack, int changes, int bytes) {
        if (changes < 1 || changes > MOST_CHANGES || bytes < 0 || bytes > MOST_BYTES) {
            throw broken();
        }
        var plain = ByteBuffer.wrap(inflate(pack, changes * Integer.BYTES + bytes));
        var bodies = new ArrayList<byte[]>(changes);
        int left = bytes;
        for (int i = 0; i < changes; i++) {
            int length = plain.getInt();
            if (length < 1 || length > left) throw broken();
            bodies.add(new byte[length]);
            left -= length;
        }
        if (left != 0) throw broken();
        bodies.forEach(plain::get);
        return bodies;
    }

    private static byte[] inflate(byte[] pack, int length) {
        var inflater = new Inflater(true);
        try {
            inflater.setInput(pack);
            byte[] plain = new byte[length];
            int filled = 0;
            while (filled < length) {
                int more = inflater.inflate(plain, filled, length - filled);
                if (more == 0) throw broken();
                filled += more;
            }
            if (inflater.inflate(new byte[1]) != 0 || !inflater.finished()) throw broken();
            return plain;
        } catch (DataFormatException e) {
            throw broken();
        } finally {
            inflater.end();
        }
    }

    static SpaceTables.Inconsistent broken() {
        return new SpaceTables.Inconsistent("a pack of changes is broken");
    }
}
