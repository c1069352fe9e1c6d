package xyz.groundmist.sync.access;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** The form of tokens and of grants' ids. */
final class Token {
    private static final int TOKEN_BYTES = 32;

    /** Crockford's base 32: no letter that looks like a digit, and no U. */
    private static final String ID_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

    private static final int ID_LENGTH = 8;

    private Token() {}

    /** 256 random bits, as base64url without padding. */
    static String random(SecureRandom random) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String randomId(SecureRandom random) {
        var id = new StringBuilder();
        for (int i = 0; i < ID_LENGTH; i++) {
            id.append(ID_ALPHABET.charAt(random.nextInt(ID_ALPHABET.length())));
        }
        return id.toString();
    }

    /**
     * What is kept of a token. A random token needs no salt and no slow hash, and looking a hash up
     * takes no longer for one that begins like a known one: whoever tries doesn't know its bits.
     */
    static Hash hash(String token) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            return new Hash(ByteBuffer.wrap(sha256.digest(token.getBytes(StandardCharsets.UTF_8))));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** A SHA-256; equal by value. Its buffer is never moved. */
    record Hash(ByteBuffer value) {
        static Hash of(byte[] bytes) {
            return new Hash(ByteBuffer.wrap(bytes));
        }

        byte[] bytes() {
            byte[] bytes = new byte[value.remaining()];
            value.duplicate().get(bytes);
            return bytes;
        }

        @Override
        public String toString() {
            return "Hash";
        }
    }
}
