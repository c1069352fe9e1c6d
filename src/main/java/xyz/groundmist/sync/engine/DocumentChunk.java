package xyz.groundmist.sync.engine;

import xyz.groundmist.sync.engine.InvalidChangeException.Reason;
import xyz.groundmist.sync.engine.RunReader.Kind;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * How much a whole saved document claims to hold, counted without expanding anything (Automerge
 * binary format, "Document chunks"). Only that: whether it is a good document, native code finds.
 *
 * @param actors how many authors it names
 * @param rows the most values that any of its columns has: operations, changes, or what they refer
 *     to
 * @param inflated bytes of its columns when inflated
 */
public record DocumentChunk(int actors, long rows, long inflated) {
    private static final int FIXED_HEADER = 9;
    private static final int DEFLATED = 0x08;
    private static final int TYPE = 0x07;

    private static final int DOCUMENT = 0;
    private static final int AFTER_CHECKSUM = 8;

    private record Column(int spec, long length) {}

    /**
     * Whether these bytes are one document chunk, undamaged.
     *
     * @param chunk from position to limit, which stay
     */
    public static boolean isWhole(ByteBuffer chunk) {
        ByteBuffer in = chunk.duplicate().order(ByteOrder.BIG_ENDIAN);
        if (in.remaining() <= FIXED_HEADER || in.getInt() != Chunk.MAGIC) return false;
        int checksum = in.getInt();
        if (in.get() != DOCUMENT) return false;
        try {
            if (Uleb.read(in) != in.remaining()) return false;
            var sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(in.position(chunk.position() + AFTER_CHECKSUM));
            return ByteBuffer.wrap(sha256.digest()).getInt() == checksum;
        } catch (InvalidSyncMessageException e) {
            return false;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /**
     * Counts.
     *
     * @param most rows, and bytes inflated; beyond that it is as if there were one more
     * @throws InvalidChangeException if the columns aren't well-formed
     */
    public static DocumentChunk measure(byte[] chunk, int most) throws InvalidChangeException {
        if (chunk.length < FIXED_HEADER) {
            throw new InvalidChangeException(Reason.CHUNK, "The document is cut short.");
        }
        var in = new ByteReader(chunk, FIXED_HEADER, chunk.length, Reason.CHUNK, "document");
        in.uleb();
        int actors = in.count(1);
        for (int i = 0; i < actors; i++) Change.readActor(in);
        in.skip((long) in.count(ChangeHash.BYTES) * ChangeHash.BYTES);
        Column[] changes = columns(in);
        Column[] operations = columns(in);
        long rows = 0;
        long inflated = 0;
        for (Column[] all : new Column[][] {changes, operations}) {
            for (Column column : all) {
                int from = in.skip(column.length());
                byte[] bytes = in.bytes();
                int to = in.position();
                if ((column.spec() & DEFLATED) != 0) {
                    bytes = inflate(bytes, from, to - from, most - inflated);
                    from = 0;
                    to = bytes.length;
                }
                inflated += to - from;
                var reader = new ByteReader(bytes, from, to, Reason.COLUMN, "column");
                if (inflated <= most) rows = Math.max(rows, rows(reader, column.spec(), most));
                if (inflated > most || rows > most)
                    return new DocumentChunk(actors, rows, inflated);
            }
        }
        return new DocumentChunk(actors, rows, inflated);
    }

    private static Column[] columns(ByteReader in) throws InvalidChangeException {
        var columns = new Column[in.count(2)];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = new Column((int) in.uleb(), in.uleb());
        }
        return columns;
    }

    private static long rows(ByteReader in, int spec, int most) throws InvalidChangeException {
        return switch (spec & TYPE) {
            case 0 -> sum(in, most); // a group's values say how many rows the next columns have
            case 3 -> new RunReader(in, Kind.DELTA).count(most);
            case 4 -> booleans(in, most);
            case 5 -> new RunReader(in, Kind.STRING).count(most);
            case 7 -> 0;
            default -> new RunReader(in, Kind.UNSIGNED).count(most);
        };
    }

    private static long sum(ByteReader in, int most) throws InvalidChangeException {
        int from = in.position();
        var counted =
                new ByteReader(in.bytes(), from, from + in.remaining(), Reason.COLUMN, "column");
        int count = new RunReader(counted, Kind.UNSIGNED).count(most);
        var values = new RunReader(in, Kind.UNSIGNED);
        long sum = 0;
        for (int i = 0; i < count && sum <= most; i++) {
            values.next();
            if (values.isNull()) continue;
            if (values.value() < 0 || values.value() > most) return most + 1L;
            sum += values.value();
        }
        return Math.max(sum, count);
    }

    private static long booleans(ByteReader in, int most) throws InvalidChangeException {
        long total = 0;
        while (!in.done() && total <= most) {
            long run = in.laxUleb();
            total = run < 0 || run > most ? most + 1L : total + run;
        }
        return total;
    }

    /** At most one byte more than allowed. */
    private static byte[] inflate(byte[] deflated, int from, int length, long most)
            throws InvalidChangeException {
        var inflater = new Inflater(true);
        try {
            long total = 0;
            byte[] piece = new byte[8192];
            inflater.setInput(deflated, from, length);
            while (!inflater.finished() && total <= most) {
                int n = inflater.inflate(piece);
                if (n == 0 && !inflater.finished()) throw damaged();
                total += n;
            }
            byte[] out = new byte[(int) Math.min(total, most + 1)];
            inflater.reset();
            inflater.setInput(deflated, from, length);
            for (int filled = 0; filled < out.length; ) {
                filled += inflater.inflate(out, filled, out.length - filled);
            }
            return out;
        } catch (DataFormatException e) {
            throw damaged();
        } finally {
            inflater.end();
        }
    }

    private static InvalidChangeException damaged() {
        return new InvalidChangeException(
                Reason.DEFLATE, "A deflated column of the document is damaged.");
    }
}
