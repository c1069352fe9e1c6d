package xyz.groundmist.sync.owner;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Listens on a free port of 127.0.0.1 for the browser to come back (RFC 8252 section 7.3): one
 * request a connection, a few connections at a time, as browsers open some to spare. Whatever isn't
 * the awaited answer is turned away, and the wait goes on.
 */
final class LoopbackListener implements AutoCloseable {
    private static final int LARGEST_REQUEST = 16 * 1024;
    private static final int CONNECTIONS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ServerSocket socket;
    private final Function<String, Page> answers;
    private final Semaphore free = new Semaphore(CONNECTIONS);

    private LoopbackListener(ServerSocket socket, Function<String, Page> answers) {
        this.socket = socket;
        this.answers = answers;
    }

    /**
     * Listens from now on.
     *
     * @param answers what to show for a query string; called on virtual threads
     */
    static LoopbackListener open(Function<String, Page> answers) throws IOException {
        var socket = new ServerSocket();
        try {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), CONNECTIONS);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        var listener = new LoopbackListener(socket, answers);
        Thread.ofVirtual().name("sign-in").start(listener::accept);
        return listener;
    }

    int port() {
        return socket.getLocalPort();
    }

    URI redirect() {
        return URI.create("http://127.0.0.1:" + port() + OAuthClient.Loopback.PATH);
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket browser = socket.accept();
                if (free.tryAcquire()) {
                    Thread.ofVirtual().name("sign-in-page").start(() -> serve(browser));
                } else {
                    browser.close();
                }
            } catch (IOException _) {
                // closed, or this one went away
            }
        }
    }

    private void serve(Socket browser) {
        try (browser) {
            browser.setSoTimeout((int) PATIENCE.toMillis());
            String head = head(browser.getInputStream());
            if (head != null) write(browser, answer(head));
        } catch (IOException _) {
            // the browser went away, or sent nothing
        } finally {
            free.release();
        }
    }

    private Page answer(String head) {
        String[] lines = head.split("\r\n", -1);
        String[] request = lines[0].split(" ", -1);
        // Another name that leads to this machine is a web page's trick (DNS rebinding).
        String host = "host: 127.0.0.1:" + port();
        boolean here =
                Arrays.stream(lines).anyMatch(line -> line.toLowerCase(Locale.ROOT).equals(host));
        String wanted = OAuthClient.Loopback.PATH + "?";
        if (!here
                || request.length != 3
                || !request[0].equals("GET")
                || !request[1].startsWith(wanted)) {
            return CallbackPage.unexpected();
        }
        return answers.apply(request[1].substring(wanted.length()));
    }

    private static @Nullable String head(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        int matched = 0;
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (matched < 4) {
            int next = in.read();
            if (next < 0 || System.nanoTime() - end > 0 || bytes.size() >= LARGEST_REQUEST)
                return null;
            bytes.write(next);
            matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private static void write(Socket browser, Page page) throws IOException {
        byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
        String head =
                """
                HTTP/1.1 %d %s\r
                Content-Type: %s; charset=utf-8\r
                Content-Length: %d\r
                Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; \
                frame-ancestors 'none'\r
                Referrer-Policy: no-referrer\r
                X-Content-Type-Options: nosniff\r
                Cache-Control: no-store\r
                Connection: close\r
                \r
                """
                        .formatted(
                                page.status(),
                                page.status() == 200 ? "OK" : "Not signed in",
                                page.contentType(),
                                body.length);
        var out = browser.getOutputStream();
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
        out.flush();
        browser.shutdownOutput();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // nobody comes any more
        }
    }
}
