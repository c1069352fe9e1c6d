package xyz.groundmist.sync.http;

import jakarta.servlet.http.HttpServletResponse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is answered to a request that doesn't become a socket. One request a connection: such
 * requests are rare, and the connection's place is free at once.
 */
record Answer(int status, String type, String text, Map<String, String> headers) {
    static Answer text(int status, String text) {
        return new Answer(status, "text/plain", text, Map.of());
    }

    static Answer json(int status, String json) {
        return new Answer(status, "application/json", json, Map.of());
    }

    static Answer of(Refusal refusal) {
        return json(refusal.status(), refusal.json());
    }

    static Answer notAllowed(String allowed) {
        return text(405, "Only " + allowed + " is possible here.\n").with("Allow", allowed);
    }

    Answer with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, type, text, more);
    }

    /**
     * Lets every web page read it (fetch standard, "CORS protocol"). There are no cookies here and
     * no other credentials that a browser adds by itself, so a page learns what it could ask
     * without a browser.
     */
    Answer forAnyOrigin() {
        return with("Access-Control-Allow-Origin", "*")
                .with("Access-Control-Expose-Headers", "DPoP-Nonce, WWW-Authenticate, Retry-After");
    }

    /** The answer to a browser that asks whether it may send what the page wants to send. */
    static Answer preflight(String method) {
        return new Answer(204, "", "", Map.of())
                .forAnyOrigin()
                .with("Access-Control-Allow-Methods", method)
                .with("Access-Control-Allow-Headers", "Content-Type, Authorization, DPoP")
                .with("Access-Control-Max-Age", "7200");
    }

    void send(HttpServletResponse response) throws IOException {
        response.setStatus(status);
        headers.forEach(response::setHeader);
        response.setHeader("Connection", "close");
        if (type.isEmpty()) return;
        response.setContentType(type);
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
        response.flushBuffer();
    }
}
