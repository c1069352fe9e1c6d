package xyz.groundmist.sync.http;

import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.BindException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/**
 * The server's own doors to the internet, beside the loopback one: HTTPS on all addresses of the
 * machine with the same handlers and limits behind it, and plain HTTP that leads there. There is no
 * handshake before {@link #use} has given a certificate.
 */
public final class HttpsListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpsListener.class);
    private static final String HTTP = "http/1.1";

    private final Server server;
    private final PlainPort plain;
    private final PresentedKeys keys = new PresentedKeys();
    private final ServerConnector https;
    private final @Nullable ServerConnector http;

    /** Listens at once; {@link HttpServer#listenPublicly}. */
    static HttpsListener open(
            Server server,
            PlainPort plain,
            HttpConfiguration configuration,
            HttpLimits limits,
            Connections connections,
            PublicPorts ports)
            throws ListenException {
        var listener = new HttpsListener(server, plain, configuration, ports);
        boolean listens = false;
        try {
            listener.begin(listener.https, ports.https(), limits, connections);
            if (listener.http != null) {
                listener.begin(listener.http, ports.http(), limits, connections);
                plain.stand(listener.http, "https://" + ports.name() + "/");
            }
            listens = true;
            return listener;
        } finally {
            if (!listens) listener.close();
        }
    }

    private HttpsListener(
            Server server, PlainPort plain, HttpConfiguration plainHttp, PublicPorts ports) {
        this.server = server;
        this.plain = plain;
        var secure = new HttpConfiguration(plainHttp);
        // which name a client meant is the Host header's business, and the Door's
        secure.addCustomizer(new SecureRequestCustomizer(false));
        https = connector(tls(), new HttpConnectionFactory(secure));
        http = ports.http() == 0 ? null : connector(new HttpConnectionFactory(plainHttp));
    }

    private ServerConnector connector(ConnectionFactory... factories) {
        return new ServerConnector(server, 1, 1, factories);
    }

    private SslConnectionFactory tls() {
        var tls =
                new SslContextFactory.Server() {
                    @Override
                    public void customize(SSLEngine engine) {
                        super.customize(engine);
                        engine.setHandshakeApplicationProtocolSelector(
                                (_, offered) -> chosen(offered));
                    }
                };
        tls.setSslContext(context());
        return new SslConnectionFactory(tls, HTTP);
    }

    /** Empty: none, as for clients that speak something else only; they notice. */
    private static String chosen(List<String> offered) {
        if (offered.contains(PresentedKeys.PROOF_PROTOCOL)) return PresentedKeys.PROOF_PROTOCOL;
        return offered.contains(HTTP) ? HTTP : "";
    }

    private SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys}, null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has TLS", e);
        }
    }

    private void begin(
            ServerConnector connector, int port, HttpLimits limits, Connections connections)
            throws ListenException {
        connector.setPort(port);
        connector.setIdleTimeout(limits.requestDeadline().toMillis());
        connector.addBean(connections);
        server.addConnector(connector);
        try {
            connector.start();
        } catch (Exception e) {
            throw explain(port, e);
        }
        LOG.info("Listening on port {} of all addresses", connector.getLocalPort());
    }

    private static ListenException explain(int port, Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (!(cause instanceof BindException)) continue;
            boolean taken =
                    String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT).contains("in use");
            return taken
                    ? new ListenException(
                            ListenException.Reason.PORT_TAKEN,
                            "Port " + port + " of this machine is taken by another program.",
                            e)
                    : new ListenException(
                            ListenException.Reason.NOT_ALLOWED,
                            "This machine does not let the program listen on port " + port + ".",
                            e);
        }
        return new ListenException(
                ListenException.Reason.NOT_ALLOWED, "Port " + port + " can't be listened on.", e);
    }

    /** The port of HTTPS. */
    public int httpsPort() {
        return https.getLocalPort();
    }

    /**
     * Shows this certificate from the next handshake on.
     *
     * @param chain the server's own first
     */
    public void use(PrivateKey key, List<X509Certificate> chain) {
        keys.use(key, chain);
    }

    /** Answers an authority's question at the plain port (http-01). */
    public void answer(String token, String authorization) {
        plain.answer(token, authorization);
    }

    /** Answers an authority's question in the handshake (tls-alpn-01). */
    public void answer(PrivateKey key, X509Certificate proof) {
        keys.prove(key, proof);
    }

    /** Answers nothing any more. */
    public void forgetAnswers() {
        plain.forget();
        keys.prove(null, null);
    }

    /** Ends every connection that came in here. Idempotent. */
    @Override
    public void close() {
        forgetAnswers();
        end(https);
        if (http != null) end(http);
    }

    private void end(ServerConnector connector) {
        try {
            connector.stop();
        } catch (Exception e) {
            LOG.warn("A public port did not close cleanly", e);
        }
        server.removeConnector(connector);
    }
}
