package xyz.groundmist.sync.http;

import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * A request whose query string has been taken off, because it may hold a token, and whatever
 * handles the request further on may write its address into a log or an exception.
 */
final class BareRequest extends Request.Wrapper {
    private final HttpURI uri;
    private final @Nullable String query;

    BareRequest(Request request) {
        super(request);
        HttpURI whole = request.getHttpURI();
        uri = HttpURI.build(whole).query(null).asImmutable();
        query = whole.getQuery();
    }

    /** What stood behind the question mark, or null. */
    @Nullable String query() {
        return query;
    }

    /** What stood behind {@code name=}, or null; the first one when there are several. */
    @Nullable String parameter(String name) {
        if (query == null) return null;
        for (String pair : query.split("&", -1)) {
            if (!pair.startsWith(name + "=")) continue;
            try {
                return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
        return null;
    }

    @Override
    public HttpURI getHttpURI() {
        return uri;
    }

    @Override
    public String toString() {
        return getMethod() + " " + uri.getPath();
    }
}
