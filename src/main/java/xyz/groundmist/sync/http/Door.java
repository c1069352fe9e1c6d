package xyz.groundmist.sync.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The first to see a request: turns away other hosts' requests, takes the token off the rest, and
 * notes where they come from.
 */
final class Door extends Handler.Wrapper {
    private final AllowedHosts hosts;
    private final ClientAddresses clients;

    Door(AllowedHosts hosts, ClientAddresses clients, Handler next) {
        super(next);
        this.hosts = hosts;
        this.clients = clients;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put("Referrer-Policy", "no-referrer");
        response.getHeaders()
                .put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        if (!isForUs(request)) {
            response.setStatus(Refusal.WRONG_HOST.status());
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            byte[] body = Refusal.WRONG_HOST.json().getBytes(StandardCharsets.UTF_8);
            response.write(true, ByteBuffer.wrap(body), callback);
            return true;
        }
        clients.note(request);
        return super.handle(new BareRequest(request), response, callback);
    }

    private boolean isForUs(Request request) {
        if (!hosts.contains(request.getHeaders().get(HttpHeader.HOST))) return false;
        HttpURI uri = request.getHttpURI();
        return !uri.isAbsolute() || hosts.contains(uri.getAuthority());
    }
}
