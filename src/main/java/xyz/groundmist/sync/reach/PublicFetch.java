package xyz.groundmist.sync.reach;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/**
 * One GET over a connection of its own, step by step, so that it can be said which step fails. It
 * goes wherever the name leads, also to a private address: at home a name may lead straight to this
 * computer, and that is the way that apps at home take. Nothing of what comes back is believed but
 * a signature.
 */
final class PublicFetch {
    private static final Duration STEP = Duration.ofSeconds(4);
    private static final int MOST_BYTES = 64 * 1024;

    /** Headers by their names in lower case. */
    record Answer(int status, Map<String, String> headers, String body) {}

    /** Which step failed, in words. */
    static final class StepException extends Exception {
        private static final long serialVersionUID = 1L;
        private final boolean reached;
        private final String nextStep;

        StepException(boolean reached, String sentence, String nextStep) {
            super(sentence);
            this.reached = reached;
            this.nextStep = nextStep;
        }

        /** Whether it was the answer, and not the way there. */
        boolean reached() {
            return reached;
        }

        String nextStep() {
            return nextStep;
        }
    }

    private final Internet internet;

    PublicFetch(Internet internet) {
        this.internet = internet;
    }

    /** A connection to who answers under the name; closing it is the caller's. */
    Socket connect(URI url) throws StepException, InterruptedException {
        boolean secure = url.getScheme().equals("https");
        int port = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
        String host = url.getHost();
        Socket socket = open(host, resolve(host, port));
        if (!secure) return socket;
        try {
            return encrypted(socket, host, port);
        } catch (StepException | RuntimeException e) {
            close(socket);
            throw e;
        }
    }

    private List<InetSocketAddress> resolve(String host, int port)
            throws StepException, InterruptedException {
        try {
            return Lookup.of(internet.names(), host, port);
        } catch (UnknownHostException e) {
            throw new StepException(
                    false,
                    "The name " + host + " leads nowhere.",
                    "Check the name where your domain is managed, and this computer's connection to"
                            + " the internet.");
        } catch (SocketTimeoutException e) {
            throw new StepException(
                    false,
                    "Nobody says where the name " + host + " leads.",
                    "Check this computer's connection to the internet.");
        }
    }

    private static Socket open(String host, List<InetSocketAddress> addresses)
            throws StepException {
        boolean refused = false;
        for (InetSocketAddress address : addresses.stream().limit(4).toList()) {
            var socket = new Socket();
            try {
                socket.connect(address, (int) STEP.toMillis());
                socket.setSoTimeout((int) STEP.toMillis());
                return socket;
            } catch (SocketTimeoutException _) {
                close(socket);
            } catch (IOException _) {
                refused = true;
                close(socket);
            }
        }
        throw new StepException(
                false,
                refused
                        ? "Nobody takes connections at " + host + "."
                        : "Nothing answers at " + host + ": connections get lost on the way.",
                "Check that the tunnel, web server or router there passes connections on. If apps"
                        + " elsewhere get in all the same, nothing is wrong but this look: your"
                        + " router doesn't lead its own outer address back inside.");
    }

    private Socket encrypted(Socket socket, String host, int port) throws StepException {
        try {
            var encrypted = (SSLSocket) internet.tls().createSocket(socket, host, port, true);
            var parameters = encrypted.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            encrypted.setSSLParameters(parameters);
            encrypted.startHandshake();
            return encrypted;
        } catch (IOException e) {
            boolean expired = isBecauseOf(e, CertificateExpiredException.class);
            throw new StepException(
                    false,
                    expired
                            ? "The certificate of " + host + " has expired."
                            : isBecauseOf(e, CertificateException.class)
                                    ? "The certificate of "
                                            + host
                                            + " isn't one that browsers take for it."
                                    : "No encrypted connection to " + host + " comes about.",
                    "Browsers refuse it too: renew the certificate where the address is served.");
        }
    }

    private static boolean isBecauseOf(Throwable e, Class<? extends Throwable> kind) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) return true;
        }
        return false;
    }

    /** Asks for a path over a connection, which is of no use afterwards. */
    Answer get(Socket socket, URI url, String pathAndQuery) throws StepException {
        String request =
                "GET "
                        + pathAndQuery
                        + " HTTP/1.1\r\nHost: "
                        + url.getRawAuthority()
                        + "\r\nUser-Agent: Groundmist-Sync\r\nAccept: application/json\r\n"
                        + "ngrok-skip-browser-warning: 1\r\nConnection: close\r\n\r\n";
        try {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return read(socket.getInputStream());
        } catch (SocketTimeoutException _) {
            throw noAnswer("Whoever answers at " + url.getHost() + " passes nothing back.");
        } catch (SSLException e) {
            throw noAnswer("The connection to " + url.getHost() + " broke.");
        } catch (IOException e) {
            throw noAnswer("Whoever answers at " + url.getHost() + " gave no proper answer.");
        }
    }

    private static StepException noAnswer(String sentence) {
        return new StepException(
                true,
                sentence,
                "Check that the tunnel or web server there leads to this computer.");
    }

    private static Answer read(InputStream in) throws IOException {
        String first = line(in);
        if (!first.startsWith("HTTP/1.") || first.length() < 12) throw new IOException("no HTTP");
        int status;
        try {
            status = Integer.parseInt(first.substring(9, 12));
        } catch (NumberFormatException e) {
            throw new IOException("no status", e);
        }
        Map<String, String> headers = new TreeMap<>();
        for (String line; !(line = line(in)).isEmpty(); ) {
            int colon = line.indexOf(':');
            if (colon < 0 || headers.size() > 200) throw new IOException("no headers");
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return new Answer(status, headers, new String(body(in, headers), StandardCharsets.UTF_8));
    }

    private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) return chunks(in);
        String length = headers.get("content-length");
        if (length == null) return in.readNBytes(MOST_BYTES);
        try {
            return in.readNBytes(Math.min(MOST_BYTES, Integer.parseInt(length)));
        } catch (NumberFormatException e) {
            throw new IOException("no length", e);
        }
    }

    private static byte[] chunks(InputStream in) throws IOException {
        var body = new ByteArrayOutputStream();
        while (true) {
            int size;
            try {
                size = Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
            } catch (NumberFormatException e) {
                throw new IOException("no chunk", e);
            }
            if (size == 0 || size < 0 || body.size() + size > MOST_BYTES) return body.toByteArray();
            body.write(in.readNBytes(size));
            line(in);
        }
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c; (c = in.read()) != '\n'; ) {
            if (c < 0 || line.length() > 8192) throw new IOException("no line");
            if (c != '\r') line.append((char) c);
        }
        return line.toString();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // nobody waits for it
        }
    }
}
