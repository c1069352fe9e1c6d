package xyz.groundmist.sync.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A stream copied to its end, or to its limit.
 *
 * @param bytes how many there were; one more than the limit when there are more than that
 * @param sha256 of them, 64 lower-case hexadecimal digits
 */
record Hashed(long bytes, String sha256) {
    private static final int PIECE = 1 << 16;

    static Hashed copy(InputStream in, OutputStream out, long limit) throws IOException {
        MessageDigest sha256 = digest();
        byte[] piece = new byte[PIECE];
        long bytes = 0;
        while (true) {
            int read = in.read(piece, 0, (int) Math.min(PIECE, limit - bytes + 1));
            if (read < 0) break;
            bytes += read;
            if (bytes > limit) break;
            sha256.update(piece, 0, read);
            out.write(piece, 0, read);
        }
        return new Hashed(bytes, HexFormat.of().formatHex(sha256.digest()));
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
