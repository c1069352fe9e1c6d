package xyz.groundmist.sync.reach.ngrok;

import com.ngrok.NgrokException;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * JSON calls inside a muxado session: a stream for each, beginning with its kind in four bytes,
 * then one object each way.
 */
final class Calls {
    static final int AUTHENTICATE = 0;
    static final int BIND = 1;
    static final int UNBIND = 2;
    static final int PROXY = 3;
    static final int RESTART = 4;
    static final int STOP = 5;
    static final int UPDATE = 6;
    static final int STOP_ENDPOINT = 9;
    static final int HEARTBEAT = -1;

    static final JsonMapper JSON = JsonMapper.builder().build();

    private static final int MOST_BYTES = 1024 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String CODE = "ERR_NGROK_";

    private Calls() {}

    /** Opens a stream of this kind. */
    static MuxStream open(Muxado session, int kind) throws IOException {
        MuxStream stream = session.open();
        stream.write(ByteBuffer.allocate(4).putInt(0, kind));
        return stream;
    }

    /**
     * Asks, and waits for the answer for 15 seconds.
     *
     * @throws NgrokException when the answer is an error; its code is such as ERR_NGROK_105, or
     *     empty
     */
    static JsonNode call(Muxado session, int kind, ObjectNode question) throws IOException {
        try (MuxStream stream = open(session, kind)) {
            write(stream, question);
            JsonNode answer = read(stream);
            String error = answer.path("Error").asString("");
            if (!error.isBlank()) throw failure(error);
            return answer;
        }
    }

    static void write(MuxStream stream, JsonNode object) throws IOException {
        stream.write(ByteBuffer.wrap(JSON.writeValueAsBytes(object)));
    }

    /** Reads until one JSON value is whole: those who ask don't end their stream. */
    static JsonNode read(MuxStream stream) throws IOException {
        var bytes = new ByteArrayOutputStream();
        ByteBuffer some = ByteBuffer.allocate(8192);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Duration left = Duration.ofNanos(end - System.nanoTime());
            if (!stream.readable(left)) throw new IOException("No answer came in time.");
            int count = stream.read(some.clear());
            if (count > 0) bytes.write(some.array(), 0, count);
            if (bytes.size() > MOST_BYTES) throw new IOException("The answer is too long.");
            JsonNode whole = parse(bytes.toByteArray());
            if (whole != null && whole.isObject()) return whole;
            if (count < 0) throw new IOException("The answer isn't a JSON object.");
        }
    }

    private static @Nullable JsonNode parse(byte[] bytes) {
        try {
            return JSON.readTree(bytes);
        } catch (JacksonException _) {
            return null; // not yet whole
        }
    }

    private static NgrokException failure(String error) {
        String code = "";
        var details = new StringBuilder();
        for (String line : error.lines().map(String::strip).toList()) {
            if (line.startsWith(CODE)) code = line;
            else if (!line.isEmpty()) details.append(details.isEmpty() ? "" : " ").append(line);
        }
        return new NgrokException(code, details.toString());
    }

    /** The header of a proxied connection: its length in eight bytes, little-endian, and JSON. */
    static JsonNode header(MuxStream stream) throws IOException {
        long length =
                ByteBuffer.wrap(stream.readExactly(8)).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 2 || length > 64 * 1024) throw new IOException("The header has no good size.");
        String text = new String(stream.readExactly((int) length), StandardCharsets.UTF_8);
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            throw new IOException("The header isn't JSON.", e);
        }
    }
}
