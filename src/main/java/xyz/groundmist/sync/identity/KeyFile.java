package xyz.groundmist.sync.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key pair in a file for its user's eyes only: two blocks of PEM (RFC 7468), {@code PRIVATE KEY}
 * (PKCS #8) and {@code PUBLIC KEY} (X.509).
 */
final class KeyFile {
    private static final Pattern FORM =
            Pattern.compile(
                    "-----BEGIN PRIVATE KEY-----\\s([A-Za-z0-9+/=\\s]+)-----END PRIVATE"
                        + " KEY-----\\s+-----BEGIN PUBLIC KEY-----\\s([A-Za-z0-9+/=\\s]+)-----END"
                        + " PUBLIC KEY-----\\s*");

    private KeyFile() {}

    /** Both keys as the file has them. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Pair(byte[] secret, byte[] open) {
        @Override
        public String toString() {
            return "Pair";
        }
    }

    /** Reads the pair, or makes one and writes it down. */
    static Pair open(Path file) throws IOException {
        try {
            Pair pair = parsed(file, Files.readString(file));
            PrivateFile.keepToOwner(file);
            return pair;
        } catch (NoSuchFileException _) {
            Pair pair = random();
            write(file, pair);
            return pair;
        }
    }

    private static Pair parsed(Path file, String text) throws IOException {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) throw new IOException(damaged(file));
        try {
            Base64.Decoder decoder = Base64.getMimeDecoder();
            return new Pair(decoder.decode(form.group(1)), decoder.decode(form.group(2)));
        } catch (IllegalArgumentException e) {
            throw new IOException(damaged(file), e);
        }
    }

    static String damaged(Path file) {
        return "The file "
                + file
                + " should hold this server's key, and it doesn't. Put it back from a backup, or"
                + " delete it: then a new key is made, and the address has to be published anew.";
    }

    private static Pair random() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            return new Pair(pair.getPrivate().getEncoded(), pair.getPublic().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has P-256", e);
        }
    }

    private static void write(Path file, Pair pair) throws IOException {
        String text = block("PRIVATE KEY", pair.secret()) + block("PUBLIC KEY", pair.open());
        PrivateFile.write(file, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String block(String label, byte[] bytes) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }
}
