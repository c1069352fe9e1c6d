package xyz.groundmist.sync.backup;

import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a backup holds for nobody who doesn't know the passphrase: {@code GMSEAL1\n}, the number of
 * iterations (4 bytes), a salt (16), a nonce (12), then AES-256-GCM over a JSON object of names and
 * base64, with all before it as associated data. The key is PBKDF2-HMAC-SHA256 of the passphrase in
 * UTF-8.
 */
public final class Seal {
    /** Shorter ones are found by trying. */
    public static final int SHORTEST_PASSPHRASE = 8;

    private static final byte[] MAGIC = "GMSEAL1\n".getBytes(StandardCharsets.US_ASCII);

    /** OWASP's figure of 2023 for PBKDF2-HMAC-SHA256. */
    private static final int ITERATIONS = 600_000;

    private static final int MOST_ITERATIONS = 10_000_000;
    private static final int SALT = 16;
    private static final int NONCE = 12;
    private static final int HEADER = MAGIC.length + Integer.BYTES + SALT + NONCE;
    private static final int TAG_BITS = 128;
    private static final JsonMapper JSON = JsonMapper.shared();

    private Seal() {}

    /**
     * Encrypts.
     *
     * @param secrets by name
     * @throws BackupException when the passphrase is too short
     */
    public static byte[] close(Map<String, byte[]> secrets, char[] passphrase)
            throws BackupException {
        if (passphrase.length < SHORTEST_PASSPHRASE) {
            throw new BackupException(
                    BackupException.Kind.PASSPHRASE,
                    "A passphrase has "
                            + SHORTEST_PASSPHRASE
                            + " characters at least; some words are a good one. Give a longer"
                            + " one.");
        }
        var random = new SecureRandom();
        byte[] salt = new byte[SALT];
        byte[] nonce = new byte[NONCE];
        random.nextBytes(salt);
        random.nextBytes(nonce);
        byte[] header =
                ByteBuffer.allocate(HEADER)
                        .put(MAGIC)
                        .putInt(ITERATIONS)
                        .put(salt)
                        .put(nonce)
                        .array();
        byte[] plain = JSON.writeValueAsBytes(secrets);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, passphrase, header);
            byte[] sealed = Arrays.copyOf(header, HEADER + cipher.getOutputSize(plain.length));
            cipher.doFinal(plain, 0, plain.length, sealed, HEADER);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has AES-GCM and PBKDF2", e);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    /** Decrypts what {@link #close} made. */
    static Map<String, byte[]> open(byte[] sealed, char[] passphrase) throws BackupException {
        boolean form =
                sealed.length > HEADER
                        && Arrays.equals(sealed, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
        if (!form) throw BackupException.unfit("its secrets are not of a form that is known here");
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, passphrase, Arrays.copyOf(sealed, HEADER));
            byte[] plain = cipher.doFinal(sealed, HEADER, sealed.length - HEADER);
            try {
                return JSON.readValue(plain, new TypeReference<Map<String, byte[]>>() {});
            } finally {
                Arrays.fill(plain, (byte) 0);
            }
        } catch (AEADBadTagException _) {
            throw new BackupException(
                    BackupException.Kind.PASSPHRASE,
                    "That isn't the passphrase of this backup's secrets. Try again, or restore"
                            + " without one: then you sign in again.");
        } catch (JacksonException _) {
            throw BackupException.unfit("its secrets are not of a form that is known here");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has AES-GCM and PBKDF2", e);
        }
    }

    private static Cipher cipher(int mode, char[] passphrase, byte[] header)
            throws GeneralSecurityException, BackupException {
        var in = ByteBuffer.wrap(header).position(MAGIC.length);
        int iterations = in.getInt();
        if (iterations < 1 || iterations > MOST_ITERATIONS) {
            throw BackupException.unfit("its secrets are not of a form that is known here");
        }
        byte[] salt = new byte[SALT];
        byte[] nonce = new byte[NONCE];
        in.get(salt).get(nonce);
        var spec = new PBEKeySpec(passphrase, salt, iterations, 256);
        byte[] key;
        try {
            key =
                    SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                            .generateSecret(spec)
                            .getEncoded();
        } finally {
            spec.clearPassword();
        }
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(header);
        Arrays.fill(key, (byte) 0);
        return cipher;
    }
}
