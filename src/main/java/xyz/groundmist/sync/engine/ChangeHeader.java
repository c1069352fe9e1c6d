package xyz.groundmist.sync.engine;

import xyz.groundmist.sync.engine.InvalidChangeException.Reason;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a stored change says of itself before its operations (Automerge binary format, "Change
 * chunks"); cheaper to read than {@link Change}, which checks all of it.
 *
 * @param actor the author's actor id
 * @param seq 1 for an actor's first change, and so on
 * @param time as its author's clock had it, in seconds since 1970; 0 when it wasn't said
 * @param message the author's words for it, empty as a rule
 * @param inflated how many bytes its data has
 */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
public record ChangeHeader(
        ChangeHash hash,
        List<ChangeHash> deps,
        byte[] actor,
        long seq,
        long time,
        String message,
        long inflated) {
    private static final int CHECKSUM = 4;
    private static final byte[] MAGIC = {(byte) 0x85, 0x6f, 0x4a, (byte) 0x83};

    /**
     * Reads the head of one whole change chunk, deflated or not.
     *
     * @throws InvalidChangeException if it isn't one
     */
    public static ChangeHeader read(byte[] chunk, EngineLimits limits)
            throws InvalidChangeException {
        Chunk opened = Chunk.open(chunk, limits);
        var in = new ByteReader(opened.body(), opened.from(), opened.to(), Reason.HEADER, "header");
        List<ChangeHash> deps = Change.readDeps(in);
        byte[] actor = Change.readActor(in);
        long seq = in.uleb();
        in.uleb(); // the number of its first operation
        long time = in.sleb();
        int length = in.count(1);
        String message = new String(in.bytes(), in.skip(length), length, StandardCharsets.UTF_8);
        return new ChangeHeader(
                opened.hash(), deps, actor, seq, time, message, opened.to() - opened.from());
    }

    /**
     * The same change with another time and message, and so with another hash; for a change that
     * nobody has seen yet.
     *
     * @param time in seconds since 1970
     */
    public static byte[] sign(byte[] chunk, long time, String message, EngineLimits limits)
            throws InvalidChangeException {
        Chunk opened = Chunk.open(chunk, limits);
        byte[] body = opened.body();
        var in = new ByteReader(body, opened.from(), opened.to(), Reason.HEADER, "header");
        Change.readDeps(in);
        Change.readActor(in);
        in.uleb();
        in.uleb();
        int before = in.position();
        in.sleb();
        in.skip(in.count(1));
        byte[] words = message.getBytes(StandardCharsets.UTF_8);
        var out = new ByteArrayOutputStream();
        out.write(body, opened.from(), before - opened.from());
        sleb(out, time);
        uleb(out, words.length);
        out.writeBytes(words);
        out.write(body, in.position(), in.remaining());
        return chunk(out.toByteArray());
    }

    private static byte[] chunk(byte[] body) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(MAGIC);
        out.write(Chunk.hash(body, 0, body.length).bytes(), 0, CHECKSUM);
        out.write(1);
        uleb(out, body.length);
        out.writeBytes(body);
        return out.toByteArray();
    }

    private static void uleb(ByteArrayOutputStream out, long value) {
        var bytes = ByteBuffer.allocate(Uleb.size(value));
        Uleb.write(bytes, value);
        out.writeBytes(bytes.array());
    }

    private static void sleb(ByteArrayOutputStream out, long value) {
        long rest = value;
        for (; rest < -64 || rest > 63; rest >>= 7) out.write((int) (rest & 0x7f | 0x80));
        out.write((int) (rest & 0x7f));
    }
}
