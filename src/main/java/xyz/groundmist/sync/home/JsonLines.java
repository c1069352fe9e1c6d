package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/**
 * One end of a control connection: JSON values, one on each line, in UTF-8. Used by one thread at a
 * time. The other side must bring or take each line within the patience given, else the channel is
 * closed.
 */
final class JsonLines implements Closeable {
    static final JsonMapper MAPPER = JsonMapper.shared();

    private static final int FIRST_SIZE = 4096;
    private final SocketChannel channel;
    private final int longestLine;
    private final Duration patience;
    private ByteBuffer in = ByteBuffer.allocate(FIRST_SIZE);

    /**
     * @param longestLine in bytes; a longer one that arrives ends the connection
     */
    JsonLines(SocketChannel channel, int longestLine, Duration patience) {
        this.channel = channel;
        this.longestLine = longestLine;
        this.patience = patience;
    }

    /** A command with its arguments. */
    static ObjectNode request(String command, Map<String, ?> arguments) {
        ObjectNode request = MAPPER.createObjectNode().put("command", command);
        arguments.forEach((key, value) -> request.set(key, MAPPER.valueToTree(value)));
        return request;
    }

    /** The line has more bytes than allowed, or isn't JSON; nothing more can be read. */
    static final class MalformedLineException extends IOException {
        private static final long serialVersionUID = 1L;

        MalformedLineException(String message) {
            super(message);
        }
    }

    /**
     * Waits for the next value; null when the other side has closed.
     *
     * @throws IOException also when the patience is at its end
     */
    @Nullable JsonNode read() throws IOException {
        byte[] line = readLine();
        if (line == null) return null;
        try {
            return MAPPER.readTree(line);
        } catch (JacksonException _) {
            throw new MalformedLineException("that line isn't JSON");
        }
    }

    private byte @Nullable [] readLine() throws IOException {
        try (var _ = new Deadline()) {
            int searched = 0;
            while (true) {
                for (; searched < in.position(); searched++) {
                    if (in.get(searched) == '\n') {
                        byte[] line = Arrays.copyOf(in.array(), searched);
                        in.flip().position(searched + 1);
                        in.compact();
                        return line;
                    }
                }
                if (in.position() > longestLine) {
                    throw new MalformedLineException(
                            "a line may have " + longestLine + " bytes at most");
                }
                if (!in.hasRemaining()) {
                    in = ByteBuffer.allocate(in.capacity() * 2).put(in.flip());
                }
                if (channel.read(in) < 0) return null;
            }
        }
    }

    /** Writes a value. */
    void write(JsonNode value) throws IOException {
        byte[] line = (MAPPER.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
        var out = ByteBuffer.wrap(line);
        try (var _ = new Deadline()) {
            while (out.hasRemaining()) channel.write(out);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Closes the channel when the patience ends before the deadline is closed. */
    private final class Deadline implements AutoCloseable {
        private final Thread watch = Thread.ofVirtual().name("control-deadline").start(this::run);

        private void run() {
            try {
                Thread.sleep(patience);
                channel.close();
            } catch (InterruptedException | IOException _) {
                // the line came in time, or the channel is closed already
            }
        }

        @Override
        public void close() {
            watch.interrupt();
        }
    }
}
