package xyz.groundmist.sync.identity;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.Map;

/**
 * What is asked of another server.
 *
 * @param method such as {@code GET}
 * @param headers beside those that HTTP itself needs
 * @param body null: none
 */
public record HttpAsk(String method, URI uri, Map<String, String> headers, byte @Nullable [] body) {
    /** A plain question. */
    public static HttpAsk get(URI uri) {
        return new HttpAsk("GET", uri, Map.of(), null);
    }

    /** Method and host: headers, query and body may be secrets. */
    @Override
    public String toString() {
        return "HttpAsk[" + method + " " + uri.getHost() + "]";
    }
}
