package xyz.groundmist.sync.doors;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

import org.bouncycastle.jce.provider.BouncyCastleProvider;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

/** An ATProto account whose PDS signs what the owner's apps ask it to. */
final class Account {
    private static final String ALPHABET =
            "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final String PLC_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

    private final String did;
    private final Curve curve;
    private ECKey key;

    Account(Curve curve) {
        this.curve = curve;
        did = "did:plc:" + random(PLC_ALPHABET, 24);
        key = newKey(curve);
    }

    private static String random(String alphabet, int length) {
        var random = new SecureRandom();
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static ECKey newKey(Curve curve) {
        try {
            return new ECKeyGenerator(curve).provider(new BouncyCastleProvider()).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    String did() {
        return did;
    }

    /** As after moving to another PDS: what the old key signs is void. */
    void rotate() {
        key = newKey(curve);
    }

    String document() {
        return """
        {"@context":["https://www.w3.org/ns/did/v1"],"id":"%s","alsoKnownAs":["at://anna.test"],
         "verificationMethod":[{"id":"%s#atproto","type":"Multikey","controller":"%s",
           "publicKeyMultibase":"%s"}],
         "service":[{"id":"#atproto_pds","type":"AtprotoPersonalDataServer",
           "serviceEndpoint":"https://pds.example.com"}]}
        """
                .formatted(did, did, did, multikey());
    }

    /** Multicodec prefix (0xe7 secp256k1-pub, 0x1200 p256-pub) and the compressed point. */
    private String multikey() {
        byte[] x = key.getX().decode();
        byte[] bytes = new byte[35];
        boolean p256 = curve.equals(Curve.P_256);
        bytes[0] = (byte) (p256 ? 0x80 : 0xe7);
        bytes[1] = (byte) (p256 ? 0x24 : 0x01);
        bytes[2] = (byte) (key.getY().decodeToBigInteger().testBit(0) ? 3 : 2);
        System.arraycopy(x, 0, bytes, 35 - x.length, x.length);
        var number = new BigInteger(1, bytes);
        var text = new StringBuilder();
        for (; number.signum() > 0; number = number.divide(BigInteger.valueOf(58))) {
            text.append(ALPHABET.charAt(number.mod(BigInteger.valueOf(58)).intValue()));
        }
        return "z" + text.reverse();
    }

    /** What {@code com.atproto.server.getServiceAuth} gives an app that is signed in. */
    String serviceAuth(String audience) {
        Instant now = Instant.now();
        return sign(
                new JWTClaimsSet.Builder()
                        .issuer(did)
                        .audience(audience)
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plusSeconds(60)))
                        .claim("lxm", "xyz.groundmist.sync.authenticate")
                        .jwtID(UUID.randomUUID().toString())
                        .build());
    }

    private String sign(JWTClaimsSet claims) {
        try {
            var algorithm = curve.equals(Curve.P_256) ? JWSAlgorithm.ES256 : JWSAlgorithm.ES256K;
            var jwt = new SignedJWT(new JWSHeader(algorithm), claims);
            var signer = new ECDSASigner(key);
            signer.getJCAContext().setProvider(new BouncyCastleProvider());
            jwt.sign(signer);
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
