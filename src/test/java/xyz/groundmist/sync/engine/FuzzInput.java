package xyz.groundmist.sync.engine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Puts right in a fuzzer's bytes what no mutation gets right by chance, without moving any of them:
 *
 * <ul>
 *   <li>31 bytes of zero and one more, n, stand for a hash: the n-th (sorted) of the document's, or
 *       for 255 that of the chunk before;
 *   <li>every chunk's checksum becomes that of its contents.
 * </ul>
 */
final class FuzzInput {
    private static final int CHUNK = 0x856f4a83;
    private static final int DATA_AT = 9;
    private static final int CHUNK_BEFORE = 255;
    private static final int MOST_INFLATED = 1 << 20;

    private final List<ChangeHash> known;
    private final byte[] bytes;
    private byte[] before = new byte[ChangeHash.BYTES];

    private FuzzInput(byte[] bytes, List<ChangeHash> known) {
        this.bytes = bytes;
        this.known = known;
    }

    static byte[] mended(byte[] raw, List<ChangeHash> known) {
        var input = new FuzzInput(raw.clone(), known.stream().sorted().toList());
        List<Integer> chunks = input.chunks();
        int done = 0;
        for (int i = 0; i < chunks.size(); i++) {
            int end = i + 1 < chunks.size() ? chunks.get(i + 1) : raw.length;
            input.putHashes(done, end);
            input.putChecksum(chunks.get(i));
            done = end;
        }
        input.putHashes(done, raw.length);
        return input.bytes;
    }

    /** Where bytes begin that look like chunks. */
    private List<Integer> chunks() {
        var starts = new ArrayList<Integer>();
        var in = ByteBuffer.wrap(bytes);
        for (int at = 0; at + DATA_AT < bytes.length; at++) {
            if (in.getInt(at) == CHUNK) starts.add(at);
        }
        return starts;
    }

    private void putHashes(int from, int to) {
        int zeros = 0;
        for (int at = from; at < to; at++) {
            if (bytes[at] == 0 && zeros < ChangeHash.BYTES - 1) {
                zeros++;
            } else {
                if (zeros == ChangeHash.BYTES - 1) putHash(at - zeros, bytes[at] & 0xff);
                zeros = 0;
            }
        }
    }

    private void putHash(int at, int number) {
        byte[] hash =
                number == CHUNK_BEFORE || known.isEmpty()
                        ? before
                        : known.get(number % known.size()).bytes();
        System.arraycopy(hash, 0, bytes, at, hash.length);
    }

    private void putChecksum(int start) {
        int end = chunkEnd(bytes, start);
        if (end < 0) return;
        int length = dataLength(end, start);
        byte[] data = Arrays.copyOfRange(bytes, end - length, end);
        byte[] hash = ChangeWriter.hash(bytes[start + 8] == 2 ? inflated(data) : data);
        System.arraycopy(hash, 0, bytes, start + 4, 4);
        before = hash;
    }

    private int dataLength(int end, int start) {
        int at = start + DATA_AT;
        while (bytes[at] < 0) at++;
        return end - at - 1;
    }

    /** Where the chunk ends that begins here, or -1 when it isn't whole. */
    static int chunkEnd(byte[] bytes, int start) {
        if (start + DATA_AT >= bytes.length) return -1;
        var in = ByteBuffer.wrap(bytes).position(start + DATA_AT);
        try {
            long length = Uleb.read(in);
            return length > in.remaining() ? -1 : in.position() + (int) length;
        } catch (InvalidSyncMessageException e) {
            return -1;
        }
    }

    private static byte[] inflated(byte[] data) {
        var inflater = new Inflater(true);
        try {
            inflater.setInput(data);
            byte[] out = new byte[MOST_INFLATED];
            return Arrays.copyOf(out, inflater.inflate(out));
        } catch (DataFormatException e) {
            return data;
        } finally {
            inflater.end();
        }
    }
}
