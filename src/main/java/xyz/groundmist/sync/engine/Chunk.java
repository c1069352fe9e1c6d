package xyz.groundmist.sync.engine;

import xyz.groundmist.sync.engine.InvalidChangeException.Reason;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A change chunk opened: header checked, data inflated, hash computed (Automerge binary format,
 * "Chunk header" and "Compressed change chunks").
 *
 * @param body holds the change's data from {@code from} to {@code to}
 */
record Chunk(ChangeHash hash, byte[] body, int from, int to) {
    static final int MAGIC = 0x856f4a83;
    private static final int FIXED_HEADER = 9;
    private static final int CHANGE = 1;
    private static final int DEFLATED_CHANGE = 2;

    /** Opens one whole chunk; the data of an undeflated one is not copied. */
    static Chunk open(byte[] chunk, EngineLimits limits) throws InvalidChangeException {
        if (chunk.length < FIXED_HEADER) {
            throw new InvalidChangeException(Reason.CHUNK, "The change is cut short.");
        }
        var header = ByteBuffer.wrap(chunk);
        if (header.getInt() != MAGIC) {
            throw new InvalidChangeException(
                    Reason.CHUNK, "The bytes are no Automerge chunk: they don't start as one.");
        }
        int checksum = header.getInt();
        int type = header.get();
        if (type != CHANGE && type != DEFLATED_CHANGE) {
            throw new InvalidChangeException(
                    Reason.CHUNK,
                    "Chunk type " + (type & 0xff) + " was sent where a change belongs.");
        }
        var in = new ByteReader(chunk, FIXED_HEADER, chunk.length, Reason.CHUNK, "chunk");
        long length = in.uleb();
        if (length != in.remaining()) {
            throw in.invalid("has another length than its header says");
        }
        byte[] body = chunk;
        int from = in.position();
        int to = chunk.length;
        if (type == DEFLATED_CHANGE) {
            body = inflate(chunk, from, to - from, limits.inflatedLimit(to - from));
            from = 0;
            to = body.length;
        }
        ChangeHash hash = hash(body, from, to - from);
        if ((int) (hash.a() >>> 32) != checksum) {
            throw new InvalidChangeException(
                    Reason.CHECKSUM, "The change's checksum is wrong: it was damaged on its way.");
        }
        return new Chunk(hash, body, from, to);
    }

    static ChangeHash hash(byte[] bytes, int from, int length) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update((byte) CHANGE);
            int rest = length;
            for (; rest > 0x7f; rest >>>= 7) sha256.update((byte) (rest | 0x80));
            sha256.update((byte) rest);
            sha256.update(bytes, from, length);
            return ChangeHash.of(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /**
     * Inflates in two passes, one that only counts: so a bomb costs no memory, and honest data
     * exactly its own size.
     */
    private static byte[] inflate(byte[] deflated, int from, int length, long limit)
            throws InvalidChangeException {
        var inflater = new Inflater(true);
        try {
            inflater.setInput(deflated, from, length);
            byte[] piece = new byte[(int) Math.min(8192, Math.max(64, length * 8L))];
            long total = 0;
            int pieces = 0;
            while (!inflater.finished()) {
                int n = inflater.inflate(piece);
                total += n;
                pieces++;
                if (total > limit) {
                    throw new InvalidChangeException(
                            Reason.LIMIT, "The change inflates to more than " + limit + " bytes.");
                }
                if (n == 0 && !inflater.finished()) throw badDeflate("ends early");
            }
            if (inflater.getRemaining() > 0) throw badDeflate("is followed by other bytes");
            byte[] out = new byte[(int) total];
            if (pieces == 1) {
                System.arraycopy(piece, 0, out, 0, out.length);
                return out;
            }
            inflater.reset();
            inflater.setInput(deflated, from, length);
            int filled = 0;
            while (filled < out.length) {
                filled += inflater.inflate(out, filled, out.length - filled);
            }
            return out;
        } catch (DataFormatException e) {
            throw badDeflate("is damaged");
        } finally {
            inflater.end();
        }
    }

    private static InvalidChangeException badDeflate(String problem) {
        return new InvalidChangeException(
                Reason.DEFLATE, "The change's deflated data " + problem + ".");
    }
}
