package xyz.groundmist.sync.identity;

import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/** An account of ATProto with its key, which can sign as its PDS would. */
public final class TestAccount {
    private final Did did;
    private final String handle;
    private final VerificationKey.Curve curve;
    private final ECDomainParameters domain;
    private final AsymmetricCipherKeyPair keys;

    private TestAccount(Did did, String handle, VerificationKey.Curve curve) {
        this.did = did;
        this.handle = handle;
        this.curve = curve;
        X9ECParameters parameters =
                CustomNamedCurves.getByName(
                        curve == VerificationKey.Curve.P256 ? "secp256r1" : "secp256k1");
        domain = new ECDomainParameters(parameters);
        var generator = new ECKeyPairGenerator();
        generator.init(new ECKeyGenerationParameters(domain, new SecureRandom()));
        keys = generator.generateKeyPair();
    }

    /** An account of the name, which makes up its DID and its handle. */
    public static TestAccount of(String name, VerificationKey.Curve curve) {
        String plc = (name + "a".repeat(24)).substring(0, 24);
        return new TestAccount(new Did("did:plc:" + plc), name + ".example.com", curve);
    }

    /** The same account after its key was changed. */
    public TestAccount withNewKey(VerificationKey.Curve newCurve) {
        return new TestAccount(did, handle, newCurve);
    }

    public Did did() {
        return did;
    }

    public Handle handle() {
        return new Handle(handle);
    }

    public String algorithm() {
        return curve.algorithm();
    }

    /** The public key as today's DID documents have it. */
    public String multikey() {
        String codec = curve == VerificationKey.Curve.P256 ? "8024" : "e701";
        return "z" + Base58.encode(HexFormat.of().parseHex(codec + hex(true)));
    }

    /** The public key as DID documents of 2019 have it. */
    public String multibase2019(boolean compressed) {
        return "z" + Base58.encode(HexFormat.of().parseHex(hex(compressed)));
    }

    private String hex(boolean compressed) {
        var key = (ECPublicKeyParameters) keys.getPublic();
        return HexFormat.of().formatHex(key.getQ().getEncoded(compressed));
    }

    /** r and s, with the lower of the two values of s. */
    public byte[] sign(byte[] message) {
        byte[] signature = someSignature(message);
        BigInteger s = new BigInteger(1, signature, 32, 32);
        return s.compareTo(domain.getN().shiftRight(1)) > 0 ? otherForm(signature) : signature;
    }

    /** The same signature with the other value of s. */
    public byte[] otherForm(byte[] signature) {
        byte[] other = signature.clone();
        put(domain.getN().subtract(new BigInteger(1, signature, 32, 32)), other, 32);
        return other;
    }

    private byte[] someSignature(byte[] message) {
        try {
            var signer = new ECDSASigner();
            signer.init(true, keys.getPrivate());
            BigInteger[] rs =
                    signer.generateSignature(MessageDigest.getInstance("SHA-256").digest(message));
            byte[] signature = new byte[64];
            put(rs[0], signature, 0);
            put(rs[1], signature, 32);
            return signature;
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void put(BigInteger number, byte[] bytes, int at) {
        byte[] signed = number.toByteArray();
        int length = Math.min(32, signed.length);
        Arrays.fill(bytes, at, at + 32 - length, (byte) 0);
        System.arraycopy(signed, signed.length - length, bytes, at + 32 - length, length);
    }

    /** The DID document as the PLC directory gives it. */
    public String document() {
        return document(handle, "Multikey", multikey());
    }

    public String document(String handleThere, String keyType, String multibase) {
        return """
        {"@context": ["https://www.w3.org/ns/did/v1"],
         "id": "%s",
         "alsoKnownAs": ["at://%s"],
         "verificationMethod": [
           {"id": "%s#atproto", "type": "%s", "controller": "%s", "publicKeyMultibase": "%s"}],
         "service": [
           {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer",
            "serviceEndpoint": "https://pds.example.com"}]}
        """
                .formatted(did, handleThere, did, keyType, did, multibase);
    }
}
