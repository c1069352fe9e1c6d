package xyz.groundmist.sync.identity;

import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * A public key that ATProto signs with: a point of secp256k1 ("K-256") or of P-256
 * (atproto.com/specs/cryptography). Java itself no longer knows secp256k1, so the arithmetic is
 * BouncyCastle's, called directly: nothing is registered with Java's security providers.
 */
public final class VerificationKey {
    private static final int HALF = 32;
    private static final int COMPRESSED = 33;
    private static final int UNCOMPRESSED = 65;
    private static final int CODEC_BYTES = 2;

    /** The curve, and what JOSE calls signing with it (RFC 7518, RFC 8812). */
    public enum Curve {
        P256("ES256", "secp256r1", 0x8024),
        SECP256K1("ES256K", "secp256k1", 0xe701);

        private final String algorithm;
        private final String name;

        /** Multicodec {@code p256-pub} or {@code secp256k1-pub}, as the varint's two bytes. */
        private final int codec;

        Curve(String algorithm, String name, int codec) {
            this.algorithm = algorithm;
            this.name = name;
            this.codec = codec;
        }

        public String algorithm() {
            return algorithm;
        }

        private static @Nullable Curve ofCodec(int codec) {
            for (Curve curve : values()) {
                if (curve.codec == codec) return curve;
            }
            return null;
        }
    }

    private final Curve curve;
    private final ECPublicKeyParameters point;

    private VerificationKey(Curve curve, ECPublicKeyParameters point) {
        this.curve = curve;
        this.point = point;
    }

    /**
     * A key as DID documents write it.
     *
     * @param type {@code Multikey}, {@code EcdsaSecp256k1VerificationKey2019} or {@code
     *     EcdsaSecp256r1VerificationKey2019}
     * @param multibase base58btc with its {@code z}
     * @throws IdentityException {@code INVALID}
     */
    public static VerificationKey parse(String type, String multibase) throws IdentityException {
        byte[] bytes = multibase.startsWith("z") ? Base58.decode(multibase.substring(1)) : null;
        if (bytes == null) throw invalid("it isn't written in base58");
        return switch (type) {
            case "Multikey" -> multikey(bytes);
            case "EcdsaSecp256k1VerificationKey2019" -> of(Curve.SECP256K1, bytes);
            case "EcdsaSecp256r1VerificationKey2019" -> of(Curve.P256, bytes);
            default -> throw invalid("its type isn't known");
        };
    }

    /** As {@link #parse} with the type {@code Multikey}. */
    public static VerificationKey ofMultikey(String multibase) throws IdentityException {
        return parse("Multikey", multibase);
    }

    private static VerificationKey multikey(byte[] bytes) throws IdentityException {
        if (bytes.length != CODEC_BYTES + COMPRESSED) throw invalid("its length is wrong");
        Curve curve = Curve.ofCodec((bytes[0] & 0xff) << 8 | bytes[1] & 0xff);
        if (curve == null) throw invalid("its curve is neither secp256k1 nor P-256");
        return of(curve, Arrays.copyOfRange(bytes, CODEC_BYTES, bytes.length));
    }

    private static VerificationKey of(Curve curve, byte[] encoded) throws IdentityException {
        boolean compressed = encoded.length == COMPRESSED && (encoded[0] == 2 || encoded[0] == 3);
        boolean whole = encoded.length == UNCOMPRESSED && encoded[0] == 4;
        if (!compressed && !whole) throw invalid("it is no point of a curve");
        X9ECParameters parameters = CustomNamedCurves.getByName(curve.name);
        try {
            // decodePoint refuses what isn't on the curve
            return new VerificationKey(
                    curve,
                    new ECPublicKeyParameters(
                            parameters.getCurve().decodePoint(encoded),
                            new ECDomainParameters(parameters)));
        } catch (IllegalArgumentException e) {
            throw new IdentityException(
                    IdentityException.Kind.INVALID,
                    "A public key can't be read: it is no point of its curve.",
                    e);
        }
    }

    private static IdentityException invalid(String why) {
        return new IdentityException(
                IdentityException.Kind.INVALID, "A public key can't be read: " + why + ".");
    }

    public Curve curve() {
        return curve;
    }

    /** The key in the form of today, {@code z…}: multicodec and compressed point in base58btc. */
    public String multikey() {
        byte[] bytes = new byte[CODEC_BYTES + COMPRESSED];
        bytes[0] = (byte) (curve.codec >> 8);
        bytes[1] = (byte) curve.codec;
        System.arraycopy(point.getQ().getEncoded(true), 0, bytes, CODEC_BYTES, COMPRESSED);
        return "z" + Base58.encode(bytes);
    }

    /**
     * Whether this key signed the SHA-256 of the message.
     *
     * @param signature r and s, 32 bytes each; either of the two values of s is good
     */
    public boolean verify(byte[] message, byte[] signature) {
        if (signature.length != 2 * HALF) return false;
        var verifier = new ECDSASigner();
        verifier.init(false, point);
        return verifier.verifySignature(
                sha256(message),
                new BigInteger(1, signature, 0, HALF),
                new BigInteger(1, signature, HALF, HALF));
    }

    private static byte[] sha256(byte[] message) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(message);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof VerificationKey key && key.multikey().equals(multikey());
    }

    @Override
    public int hashCode() {
        return multikey().hashCode();
    }

    @Override
    public String toString() {
        return multikey();
    }
}
