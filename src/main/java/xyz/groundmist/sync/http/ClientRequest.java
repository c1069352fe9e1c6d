package xyz.groundmist.sync.http;

import jakarta.servlet.http.HttpServletRequest;

import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.access.ClientAddress;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What a request says, read once and strictly. */
record ClientRequest(HttpServletRequest servlet) {
    private Request core() {
        return ServletContextRequest.getServletContextRequest(servlet);
    }

    EndPoint endPoint() {
        return core().getConnectionMetaData().getConnection().getEndPoint();
    }

    /** Where it comes from ({@link ClientAddresses}). */
    ClientAddress from() {
        return ClientAddresses.of(core());
    }

    /** What the query string has under this name, or null. */
    @Nullable String parameter(String name) {
        BareRequest bare = Request.as(core(), BareRequest.class);
        return bare == null ? null : bare.parameter(name);
    }

    /** The whole query string, or null. */
    @Nullable String query() {
        BareRequest bare = Request.as(core(), BareRequest.class);
        return bare == null ? null : bare.query();
    }

    /** Several Origin headers are no origin that a grant could name. */
    @Nullable String origin() {
        List<String> origins = Collections.list(servlet.getHeaders("Origin"));
        return origins.isEmpty() ? null : String.join(", ", origins);
    }

    /**
     * A header that may come once, or null.
     *
     * @throws BadRequestException when it comes more often, and nobody can tell which one counts
     */
    @Nullable String header(String name) throws BadRequestException {
        List<String> values = Collections.list(servlet.getHeaders(name));
        if (values.size() > 1) throw BadRequestException.of("Send the header " + name + " once.");
        return values.isEmpty() ? null : values.getFirst();
    }

    /** The body of a request that says it is JSON. */
    byte[] json(int most) throws IOException, BadRequestException {
        String type = header("Content-Type");
        if (type == null || !isJson(type)) {
            throw BadRequestException.of(
                    "The body must be JSON, with the header Content-Type: application/json.");
        }
        if (servlet.getContentLengthLong() > most) throw BadRequestException.tooLarge(most);
        byte[] body = servlet.getInputStream().readNBytes(most + 1);
        if (body.length > most) throw BadRequestException.tooLarge(most);
        return body;
    }

    private static boolean isJson(String type) {
        String[] parts = type.toLowerCase(Locale.ROOT).split(";", 2);
        if (!parts[0].strip().equals("application/json")) return false;
        String parameter = parts.length == 1 ? "" : parts[1].strip().replace("\"", "");
        return parameter.isEmpty() || parameter.equals("charset=utf-8");
    }
}
