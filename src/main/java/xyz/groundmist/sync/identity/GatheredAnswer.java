package xyz.groundmist.sync.identity;

import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** One answer while it arrives; broken off as soon as it is too large or packed. */
final class GatheredAnswer {
    private final String host;
    private final Request request;
    private final CompletableFuture<HttpAnswer> answer;
    // One event of an answer comes after the other.
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    GatheredAnswer(String host, Request request, CompletableFuture<HttpAnswer> answer) {
        this.host = host;
        this.request = request;
        this.answer = answer;
    }

    void send() {
        request.onResponseHeaders(this::refusePacked).onResponseContent(this::take);
        request.send(this::complete);
    }

    /** We ask for nothing packed; what is packed all the same may be a bomb. */
    private void refusePacked(Response response) {
        String coding = response.getHeaders().get(HttpHeader.CONTENT_ENCODING);
        if (coding == null || coding.equalsIgnoreCase("identity")) return;
        response.abort(
                new IdentityException(
                        IdentityException.Kind.INVALID,
                        "\"" + host + "\" gave a compressed answer that nobody asked for."));
    }

    private void take(Response response, ByteBuffer part) {
        if (body.size() + part.remaining() > JettyWeb.LARGEST_ANSWER) {
            response.abort(
                    new IdentityException(
                            IdentityException.Kind.TOO_LARGE,
                            "\"" + host + "\" gave an answer of more than 512 kB."));
            return;
        }
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        body.writeBytes(bytes);
    }

    private void complete(Result result) {
        Throwable failure = result.getFailure();
        if (failure == null) {
            answer.complete(
                    new HttpAnswer(
                            result.getResponse().getStatus(),
                            headers(result.getResponse()),
                            body.toByteArray()));
        } else {
            answer.completeExceptionally(failure);
        }
    }

    private static Map<String, List<String>> headers(Response response) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (HttpField field : response.getHeaders()) {
            headers.computeIfAbsent(field.getName(), _ -> new ArrayList<>())
                    .add(field.getValue() == null ? "" : field.getValue());
        }
        return Collections.unmodifiableMap(headers);
    }
}
