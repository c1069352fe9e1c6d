package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Bytes in the binary messages of a WebSocket that this side opened; where one message ends doesn't
 * matter. At most one message waits to be read, so a peer that sends more waits too.
 */
final class WebSocketChannel implements ByteChannel {
    /** Where a server takes devices. */
    static final String PATH = "/device";

    private static final ByteBuffer END = ByteBuffer.allocate(0);

    private final HttpClient client;
    private final BlockingQueue<ByteBuffer> arrived = new ArrayBlockingQueue<>(2);
    private final WebSocket socket;
    private @Nullable ByteBuffer current; // the reader's
    private volatile boolean closed;

    private WebSocketChannel(HttpClient client, URI address, Duration patience) throws IOException {
        this.client = client;
        try {
            socket =
                    client.newWebSocketBuilder()
                            .connectTimeout(patience)
                            .buildAsync(address, new Arrivals())
                            .join();
        } catch (CompletionException | CancellationException e) {
            throw new IOException("nobody takes devices there", e.getCause());
        }
    }

    /**
     * Opens one.
     *
     * @param server its public address, such as {@code https://sync.example.org}
     */
    static WebSocketChannel open(URI server, Duration patience) throws IOException {
        String scheme = "http".equals(server.getScheme()) ? "ws" : "wss";
        URI address = URI.create(scheme + "://" + server.getRawAuthority() + PATH);
        HttpClient client =
                HttpClient.newBuilder()
                        .connectTimeout(patience)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .executor(command -> Thread.ofVirtual().name("link-web").start(command))
                        .build();
        try {
            return new WebSocketChannel(client, address, patience);
        } catch (IOException | RuntimeException e) {
            client.shutdownNow();
            throw e;
        }
    }

    private final class Arrivals implements WebSocket.Listener {
        @Override
        public @Nullable CompletionStage<?> onBinary(
                WebSocket from, ByteBuffer data, boolean last) {
            if (data.hasRemaining()) {
                ByteBuffer copy = ByteBuffer.allocate(data.remaining()).put(data).flip();
                arrived.add(copy);
            } else {
                from.request(1);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            end();
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            end();
        }
    }

    private void end() {
        closed = true;
        boolean _ = arrived.offer(END);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        ByteBuffer from = current;
        if (from == null) {
            if (closed && arrived.isEmpty()) return -1;
            try {
                from = arrived.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
            if (from == END) {
                end();
                return -1;
            }
        }
        int count = Math.min(into.remaining(), from.remaining());
        into.put(from.slice(from.position(), count));
        from.position(from.position() + count);
        if (from.hasRemaining()) {
            current = from;
        } else {
            current = null;
            socket.request(1);
        }
        return count;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        if (closed) throw new ClosedChannelException();
        int count = from.remaining();
        try {
            socket.sendBinary(from, true).join();
        } catch (CompletionException | CancellationException e) {
            throw new IOException("the connection broke off", e.getCause());
        }
        from.position(from.limit());
        return count;
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() {
        end();
        socket.abort();
        client.shutdownNow();
    }
}
