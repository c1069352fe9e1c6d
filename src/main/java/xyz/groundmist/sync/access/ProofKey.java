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

import java.text.ParseException;

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
        try {
            // parse refuses what isn't on its curve
            ECKey key = ECKey.parse(jwk.toString());
            if (key.isPrivate()) {
                throw DpopProofs.invalid("carries a private key, which is secret no more");
            }
            if (Curve.P_256.equals(key.getCurve())
                    && isCoordinate(key.getX())
                    && isCoordinate(key.getY())) {
                return new ProofKey(key);
            }
        } catch (ParseException | IllegalArgumentException | IllegalStateException _) {
            // as if it were of another kind
        }
        throw DpopProofs.invalid("carries no public key on the curve P-256");
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
