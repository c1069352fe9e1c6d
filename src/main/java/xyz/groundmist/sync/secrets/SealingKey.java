package xyz.groundmist.sync.secrets;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.secrets.SecretsFile.Sealed;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key of AES-256-GCM. What is sealed is 12 bytes of nonce, then the ciphertext with its tag of 16
 * bytes; the secret's name is authenticated with it, so that no entry can stand in for another.
 */
final class SealingKey {
    private static final int BYTES = 32;

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final String id;
    private final byte[] bytes;

    private SealingKey(String id, byte[] bytes) {
        this.id = id;
        this.bytes = bytes;
    }

    /**
     * What a keyring has under this id; null when that is no key.
     *
     * @param id what the file and the keyring call it
     */
    static @Nullable SealingKey parse(String id, @Nullable String text) {
        try {
            byte[] bytes = text == null ? new byte[0] : Base64.getDecoder().decode(text);
            return bytes.length == BYTES ? new SealingKey(id, bytes) : null;
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    static SealingKey random() {
        return new SealingKey(UUID.randomUUID().toString(), randomBytes(BYTES));
    }

    String id() {
        return id;
    }

    /** The key, as the keyring keeps it. */
    String text() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    Sealed seal(String name, String secret) {
        byte[] nonce = randomBytes(NONCE);
        try {
            byte[] sealed =
                    cipher(Cipher.ENCRYPT_MODE, name, nonce)
                            .doFinal(secret.getBytes(StandardCharsets.UTF_8));
            byte[] whole = Arrays.copyOf(nonce, NONCE + sealed.length);
            System.arraycopy(sealed, 0, whole, NONCE, sealed.length);
            return new Sealed(Base64.getEncoder().encodeToString(whole));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has AES-GCM", e);
        }
    }

    /** Null when it wasn't sealed with this key under this name, or was changed since. */
    @Nullable String open(String name, Sealed sealed) {
        try {
            byte[] whole = Base64.getDecoder().decode(sealed.base64());
            if (whole.length < NONCE) return null;
            byte[] nonce = Arrays.copyOf(whole, NONCE);
            byte[] secret =
                    cipher(Cipher.DECRYPT_MODE, name, nonce)
                            .doFinal(whole, NONCE, whole.length - NONCE);
            return new String(secret, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            return null;
        }
    }

    private Cipher cipher(int mode, String name, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, new SecretKeySpec(bytes, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    @Override
    public String toString() {
        return "SealingKey[" + id + "]";
    }
}
