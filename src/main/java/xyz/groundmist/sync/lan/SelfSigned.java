package xyz.groundmist.sync.lan;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;

/**
 * Certificates (RFC 5280) that a key makes for itself. They say nothing of machine or owner, not
 * even when they were made, and are good for ever (section 4.1.2.5): machines know them by hash.
 */
final class SelfSigned {
    private static final Instant FROM = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant FOR_EVER = Instant.parse("9999-12-31T23:59:59Z");
    private static final int SERIAL_BITS = 127;

    private SelfSigned() {}

    /** One for this key pair on P-256, which signs it. */
    static X509Certificate certificate(KeyPair pair) throws GeneralSecurityException {
        try {
            var name = new X500Name("CN=groundmist-sync");
            var algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
            var generator = new V3TBSCertificateGenerator();
            generator.setSerialNumber(
                    new ASN1Integer(
                            new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE)));
            generator.setSignature(algorithm);
            generator.setIssuer(name);
            generator.setSubject(name);
            generator.setStartDate(new Time(Date.from(FROM)));
            generator.setEndDate(new Time(Date.from(FOR_EVER)));
            generator.setSubjectPublicKeyInfo(
                    SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
            TBSCertificate signed = generator.generateTBSCertificate();
            Signature signer = Signature.getInstance("SHA256withECDSA");
            signer.initSign(pair.getPrivate());
            signer.update(signed.getEncoded(ASN1Encoding.DER));
            var whole =
                    new DERSequence(
                            new ASN1Encodable[] {
                                signed, algorithm, new DERBitString(signer.sign())
                            });
            return parsed(whole.getEncoded(ASN1Encoding.DER));
        } catch (IOException e) {
            throw new CertificateException("the certificate can't be written", e);
        }
    }

    static X509Certificate parsed(byte[] der) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(der));
    }
}
