package xyz.groundmist.sync.identity;

import com.nimbusds.jose.jwk.ECKey;

import java.io.IOException;
import java.nio.file.Path;

/**
 * This server's own key pair on P-256, kept in a file that only its user can read. Whoever has the
 * file can pass for this server.
 */
public final class ServiceIdentity {
    private ServiceIdentity() {}

    /**
     * Reads the key pair; makes one when the file isn't there.
     *
     * @throws IOException with a sentence when the file can't be read or written, or holds no key
     */
    public static ServiceIdentity open(Path file) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** The public key, as DID documents and the owner's record write it ({@code zDn…}). */
    public String multikey() {
        throw new UnsupportedOperationException();
    }

    /** The signature of the message's SHA-256, r and s in 32 bytes each ("ES256", low s). */
    public byte[] sign(byte[] message) {
        throw new UnsupportedOperationException();
    }

    /**
     * The key pair for JOSE, private part and all, its RFC 7638 thumbprint as {@code kid}: for {@code
     * private_key_jwt}. What is published is its {@link ECKey#toPublicJWK}.
     */
    public ECKey jwk() {
        throw new UnsupportedOperationException();
    }
}
