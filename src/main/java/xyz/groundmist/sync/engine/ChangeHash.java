package xyz.groundmist.sync.engine;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * The SHA-256 hash that names a change (Automerge binary format, "Chunk header"), as four
 * big-endian longs. Ordered as the format orders hashes: by unsigned bytes.
 */
public record ChangeHash(long a, long b, long c, long d) implements Comparable<ChangeHash> {
    public static final int BYTES = 32;

    /** Reads 32 bytes at the buffer's position and advances it. */
    public static ChangeHash read(ByteBuffer in) {
        return new ChangeHash(in.getLong(), in.getLong(), in.getLong(), in.getLong());
    }

    public static ChangeHash of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a change hash has 32 bytes, not " + bytes.length);
        }
        return read(ByteBuffer.wrap(bytes));
    }

    /** Reads 64 hexadecimal digits. */
    public static ChangeHash parse(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    /** Writes 32 bytes at the buffer's position and advances it. */
    public void write(ByteBuffer out) {
        out.putLong(a).putLong(b).putLong(c).putLong(d);
    }

    public byte[] bytes() {
        var out = ByteBuffer.allocate(BYTES);
        write(out);
        return out.array();
    }

    @Override
    public int compareTo(ChangeHash other) {
        int order = Long.compareUnsigned(a, other.a);
        if (order == 0) order = Long.compareUnsigned(b, other.b);
        if (order == 0) order = Long.compareUnsigned(c, other.c);
        if (order == 0) order = Long.compareUnsigned(d, other.d);
        return order;
    }

    @Override
    public int hashCode() {
        return (int) (a ^ (a >>> 32));
    }

    /** The form in which automerge-repo 2.x shows heads ({@code UrlHeads}). */
    public String toBase58Check() {
        return Base58Check.encode(bytes());
    }

    /** 64 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes());
    }
}
