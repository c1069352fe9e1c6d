package xyz.groundmist.sync.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import xyz.groundmist.sync.identity.StrictJson;

/** The public key that a DPoP proof carries: a point of P-256. */
final class ProofKey {
    private static final int COORDINATE_BYTES = 32;

    private final ECKey key;

    private ProofKey(ECKey key) {
        this.key = key;
    }

    /**
     * @throws ProofException {@code INVALID} when it is anything else
     */
    static ProofKey of(@Nullable JsonNode jwk) throws ProofException {
        if (jwk == null) throw DpopProofs.invalid("carries no public key");
        if (jwk.has("d")) {
            throw DpopProofs.invalid("carries a private key, which is secret no more");
        }
        String x = StrictJson.text(jwk, "x");
        String y = StrictJson.text(jwk, "y");
        if (x != null
                && y != null
                && "EC".equals(StrictJson.text(jwk, "kty"))
                && "P-256".equals(StrictJson.text(jwk, "crv"))) {
            var key = point(new Base64URL(x), new Base64URL(y));
            if (key != null) return new ProofKey(key);
        }
        throw DpopProofs.invalid("carries no public key on the curve P-256");
    }

    private static @Nullable ECKey point(Base64URL x, Base64URL y) {
        if (!isCoordinate(x) || !isCoordinate(y)) return null;
        try {
            return new ECKey.Builder(Curve.P_256, x, y).build();
        } catch (IllegalStateException _) {
            return null; // not on the curve
        }
    }

    /** Written in the one way, so that one key has one thumbprint. */
    private static boolean isCoordinate(Base64URL text) {
        byte[] bytes = text.decode();
        return bytes.length == COORDINATE_BYTES && Base64URL.encode(bytes).equals(text);
    }

    /** As RFC 7638 says. */
    String thumbprint() {
        try {
            return key.computeThumbprint().toString();
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    boolean signed(SignedClaims claims) {
        try {
            return new ECDSAVerifier(key)
                    .verify(
                            new JWSHeader(JWSAlgorithm.ES256),
                            claims.signed(),
                            Base64URL.encode(claims.signature()));
        } catch (JOSEException _) {
            return false;
        }
    }
}
