package xyz.groundmist.sync.engine;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The name of a document: 16 bytes, written as base58check (automerge-repo, {@code AutomergeUrl}).
 * Nothing that isn't exactly this form becomes a {@code DocumentId}, so one is always safe to use
 * in a query or a log.
 */
public final class DocumentId {
    public static final int BYTES = 16;
    private static final int CHECKSUM_BYTES = 4;
    private static final int LONGEST_TEXT = 28;
    private static final String ALPHABET =
            "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(58);

    private final long high;
    private final long low;
    private final String text;

    private DocumentId(long high, long low, String text) {
        this.high = high;
        this.low = low;
        this.text = text;
    }

    /** The id that the text names, or null when the text isn't base58check of 16 bytes. */
    public static @Nullable DocumentId parse(String text) {
        if (text.isEmpty() || text.length() > LONGEST_TEXT) return null;
        BigInteger value = BigInteger.ZERO;
        int zeros = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = ALPHABET.indexOf(text.charAt(i));
            if (digit < 0) return null;
            if (digit == 0 && zeros == i) zeros++;
            value = value.multiply(BASE).add(BigInteger.valueOf(digit));
        }
        byte[] magnitude = value.signum() == 0 ? new byte[0] : value.toByteArray();
        int skip = magnitude.length > 0 && magnitude[0] == 0 ? 1 : 0;
        int length = magnitude.length - skip;
        if (zeros + length != BYTES + CHECKSUM_BYTES) return null;
        byte[] all = new byte[BYTES + CHECKSUM_BYTES];
        System.arraycopy(magnitude, skip, all, zeros, length);
        byte[] id = Arrays.copyOf(all, BYTES);
        if (!Arrays.equals(all, BYTES, all.length, checksum(id), 0, CHECKSUM_BYTES)) return null;
        var in = ByteBuffer.wrap(id);
        return new DocumentId(in.getLong(), in.getLong(), text);
    }

    public static DocumentId of(byte[] id) {
        if (id.length != BYTES) {
            throw new IllegalArgumentException("a document id has 16 bytes, not " + id.length);
        }
        byte[] all = Arrays.copyOf(id, BYTES + CHECKSUM_BYTES);
        System.arraycopy(checksum(id), 0, all, BYTES, CHECKSUM_BYTES);
        var text = new StringBuilder();
        for (var rest = new BigInteger(1, all); rest.signum() > 0; ) {
            BigInteger[] step = rest.divideAndRemainder(BASE);
            text.append(ALPHABET.charAt(step[1].intValue()));
            rest = step[0];
        }
        for (int i = 0; i < all.length && all[i] == 0; i++) text.append(ALPHABET.charAt(0));
        var in = ByteBuffer.wrap(id);
        return new DocumentId(in.getLong(), in.getLong(), text.reverse().toString());
    }

    public byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }

    private static byte[] checksum(byte[] id) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            return Arrays.copyOf(sha256.digest(sha256.digest(id)), CHECKSUM_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DocumentId that && high == that.high && low == that.low;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(high ^ low);
    }

    /** The base58check text, as it stands behind {@code automerge:} in a document's address. */
    @Override
    public String toString() {
        return text;
    }
}
