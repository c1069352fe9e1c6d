package xyz.groundmist.sync.engine;

import xyz.groundmist.sync.engine.InvalidChangeException.Reason;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One parsed, structurally valid change (Automerge binary format, "Change chunks"). It keeps the
 * chunk as it came and what {@link ChangeGraph} needs to check its references; the operations
 * themselves are read once and let go.
 */
public final class Change {
    private static final int LONGEST_ACTOR = 1024;

    private final byte[] chunk;
    private final ChangeHash hash;
    private final List<ChangeHash> deps;
    private final byte[][] actors;
    private final long seq;
    private final long startOp;
    private final boolean foreign;
    private final References references;

    private Change(byte[] chunk, Chunk opened, EngineLimits limits) throws InvalidChangeException {
        this.chunk = chunk;
        this.hash = opened.hash();
        var in = new ByteReader(opened.body(), opened.from(), opened.to(), Reason.HEADER, "header");
        deps = readDeps(in);
        byte[] author = readActor(in);
        seq = in.uleb();
        startOp = in.uleb();
        in.sleb();
        int message = in.skip(in.count(1));
        if (!Utf8.valid(in.bytes(), message, in.position())) {
            throw in.invalid("has a message that isn't UTF-8");
        }
        if (seq < 1) throw in.invalid("has a sequence number outside 1 to 2^63");
        if (startOp < 1 || startOp >>> 32 != 0) {
            throw in.invalid("has a first operation outside 1 to 2^32");
        }
        actors = readOthers(in, author);
        ColumnLayout columns = ColumnLayout.read(in);
        foreign = columns.isForeign();
        references = new Operations(columns, actors.length, startOp, limits).read();
    }

    /**
     * Reads exactly one chunk of type 1 (change) or 2 (deflated change) that fills the buffer from
     * its position to its limit, and moves the position there. Copies what it keeps.
     *
     * @throws InvalidChangeException if anything in it is not as Automerge writes it
     */
    public static Change parse(ByteBuffer chunk, EngineLimits limits)
            throws InvalidChangeException {
        if (chunk.remaining() > limits.maxChangeBytes()) {
            throw new InvalidChangeException(
                    Reason.LIMIT,
                    "The change has more than " + limits.maxChangeBytes() + " bytes.");
        }
        byte[] bytes = new byte[chunk.remaining()];
        chunk.get(bytes);
        return new Change(bytes, Chunk.open(bytes, limits), limits);
    }

    static List<ChangeHash> readDeps(ByteReader in) throws InvalidChangeException {
        int count = in.count(ChangeHash.BYTES);
        var deps = new ChangeHash[count];
        for (int i = 0; i < count; i++) {
            deps[i] =
                    ChangeHash.read(
                            ByteBuffer.wrap(
                                    in.bytes(), in.skip(ChangeHash.BYTES), ChangeHash.BYTES));
            if (i > 0 && deps[i - 1].compareTo(deps[i]) >= 0) {
                throw in.invalid("has dependencies out of order");
            }
        }
        return List.of(deps);
    }

    static byte[] readActor(ByteReader in) throws InvalidChangeException {
        int length = in.count(1);
        if (length > LONGEST_ACTOR) throw in.invalid("has an actor id of " + length + " bytes");
        int start = in.skip(length);
        return Arrays.copyOfRange(in.bytes(), start, start + length);
    }

    private static byte[][] readOthers(ByteReader in, byte[] author) throws InvalidChangeException {
        int count = in.count(1);
        var actors = new ArrayList<byte[]>(Math.min(count, 16) + 1);
        actors.add(author);
        for (int i = 0; i < count; i++) actors.add(readActor(in));
        byte[][] sorted = actors.toArray(byte[][]::new);
        Arrays.sort(sorted, Arrays::compareUnsigned);
        for (int i = 1; i < sorted.length; i++) {
            if (Arrays.equals(sorted[i - 1], sorted[i])) {
                throw in.invalid("names an actor twice");
            }
        }
        return actors.toArray(byte[][]::new);
    }

    public ChangeHash hash() {
        return hash;
    }

    /** The changes this one follows, sorted. */
    public List<ChangeHash> deps() {
        return deps;
    }

    /** The author's actor id. */
    public byte[] actor() {
        return actors[0].clone();
    }

    /** 1 for an actor's first change, and so on. */
    public long seq() {
        return seq;
    }

    /** The counter of the first operation's id, 1 to 2^32 - 1. */
    public long startOp() {
        return startOp;
    }

    public int opCount() {
        return references.opCount();
    }

    /**
     * Whether it holds more than any released Automerge can read; kept and relayed all the same.
     */
    public boolean isForeign() {
        return foreign;
    }

    /** The chunk's bytes as they came, to store and relay. Not a copy: don't write to it. */
    public byte[] chunk() {
        return chunk;
    }

    /** What {@link ChangeGraph} checks and keeps of the operations. */
    References references() {
        return references;
    }

    /** The author, then the other actors that operations of this change refer to. */
    byte[][] actors() {
        return actors;
    }
}
