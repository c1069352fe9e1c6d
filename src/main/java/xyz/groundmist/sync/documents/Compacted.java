package xyz.groundmist.sync.documents;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.documents.DocumentException.Reason;
import xyz.groundmist.sync.engine.ChangeGraph;
import xyz.groundmist.sync.store.StoreException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the worker makes of a document's first changes when it saves them: taken piece by piece, and
 * held against the graph. It isn't believed: each change that came out of the saved document is
 * hashed here, and all have to be there, none twice and none besides.
 */
final class Compacted implements Frames.Sink {
    /** A longer one isn't kept: no snapshot of that size is sent. */
    private static final int MOST_KEPT = 4 << 20;

    private static final int HEADER = 9;
    private static final int LONGEST_LENGTH = 5;

    private final ChangeGraph graph;
    private final int changes;
    private boolean kept;

    private final ByteArrayOutputStream saved = new ByteArrayOutputStream();
    private final BitSet seen = new BitSet();

    /** Of the saved form, how much is still to come; -1 before its length is known. */
    private long left = -1;

    /** What of the next change has come. */
    private byte[] rest = {};

    private boolean differs;

    private Compacted(ChangeGraph graph, int changes, boolean kept) {
        this.graph = graph;
        this.changes = changes;
        this.kept = kept;
    }

    /**
     * Has the first changes saved, loaded again and compared.
     *
     * @param kept whether the saved form is wanted
     * @return the saved form; null when it isn't wanted, or too large to be of use
     * @throws DocumentException SPOILT when what was saved can't be loaded, UNREADABLE when the
     *     changes can't; OTHER when something else came out of it
     */
    static byte @Nullable [] of(Cage cage, OpenDocument document, int changes, boolean kept)
            throws DocumentException, StoreException, InterruptedException {
        Cage.Input input = document.state(IntStream.range(0, changes).toArray(), cage.limits());
        return of(cage, input, document.graph(), changes, kept);
    }

    /**
     * The same of whatever goes in.
     *
     * @param graph in which these are the first changes
     */
    static byte @Nullable [] of(
            Cage cage, Cage.Input input, ChangeGraph graph, int changes, boolean kept)
            throws DocumentException, StoreException, InterruptedException {
        var answer = new Compacted(graph, changes, kept);
        cage.run(Job.COMPACT, "", List.of(input), answer);
        return answer.checked();
    }

    @Override
    public void take(byte[] bytes) throws IOException {
        rest = rest.length == 0 ? bytes : join(rest, bytes);
        if (left < 0) {
            if (rest.length < Integer.BYTES) return;
            left = Integer.toUnsignedLong(ByteBuffer.wrap(rest).getInt());
            rest = Arrays.copyOfRange(rest, Integer.BYTES, rest.length);
            kept &= left <= MOST_KEPT;
        }
        if (left > 0) {
            int part = (int) Math.min(left, rest.length);
            if (kept) saved.write(rest, 0, part);
            left -= part;
            rest = Arrays.copyOfRange(rest, part, rest.length);
        }
        if (left == 0) takeChanges();
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private void takeChanges() throws IOException {
        int from = 0;
        for (int to = end(from); to >= 0; to = end(from)) {
            check(Arrays.copyOfRange(rest, from, to));
            from = to;
        }
        rest = Arrays.copyOfRange(rest, from, rest.length);
        if (rest.length > Frames.LONGEST) throw new IOException("a change without an end");
    }

    /** Where the chunk ends that begins there; -1 when its end hasn't come yet. */
    private int end(int from) throws IOException {
        long length = 0;
        for (int i = 0; i < LONGEST_LENGTH; i++) {
            int at = from + HEADER + i;
            if (at >= rest.length) return -1;
            length |= (long) (rest[at] & 0x7f) << (7 * i);
            if (rest[at] < 0) continue;
            long end = at + 1 + length;
            if (end - from > Frames.LONGEST) break;
            return end <= rest.length ? (int) end : -1;
        }
        throw new IOException("a change that is too long");
    }

    private void check(byte[] chunk) {
        int index;
        try {
            index = graph.indexOf(Documents.header(chunk).hash());
        } catch (DocumentException _) {
            index = -1;
        }
        if (index < 0 || index >= changes || seen.get(index)) differs = true;
        else seen.set(index);
    }

    private byte @Nullable [] checked() throws DocumentException {
        if (differs || left != 0 || rest.length > 0 || seen.cardinality() != changes) {
            throw new DocumentException(
                    Reason.OTHER, "What came out of the saved document isn't what was stored.");
        }
        return kept ? saved.toByteArray() : null;
    }
}
