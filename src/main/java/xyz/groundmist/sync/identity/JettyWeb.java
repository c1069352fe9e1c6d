package xyz.groundmist.sync.identity;

import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.ProxyAuthenticationProtocolHandler;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.WWWAuthenticationProtocolHandler;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;

/** Jetty's HTTP client, with everything off that follows, keeps or unpacks. */
final class JettyWeb implements Web, AutoCloseable {
    static final int LARGEST_ANSWER = 512 * 1024;
    private static final int LARGEST_HEADERS = 32 * 1024;
    private static final int MOST_THREADS = 4;
    private static final Duration FORGOTTEN = Duration.ofMinutes(1);

    private final Duration patience;
    private final HttpClient client;

    JettyWeb(CheckedAddresses addresses, Duration patience) {
        this.patience = patience;
        this.client = started(addresses, patience);
    }

    @Override
    public HttpAnswer send(HttpAsk ask) throws IdentityException {
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
            throw unreachable(host, "this server is being stopped", e);
        } catch (ExecutionException e) {
            throw failure(host, e);
        }
    }

    private Request request(HttpAsk ask) {
        Request request = client.newRequest(ask.uri()).method(ask.method());
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
            if (cause instanceof IdentityException known) return known;
            if (cause instanceof SSLException tls) {
                return unreachable(
                        host, "it can't show by a certificate that it is that server", tls);
            }
            if (cause instanceof SocketException || cause instanceof SocketTimeoutException) {
                return unreachable(host, "nobody answers there", cause);
            }
        }
        // Jetty's own failures name what was asked, which may be secret.
        return unreachable(host, "it broke off or gave no proper answer", null);
    }

    private static IdentityException unreachable(
            String host, String why, @Nullable Throwable cause) {
        String sentence = "\"" + host + "\" can't be reached: " + why + ". Try again later.";
        return cause == null
                ? new IdentityException(IdentityException.Kind.UNREACHABLE, sentence)
                : new IdentityException(IdentityException.Kind.UNREACHABLE, sentence, cause);
    }

    private static HttpClient started(CheckedAddresses addresses, Duration patience) {
        var threads = new QueuedThreadPool(MOST_THREADS, 1);
        threads.setName("fetch");
        threads.setDaemon(true);
        var connector = new ClientConnector();
        connector.setSelectors(1);
        connector.setExecutor(threads);
        var fresh = new HttpClient(new HttpClientTransportOverHTTP(connector));
        fresh.setExecutor(threads);
        fresh.setSocketAddressResolver(addresses);
        // Time is left for a name's other addresses.
        fresh.setConnectTimeout(patience.toMillis() / 3);
        fresh.setAddressResolutionTimeout(patience.toMillis());
        fresh.setIdleTimeout(patience.toMillis());
        fresh.setDestinationIdleTimeout(FORGOTTEN.toMillis());
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

    @Override
    public void close() {
        try {
            client.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The HTTP client doesn't stop", e);
        }
    }
}
