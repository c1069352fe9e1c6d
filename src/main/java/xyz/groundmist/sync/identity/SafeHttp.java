package xyz.groundmist.sync.identity;

import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.WWWAuthenticationProtocolHandler;
import org.eclipse.jetty.client.ProxyAuthenticationProtocolHandler;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks other servers, whose addresses come from strangers, and can't be lured inside: HTTPS at its
 * default port only, and public addresses only, checked where the connection is made. An answer has
 * 10 seconds in all and 512 kB; redirects are not followed, cookies not kept, nothing unpacked.
 * Every question gets its own connection. Starts with the first question.
 */
public final class SafeHttp implements AutoCloseable {
    static final int LARGEST_ANSWER = 512 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int LARGEST_HEADERS = 32 * 1024;
    private static final int MOST_THREADS = 4;

    private final boolean loopback;
    private final Duration patience;
    private final CheckedAddresses addresses;
    // Guarded by this.
    private @Nullable HttpClient client;
    private boolean closed;

    public SafeHttp(Network network) {
        this(network, InetAddress::getAllByName, PATIENCE);
    }

    SafeHttp(Network network, CheckedAddresses.Names names, Duration patience) {
        this.loopback = network.loopback();
        this.patience = patience;
        this.addresses = new CheckedAddresses(names, new LookupThreads(), network.loopback());
    }

    /**
     * Asks, and waits for the whole answer.
     *
     * @return the answer, whatever its status
     * @throws IdentityException {@code NOT_PUBLIC}, {@code UNREACHABLE}, {@code TOO_SLOW}, {@code
     *     TOO_LARGE}, {@code INVALID}; nothing has been asked of anyone when it is {@code NOT_PUBLIC}
     */
    public HttpAnswer send(HttpAsk ask) throws IdentityException {
        PublicHost.check(ask.uri(), loopback);
        String host = ask.uri().getHost();
        Request request = request(ask);
        var answer = new CompletableFuture<HttpAnswer>();
        new GatheredAnswer(host, request, answer).send();
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            request.abort(e);
            throw new IdentityException(
                    IdentityException.Kind.TOO_SLOW,
                    "\"" + host + "\" took too long to answer. Try again later.");
        } catch (InterruptedException e) {
            request.abort(e);
            Thread.currentThread().interrupt();
            throw unreachable(host, e);
        } catch (ExecutionException e) {
            throw failure(host, e);
        }
    }

    private Request request(HttpAsk ask) throws IdentityException {
        Request request = client().newRequest(ask.uri()).method(ask.method());
        request.headers(headers -> {
            ask.headers().forEach(headers::put);
            headers.put(HttpHeader.CONNECTION, "close");
        });
        if (ask.body() != null) {
            String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
            request.body(
                    new BytesRequestContent(
                            type == null ? "application/octet-stream" : type, ask.body()));
        }
        return request;
    }

    private static IdentityException failure(String host, ExecutionException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof IdentityException known) {
                return new IdentityException(known.kind(), String.valueOf(known.getMessage()), e);
            }
        }
        return unreachable(host, e);
    }

    private static IdentityException unreachable(String host, Throwable cause) {
        return new IdentityException(
                IdentityException.Kind.UNREACHABLE,
                "\"" + host + "\" can't be reached. Try again later.",
                cause);
    }

    private synchronized HttpClient client() throws IdentityException {
        if (closed) {
            throw new IdentityException(
                    IdentityException.Kind.UNREACHABLE, "This server is being stopped.");
        }
        if (client == null) client = started();
        return client;
    }

    private HttpClient started() {
        var threads = new QueuedThreadPool(MOST_THREADS, 1);
        threads.setName("fetch");
        threads.setDaemon(true);
        var connector = new ClientConnector();
        connector.setSelectors(1);
        connector.setExecutor(threads);
        var fresh = new HttpClient(new HttpClientTransportOverHTTP(connector));
        fresh.setExecutor(threads);
        fresh.setSocketAddressResolver(addresses);
        fresh.setConnectTimeout(patience.toMillis());
        fresh.setAddressResolutionTimeout(patience.toMillis());
        fresh.setIdleTimeout(patience.toMillis());
        fresh.setFollowRedirects(false);
        fresh.setHttpCookieStore(new HttpCookieStore.Empty());
        fresh.setMaxResponseHeadersSize(LARGEST_HEADERS);
        fresh.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "Groundmist-Sync"));
        try {
            fresh.start();
        } catch (Exception e) {
            throw new IllegalStateException("The HTTP client doesn't start", e);
        }
        fresh.getContentDecoderFactories().clear();
        // They would take a 401 without its header for a broken answer.
        fresh.getProtocolHandlers().remove(WWWAuthenticationProtocolHandler.NAME);
        fresh.getProtocolHandlers().remove(ProxyAuthenticationProtocolHandler.NAME);
        return fresh;
    }

    /** Ends what is under way. */
    @Override
    public synchronized void close() {
        closed = true;
        if (client == null) return;
        try {
            client.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The HTTP client doesn't stop", e);
        }
    }
}
