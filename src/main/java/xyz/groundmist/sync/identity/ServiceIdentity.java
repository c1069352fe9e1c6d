package xyz.groundmist.sync.identity;

import com.nimbusds.jose.jwk.ECKey;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;

/**
 * This server's own key pair on P-256, kept in a file that only its user can read. Whoever has the
 * file can pass for this server.
 */
public final class ServiceIdentity {
    private static final String PROOF = "groundmist-sync server proof v1";
    private static final int HALF = 32;
    private static final byte[] P256_PUB = {(byte) 0x80, 0x24};

    private final Path file;
    private final KeyFile.Pair encoded;
    // Guarded by this. Made at the first use: the cryptography is loaded no earlier.
    private @Nullable Keys keys;

    private record Keys(ECPrivateKey secret, ECPublicKey open) {}

    private ServiceIdentity(Path file, KeyFile.Pair encoded) {
        this.file = file;
        this.encoded = encoded;
    }

    /**
     * Reads the key pair; makes one when the file isn't there.
     *
     * @throws IOException when the file can't be read or written, and with a sentence when it holds
     *     no key
     */
    public static ServiceIdentity open(Path file) throws IOException {
        return new ServiceIdentity(file, KeyFile.open(file));
    }

    /** The public key, as DID documents and the owner's record write it ({@code zDn…}). */
    public String multikey() {
        ECPublicKey key = keys().open();
        byte[] bytes = Arrays.copyOf(P256_PUB, P256_PUB.length + 1 + HALF);
        bytes[P256_PUB.length] = (byte) (key.getW().getAffineY().testBit(0) ? 3 : 2);
        put(key.getW().getAffineX(), bytes, P256_PUB.length + 1);
        return "z" + Base58.encode(bytes);
    }

    /** The signature of the message's SHA-256, r and s in 32 bytes each ("ES256", low s). */
    public byte[] sign(byte[] message) {
        Keys mine = keys();
        try {
            Signature signer = Signature.getInstance("SHA256withECDSAinP1363Format");
            signer.initSign(mine.secret());
            signer.update(message);
            byte[] signature = signer.sign();
            BigInteger order = mine.open().getParams().getOrder();
            BigInteger s = new BigInteger(1, signature, HALF, HALF);
            if (s.compareTo(order.shiftRight(1)) > 0) put(order.subtract(s), signature, HALF);
            return signature;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime signs with P-256", e);
        }
    }

    /**
     * Proves this server to whoever asked it at an origin with a nonce: signs {@code
     * groundmist-sync server proof v1\n<origin>\n<nonce>} (ES256, r and s in 64 bytes).
     */
    public byte[] prove(String origin, String nonce) {
        return sign(proof(origin, nonce));
    }

    /** Whether this is this server's answer to that. */
    public boolean isProof(String origin, String nonce, byte[] signature) {
        try {
            return VerificationKey.ofMultikey(multikey()).verify(proof(origin, nonce), signature);
        } catch (IdentityException e) {
            throw new IllegalStateException("our own key can be read", e);
        }
    }

    private static byte[] proof(String origin, String nonce) {
        return (PROOF + "\n" + origin + "\n" + nonce).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The key pair for JOSE, private part and all, its RFC 7638 thumbprint as {@code kid}: for
     * {@code private_key_jwt}. What is published is its {@link ECKey#toPublicJWK}.
     */
    public ECKey jwk() {
        Keys mine = keys();
        return JoseKey.of(mine.open(), mine.secret());
    }

    private synchronized Keys keys() {
        if (keys != null) return keys;
        try {
            KeyFactory factory = KeyFactory.getInstance("EC");
            var read =
                    new Keys(
                            (ECPrivateKey)
                                    factory.generatePrivate(
                                            new PKCS8EncodedKeySpec(encoded.secret())),
                            (ECPublicKey)
                                    factory.generatePublic(new X509EncodedKeySpec(encoded.open())));
            keys = read;
            return read;
        } catch (GeneralSecurityException | ClassCastException e) {
            throw new IllegalStateException(KeyFile.damaged(file), e);
        }
    }

    private static void put(BigInteger number, byte[] bytes, int at) {
        byte[] signed = number.toByteArray();
        int length = Math.min(signed.length, HALF);
        Arrays.fill(bytes, at, at + HALF - length, (byte) 0);
        System.arraycopy(signed, signed.length - length, bytes, at + HALF - length, length);
    }

    @Override
    public String toString() {
        return "ServiceIdentity";
    }
}
