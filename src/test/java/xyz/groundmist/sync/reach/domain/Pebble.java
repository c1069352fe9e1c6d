package xyz.groundmist.sync.reach.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate authority: Let's Encrypt's Pebble, which takes half of all good nonces for bad, and
 * a DNS server for which every name is this machine. Without them the test is skipped and says so;
 * with {@code CI=true} in the environment it fails.
 */
public final class Pebble implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/pebble");

    public final int httpsPort = freePort();
    public final int httpPort = freePort();
    private final Path folder;
    private final int port = freePort();
    private final int dnsPort = freePort();
    private final int managementPort = freePort();
    private final Process dns;
    private final SSLContext trust;
    private @Nullable SSLContext clients;
    private @Nullable Process process;

    /**
     * @param validity how long its certificates are good
     */
    public Pebble(Path folder, Duration validity) throws Exception {
        if (!Files.isExecutable(PROGRAM)) {
            String sentence = "This test needs Pebble, which .ci/run installs.";
            if ("true".equals(System.getenv("CI"))) throw new IOException(sentence);
            Assumptions.abort(sentence);
        }
        this.folder = Files.createDirectories(folder).toAbsolutePath();
        run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=IP:127.0.0.1",
                "-keyout",
                folder + "/key.pem",
                "-out",
                folder + "/cert.pem");
        trust = trusting(Files.readAllBytes(folder.resolve("cert.pem")));
        Files.writeString(
                folder.resolve("config.json"),
                """
                {"pebble": {"listenAddress": "127.0.0.1:%d", "managementListenAddress": "127.0.0.1:%d",
                  "certificate": "%s/cert.pem", "privateKey": "%s/key.pem", "httpPort": %d, "tlsPort": %d,
                  "ocspResponderURL": "", "externalAccountBindingRequired": false,
                  "certificateValidityPeriod": %d}}
                """
                        .formatted(
                                port,
                                managementPort,
                                folder,
                                folder,
                                httpPort,
                                httpsPort,
                                validity.toSeconds()));
        dns =
                start(
                        "pebble-challtestsrv",
                        "-dns01",
                        "127.0.0.1:" + dnsPort,
                        "-defaultIPv6",
                        "",
                        "-http01",
                        "",
                        "-https01",
                        "",
                        "-tlsalpn01",
                        "",
                        "-management",
                        "127.0.0.1:" + freePort());
        start();
    }

    public void start() throws Exception {
        process =
                start(
                        PROGRAM.toString(),
                        "-config",
                        folder + "/config.json",
                        "-dnsserver",
                        "127.0.0.1:" + dnsPort);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (true) {
            try (var probe = new Socket("127.0.0.1", port)) {
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end) throw new AssertionError(log(), e);
                Thread.sleep(50);
            }
        }
    }

    public String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    /** The authority is away; the name still leads here. */
    public void stop() throws Exception {
        if (process != null) process.destroyForcibly().waitFor();
    }

    /** A way in that gets its certificates here. */
    public DomainReach reach(String name, Path files, PublicListener listener) {
        return reach(new DomainSettings(name, httpsPort, httpPort, null, true), files, listener);
    }

    public DomainReach reach(DomainSettings settings, Path files, PublicListener listener) {
        return new DomainReach(
                settings,
                files.resolve("account.pem"),
                files.resolve("certificate.pem"),
                listener,
                authority(),
                InstantSource.system());
    }

    CertificateAuthority authority() {
        return new CertificateAuthority(URI.create("https://127.0.0.1:" + port + "/dir"), trust);
    }

    /** A connection to the public port whose certificate was checked, name and all. */
    public SSLSocket connect(String name) throws Exception {
        if (clients == null) clients = believing();
        var plain = new Socket();
        plain.connect(new InetSocketAddress("127.0.0.1", httpsPort), 5000);
        plain.setSoTimeout(10_000);
        var socket = (SSLSocket) clients.getSocketFactory().createSocket(plain, name, 443, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setServerNames(List.of(new SNIHostName(name)));
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** The certificate that a handshake gets to see. */
    public X509Certificate shown(String name) throws Exception {
        try (SSLSocket socket = connect(name)) {
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    /** Who believes certificates of this authority. */
    private SSLContext believing() throws Exception {
        try (var client = java.net.http.HttpClient.newBuilder().sslContext(trust).build()) {
            var root =
                    client.send(
                            java.net.http.HttpRequest.newBuilder(
                                            URI.create(
                                                    "https://127.0.0.1:"
                                                            + managementPort
                                                            + "/roots/0"))
                                    .build(),
                            java.net.http.HttpResponse.BodyHandlers.ofByteArray());
            return trusting(root.body());
        }
    }

    private static SSLContext trusting(byte[] certificate) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null);
        try (InputStream in = new java.io.ByteArrayInputStream(certificate)) {
            store.setCertificateEntry(
                    "it", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    private Process start(String... command) throws IOException {
        var builder = new ProcessBuilder(command);
        builder.environment()
                .putAll(Map.of("PEBBLE_VA_NOSLEEP", "1", "PEBBLE_WFE_NONCEREJECT", "50"));
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) throw new IOException(said);
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws Exception {
        stop();
        dns.destroyForcibly().waitFor();
    }
}
