package xyz.groundmist.sync.identity;

/**
 * A public key that ATProto signs with: a point of secp256k1 ("K-256") or of P-256
 * (atproto.com/specs/cryptography).
 */
public final class VerificationKey {
    /** The curve, and what JOSE calls signing with it (RFC 7518, RFC 8812). */
    public enum Curve {
        P256("ES256"),
        SECP256K1("ES256K");

        private final String algorithm;

        Curve(String algorithm) {
            this.algorithm = algorithm;
        }

        public String algorithm() {
            return algorithm;
        }
    }

    private VerificationKey() {}

    /**
     * A key as DID documents write it.
     *
     * @param type {@code Multikey}, {@code EcdsaSecp256k1VerificationKey2019} or {@code
     *     EcdsaSecp256r1VerificationKey2019}
     * @param multibase base58btc with its {@code z}
     * @throws IdentityException {@code INVALID}
     */
    public static VerificationKey parse(String type, String multibase) throws IdentityException {
        throw new UnsupportedOperationException();
    }

    /** As {@link #parse} with the type {@code Multikey}. */
    public static VerificationKey ofMultikey(String multibase) throws IdentityException {
        return parse("Multikey", multibase);
    }

    public Curve curve() {
        throw new UnsupportedOperationException();
    }

    /** The key in the form of today, {@code z…}: multicodec and compressed point in base58btc. */
    public String multikey() {
        throw new UnsupportedOperationException();
    }

    /**
     * Whether this key signed the SHA-256 of the message.
     *
     * @param signature r and s, 32 bytes each; either of the two values of s is good
     */
    public boolean verify(byte[] message, byte[] signature) {
        throw new UnsupportedOperationException();
    }
}
