package xyz.groundmist.sync.identity;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;

/** Base58 with Bitcoin's alphabet (multibase's {@code z}), for short things. */
final class Base58 {
    private static final String ALPHABET =
            "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(58);
    private static final int LONGEST = 200;

    private Base58() {}

    /** Null when the text isn't base58, or has more than 200 characters. */
    static byte @Nullable [] decode(String text) {
        if (text.length() > LONGEST) return null;
        BigInteger number = BigInteger.ZERO;
        for (int i = 0; i < text.length(); i++) {
            int digit = ALPHABET.indexOf(text.charAt(i));
            if (digit < 0) return null;
            number = number.multiply(BASE).add(BigInteger.valueOf(digit));
        }
        int zeros = 0;
        while (zeros < text.length() && text.charAt(zeros) == '1') zeros++;
        byte[] magnitude = magnitude(number);
        byte[] bytes = new byte[zeros + magnitude.length];
        System.arraycopy(magnitude, 0, bytes, zeros, magnitude.length);
        return bytes;
    }

    static String encode(byte[] bytes) {
        var reversed = new StringBuilder();
        BigInteger number = new BigInteger(1, bytes);
        while (number.signum() > 0) {
            BigInteger[] parts = number.divideAndRemainder(BASE);
            reversed.append(ALPHABET.charAt(parts[1].intValue()));
            number = parts[0];
        }
        for (int i = 0; i < bytes.length && bytes[i] == 0; i++) reversed.append('1');
        return reversed.reverse().toString();
    }

    private static byte[] magnitude(BigInteger number) {
        if (number.signum() == 0) return new byte[0];
        byte[] signed = number.toByteArray();
        if (signed[0] != 0) return signed;
        byte[] bytes = new byte[signed.length - 1];
        System.arraycopy(signed, 1, bytes, 0, bytes.length);
        return bytes;
    }
}
