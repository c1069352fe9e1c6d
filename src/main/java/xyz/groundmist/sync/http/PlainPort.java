package xyz.groundmist.sync.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands before the {@link Door} for what comes in by the public port without TLS: it answers a
 * certificate authority (RFC 8555, section 8.3) and sends everybody else to HTTPS, without a look
 * at what they asked.
 */
final class PlainPort extends Handler.Wrapper {
    private static final String CHALLENGE = "/.well-known/acme-challenge/";

    private record Place(Connector connector, String secure) {}

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private volatile @Nullable Place place;

    PlainPort(Handler next) {
        super(next);
    }

    /** From now on this connector's requests stay here. */
    void stand(Connector connector, String secure) {
        place = new Place(connector, secure);
    }

    void answer(String token, String authorization) {
        answers.put(token, authorization);
    }

    void forget() {
        answers.clear();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Place here = place;
        if (here == null || request.getConnectionMetaData().getConnector() != here.connector()) {
            return super.handle(request, response, callback);
        }
        String path = Request.getPathInContext(request);
        String answer =
                path.startsWith(CHALLENGE) ? answers.get(path.substring(CHALLENGE.length())) : null;
        if (answer == null) {
            response.setStatus(308);
            response.getHeaders().put(HttpHeader.LOCATION, here.secure());
        } else {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/octet-stream");
        }
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        byte[] body = answer == null ? new byte[0] : answer.getBytes(StandardCharsets.US_ASCII);
        response.write(true, ByteBuffer.wrap(body), callback);
        return true;
    }
}
