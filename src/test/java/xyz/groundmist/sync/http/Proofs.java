package xyz.groundmist.sync.http;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Date;
import java.util.UUID;

/** Proofs of keys as an app's first request has them. */
final class Proofs {
    private Proofs() {}

    /** A proof for {@code POST /authenticate} with the credential {@code x}. */
    static String withoutNonce() throws JOSEException, NoSuchAlgorithmException {
        var key = new ECKeyGenerator(Curve.P_256).generate();
        byte[] hash =
                MessageDigest.getInstance("SHA-256")
                        .digest("x".getBytes(StandardCharsets.US_ASCII));
        var claims =
                new JWTClaimsSet.Builder()
                        .claim("htm", "POST")
                        .claim("htu", "https://sync.example.org/authenticate")
                        .claim("ath", Base64URL.encode(hash).toString())
                        .issueTime(new Date())
                        .jwtID(UUID.randomUUID().toString())
                        .build();
        var header =
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType("dpop+jwt"))
                        .jwk(key.toPublicJWK())
                        .build();
        var jwt = new SignedJWT(header, claims);
        jwt.sign(new ECDSASigner(key));
        return jwt.serialize();
    }
}
