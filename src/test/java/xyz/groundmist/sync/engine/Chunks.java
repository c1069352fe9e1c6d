package xyz.groundmist.sync.engine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Splits a concatenation of chunks. */
final class Chunks {
    private Chunks() {}

    static List<byte[]> split(byte[] all) {
        var chunks = new ArrayList<byte[]>();
        for (int at = 0; at < all.length; ) {
            int position = at + 9;
            long length = 0;
            int shift = 0;
            int next;
            do {
                next = all[position++];
                length |= (long) (next & 0x7f) << shift;
                shift += 7;
            } while (next < 0);
            int end = position + (int) length;
            chunks.add(Arrays.copyOfRange(all, at, end));
            at = end;
        }
        return chunks;
    }

    static Change parse(byte[] chunk) throws InvalidChangeException {
        return Change.parse(ByteBuffer.wrap(chunk), EngineLimits.DEFAULT);
    }

    /** A graph of all the changes, which must be in causal order. */
    static ChangeGraph graph(List<byte[]> chunks) throws InvalidChangeException {
        var graph = new ChangeGraph();
        for (byte[] chunk : chunks) graph.add(parse(chunk));
        return graph;
    }
}
