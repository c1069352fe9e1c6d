package xyz.groundmist.sync.engine;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * A set of change hashes that may claim a hash it doesn't hold (about 1 in 100), never the reverse
 * (Automerge {@code sync/bloom.rs}; arXiv 2012.00472, section 3).
 *
 * <p>Encoded: nothing for an empty filter, else uleb128 entries, uleb128 bits per entry, uleb128
 * probes, then {@code ceil(entries * bits / 8)} bytes. Immutable.
 */
public final class BloomFilter {
    static final BloomFilter EMPTY = new BloomFilter(0, 10, 7, new byte[0]);
    private static final int BITS_PER_ENTRY = 10;
    private static final int PROBES = 7;
    private static final int MOST_PROBES = 32;

    private final int entries;
    private final int bitsPerEntry;
    private final int probes;
    private final byte[] bits;

    private BloomFilter(int entries, int bitsPerEntry, int probes, byte[] bits) {
        this.entries = entries;
        this.bitsPerEntry = bitsPerEntry;
        this.probes = probes;
        this.bits = bits;
    }

    /** A filter over the hashes of these indices. */
    static BloomFilter over(int[] indices, IntFunction<ChangeHash> hash) {
        if (indices.length == 0) return EMPTY;
        var bits = new byte[Math.toIntExact(((long) indices.length * BITS_PER_ENTRY + 7) / 8)];
        var filter = new BloomFilter(indices.length, BITS_PER_ENTRY, PROBES, bits);
        for (int index : indices) filter.set(hash.apply(index));
        return filter;
    }

    /**
     * Reads a filter from all of the buffer, copying its bits; allocates no more than the buffer
     * holds. Bytes after the bits are ignored, as Automerge does.
     */
    static BloomFilter parse(ByteBuffer in) throws InvalidSyncMessageException {
        if (!in.hasRemaining()) return EMPTY;
        long entries = Uleb.read(in);
        long bitsPerEntry = Uleb.read(in);
        long probes = Uleb.read(in);
        if (bitsPerEntry < 1 || bitsPerEntry > Integer.MAX_VALUE) {
            throw new InvalidSyncMessageException(
                    "the sync message's Bloom filter has an impossible number of bits per entry");
        }
        if (probes > MOST_PROBES) {
            throw new InvalidSyncMessageException(
                    "the sync message's Bloom filter has over " + MOST_PROBES + " probes");
        }
        if (entries > in.remaining() * 8L / bitsPerEntry) {
            throw new InvalidSyncMessageException(
                    "the sync message's Bloom filter is shorter than it claims");
        }
        if (entries == 0) return EMPTY;
        var bits = new byte[(int) ((entries * bitsPerEntry + 7) / 8)];
        in.get(bits);
        return new BloomFilter((int) entries, (int) bitsPerEntry, (int) probes, bits);
    }

    /** Whether the hash may be in the set: a true may be wrong, a false never is. */
    public boolean mayContain(ChangeHash hash) {
        if (entries == 0) return false;
        int modulo = 8 * bits.length;
        int x = Integer.remainderUnsigned(first(hash), modulo);
        int y = Integer.remainderUnsigned(second(hash), modulo);
        int z = Integer.remainderUnsigned(third(hash), modulo);
        for (int probe = 1; ; probe++) {
            if ((bits[x >>> 3] & 1 << (x & 7)) == 0) return false;
            if (probe >= probes) return true;
            x = (x + y) % modulo;
            y = (y + z) % modulo;
        }
    }

    private void set(ChangeHash hash) {
        int modulo = 8 * bits.length;
        int x = Integer.remainderUnsigned(first(hash), modulo);
        int y = Integer.remainderUnsigned(second(hash), modulo);
        int z = Integer.remainderUnsigned(third(hash), modulo);
        for (int probe = 0; probe < probes; probe++) {
            bits[x >>> 3] |= (byte) (1 << (x & 7));
            x = (x + y) % modulo;
            y = (y + z) % modulo;
        }
    }

    // The hash's first three little-endian 32-bit words.

    private static int first(ChangeHash hash) {
        return Integer.reverseBytes((int) (hash.a() >>> 32));
    }

    private static int second(ChangeHash hash) {
        return Integer.reverseBytes((int) hash.a());
    }

    private static int third(ChangeHash hash) {
        return Integer.reverseBytes((int) (hash.b() >>> 32));
    }

    /** Whether it holds nothing. */
    boolean isEmpty() {
        return entries == 0;
    }

    int encodedSize() {
        if (entries == 0) return 0;
        return Uleb.size(entries) + Uleb.size(bitsPerEntry) + Uleb.size(probes) + bits.length;
    }

    void write(ByteBuffer out) {
        if (entries == 0) return;
        Uleb.write(out, entries);
        Uleb.write(out, bitsPerEntry);
        Uleb.write(out, probes);
        out.put(bits);
    }

    @Override
    public boolean equals(Object other) {
        return other == this
                || other instanceof BloomFilter filter
                        && entries == filter.entries
                        && bitsPerEntry == filter.bitsPerEntry
                        && probes == filter.probes
                        && Arrays.equals(bits, filter.bits);
    }

    @Override
    public int hashCode() {
        return 31 * entries + Arrays.hashCode(bits);
    }

    @Override
    public String toString() {
        return "Bloom filter of " + entries;
    }
}
