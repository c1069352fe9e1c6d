package xyz.groundmist.sync.engine;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Base58check, the text form of document ids and (in automerge-repo 2.x) of heads: the bytes and
 * the first four bytes of their double SHA-256, in Bitcoin's alphabet of 58 digits.
 */
final class Base58Check {
    private static final int CHECKSUM_BYTES = 4;
    private static final String ALPHABET =
            "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(58);

    private Base58Check() {}

    static String encode(byte[] bytes) {
        byte[] all = Arrays.copyOf(bytes, bytes.length + CHECKSUM_BYTES);
        System.arraycopy(checksum(bytes), 0, all, bytes.length, CHECKSUM_BYTES);
        var text = new StringBuilder();
        for (var rest = new BigInteger(1, all); rest.signum() > 0; ) {
            BigInteger[] step = rest.divideAndRemainder(BASE);
            text.append(ALPHABET.charAt(step[1].intValue()));
            rest = step[0];
        }
        for (int i = 0; i < all.length && all[i] == 0; i++) text.append(ALPHABET.charAt(0));
        return text.reverse().toString();
    }

    /**
     * @param text at most a few dozen characters: the work grows with the square of the length
     * @return exactly {@code length} bytes, or null when the text isn't their base58check form
     */
    static byte @Nullable [] decode(String text, int length) {
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
        int significant = magnitude.length - skip;
        if (zeros + significant != length + CHECKSUM_BYTES) return null;
        byte[] all = new byte[length + CHECKSUM_BYTES];
        System.arraycopy(magnitude, skip, all, zeros, significant);
        byte[] bytes = Arrays.copyOf(all, length);
        boolean intact = Arrays.equals(all, length, all.length, checksum(bytes), 0, CHECKSUM_BYTES);
        return intact ? bytes : null;
    }

    private static byte[] checksum(byte[] bytes) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            return Arrays.copyOf(sha256.digest(sha256.digest(bytes)), CHECKSUM_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
