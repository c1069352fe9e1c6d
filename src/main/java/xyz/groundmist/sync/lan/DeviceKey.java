package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.identity.PrivateFile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * This machine's key on P-256 and its certificate, in a file for its user's eyes only (PEM, RFC
 * 7468: {@code PRIVATE KEY}, {@code CERTIFICATE}): whoever has it can pass for this machine before
 * those it is paired with.
 */
public final class DeviceKey {
    private static final Pattern FORM =
            Pattern.compile(
                    "-----BEGIN PRIVATE KEY-----\\s([A-Za-z0-9+/=\\s]+)-----END PRIVATE"
                        + " KEY-----\\s+-----BEGIN CERTIFICATE-----\\s([A-Za-z0-9+/=\\s]+)-----END"
                        + " CERTIFICATE-----\\s*");
    private static final String[] TLS = {"TLSv1.3"};

    private final DeviceId id;
    private final KeyManager[] keys;

    private DeviceKey(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        id = DeviceId.of(certificate);
        keys = keyManagers(key, certificate);
    }

    /**
     * Reads key and certificate; makes them when the file isn't there.
     *
     * @throws IOException when the file can't be read or written, and with a sentence when it holds
     *     no key
     */
    public static DeviceKey open(Path file) throws IOException {
        try {
            DeviceKey key = parsed(file, Files.readString(file));
            PrivateFile.keepToOwner(file);
            return key;
        } catch (NoSuchFileException _) {
            return made(file);
        }
    }

    private static DeviceKey parsed(Path file, String text) throws IOException {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) throw damaged(file, null);
        try {
            Base64.Decoder decoder = Base64.getMimeDecoder();
            PrivateKey key =
                    KeyFactory.getInstance("EC")
                            .generatePrivate(
                                    new PKCS8EncodedKeySpec(decoder.decode(form.group(1))));
            return new DeviceKey(key, SelfSigned.parsed(decoder.decode(form.group(2))));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw damaged(file, e);
        }
    }

    private static IOException damaged(Path file, @Nullable Exception cause) {
        return new IOException(
                "The file "
                        + file
                        + " should hold this computer's key for your other computers, and it"
                        + " doesn't. Put it back from a backup, or delete it: then a new key is"
                        + " made, and the computers have to be paired again.",
                cause);
    }

    private static DeviceKey made(Path file) throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            X509Certificate certificate = SelfSigned.certificate(pair);
            String text =
                    block("PRIVATE KEY", pair.getPrivate().getEncoded())
                            + block("CERTIFICATE", certificate.getEncoded());
            PrivateFile.write(file, text.getBytes(StandardCharsets.US_ASCII));
            return new DeviceKey(pair.getPrivate(), certificate);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has P-256", e);
        }
    }

    private static String block(String label, byte[] bytes) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }

    private static KeyManager[] keyManagers(PrivateKey key, X509Certificate certificate)
            throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("device", key, new char[0], new Certificate[] {certificate});
            var factory = KeyManagerFactory.getInstance("SunX509");
            factory.init(store, new char[0]);
            return factory.getKeyManagers();
        } catch (IOException e) {
            throw new IllegalStateException("a key store in memory reads nothing", e);
        }
    }

    /** Who this machine is to the others. */
    public DeviceId id() {
        return id;
    }

    /**
     * One end of a TLS 1.3 connection on which both sides show their certificates.
     *
     * @param expected the only device that is talked to; null: any, which the caller then judges
     * @param purposes in ALPN (RFC 7301): what may be talked about, the preferred one first
     */
    SSLEngine engine(boolean dials, @Nullable DeviceId expected, Purpose... purposes) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {new PinnedTrust(expected)}, null);
            SSLEngine engine = context.createSSLEngine();
            engine.setUseClientMode(dials);
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setProtocols(TLS);
            if (!dials) parameters.setNeedClientAuth(true);
            var names = new String[purposes.length];
            for (int i = 0; i < names.length; i++) names[i] = purposes[i].protocol();
            parameters.setApplicationProtocols(names);
            engine.setSSLParameters(parameters);
            return engine;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has TLS 1.3", e);
        }
    }

    @Override
    public String toString() {
        return "DeviceKey[" + id.brief() + "]";
    }
}
