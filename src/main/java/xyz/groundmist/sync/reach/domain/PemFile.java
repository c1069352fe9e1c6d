package xyz.groundmist.sync.reach.domain;

import xyz.groundmist.sync.identity.PrivateFile;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of PEM blocks (RFC 7468) for its user's eyes only: a P-256 key (PKCS #8), and its public
 * half (X.509) or its certificates.
 */
final class PemFile {
    private static final String PRIVATE = "PRIVATE KEY";
    private static final String PUBLIC = "PUBLIC KEY";
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final Pattern BLOCK =
            Pattern.compile(
                    "-----BEGIN ([A-Z ]+)-----\\s([A-Za-z0-9+/=\\s]+)-----END \\1-----\\s*");

    private record Block(String label, byte[] bytes) {}

    private PemFile() {}

    static KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has P-256", e);
        }
    }

    static KeyPair readPair(Path file) throws IOException, GeneralSecurityException {
        PrivateKey secret = null;
        PublicKey open = null;
        for (Block block : read(file)) {
            if (block.label.equals(PRIVATE)) secret = privateKey(block);
            if (block.label.equals(PUBLIC)) {
                open =
                        KeyFactory.getInstance("EC")
                                .generatePublic(new X509EncodedKeySpec(block.bytes));
            }
        }
        if (secret == null || open == null) throw new GeneralSecurityException("no pair of keys");
        return new KeyPair(open, secret);
    }

    static void writePair(Path file, KeyPair pair) throws IOException {
        write(
                file,
                block(PRIVATE, pair.getPrivate().getEncoded())
                        + block(PUBLIC, pair.getPublic().getEncoded()));
    }

    static StoredCertificate readCertificate(Path file)
            throws IOException, GeneralSecurityException {
        PrivateKey secret = null;
        var chain = new ArrayList<X509Certificate>();
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        for (Block block : read(file)) {
            if (block.label.equals(PRIVATE)) secret = privateKey(block);
            if (block.label.equals(CERTIFICATE)) {
                chain.add(
                        (X509Certificate)
                                factory.generateCertificate(new ByteArrayInputStream(block.bytes)));
            }
        }
        if (secret == null || chain.isEmpty()) throw new GeneralSecurityException("no certificate");
        return new StoredCertificate(secret, List.copyOf(chain));
    }

    static void writeCertificate(Path file, StoredCertificate certificate)
            throws IOException, GeneralSecurityException {
        var text = new StringBuilder(block(PRIVATE, certificate.key().getEncoded()));
        for (X509Certificate link : certificate.chain()) {
            text.append(block(CERTIFICATE, link.getEncoded()));
        }
        write(file, text.toString());
    }

    private static PrivateKey privateKey(Block block) throws GeneralSecurityException {
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(block.bytes));
    }

    private static List<Block> read(Path file) throws IOException {
        Matcher form = BLOCK.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        var blocks = new ArrayList<Block>();
        while (form.find()) {
            blocks.add(new Block(form.group(1), Base64.getMimeDecoder().decode(form.group(2))));
        }
        return blocks;
    }

    private static void write(Path file, String text) throws IOException {
        PrivateFile.write(file, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String block(String label, byte[] bytes) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }
}
