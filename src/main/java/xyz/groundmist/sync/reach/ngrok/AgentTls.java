package xyz.groundmist.sync.reach.ngrok;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * The TLS connection to where ngrok's agents connect. Its certificate comes from ngrok's own root
 * ({@code ngrok-root.pem}, the one that ngrok publishes with its agents), not from a public one.
 */
final class AgentTls {
    private static final String ROOT = "ngrok-root.pem";
    private static final int DEFAULT_PORT = 443;
    private static final int PATIENCE_MILLIS = 10_000;

    private AgentTls() {}

    /**
     * Connects within 10 seconds.
     *
     * @param address host and perhaps port
     * @param roots certificates in PEM to trust in place of ngrok's own; empty: ngrok's own
     * @return over what may be closed at any time without waiting: {@link Secured#raw}
     */
    static Secured connect(String address, byte[] roots) throws IOException {
        int colon = address.lastIndexOf(':');
        String host = colon < 0 ? address : address.substring(0, colon);
        int port = colon < 0 ? DEFAULT_PORT : Integer.parseInt(address.substring(colon + 1));
        var raw = new Socket();
        try {
            raw.setOption(StandardSocketOptions.TCP_NODELAY, true);
            raw.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            raw.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
            raw.setSoTimeout(PATIENCE_MILLIS);
            var tls =
                    (SSLSocket)
                            context(roots).getSocketFactory().createSocket(raw, host, port, true);
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
            tls.startHandshake();
            raw.setSoTimeout(0);
            return new Secured(raw, tls);
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        } catch (GeneralSecurityException e) {
            raw.close();
            throw new IOException("This Java can't use the certificates.", e);
        }
    }

    private static SSLContext context(byte[] roots) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int count = 0;
        for (Certificate root : certificates(roots)) {
            store.setCertificateEntry(Integer.toString(count++), root);
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static Iterable<? extends Certificate> certificates(byte[] roots)
            throws GeneralSecurityException, IOException {
        var factory = CertificateFactory.getInstance("X.509");
        if (roots.length > 0) return factory.generateCertificates(new ByteArrayInputStream(roots));
        try (InputStream own = AgentTls.class.getResourceAsStream(ROOT)) {
            if (own == null) throw new IOException("The program lacks " + ROOT + ".");
            return factory.generateCertificates(own);
        }
    }

    record Secured(Socket raw, SSLSocket tls) {}
}
