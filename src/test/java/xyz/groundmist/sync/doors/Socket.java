package xyz.groundmist.sync.doors;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.wire.Join;
import xyz.groundmist.sync.wire.Message;
import xyz.groundmist.sync.wire.MessageCodec;
import xyz.groundmist.sync.wire.PeerMetadata;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An app's WebSocket: what came over it, and how it ended. */
final class Socket implements WebSocket.Listener {
    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private @Nullable WebSocket socket;

    /** The status of the answer; 101: it is open. */
    int status;

    static Socket open(HttpClient client, URI address, @Nullable String origin) {
        var listener = new Socket();
        var builder = client.newWebSocketBuilder();
        if (origin != null) builder.header("Origin", origin);
        try {
            listener.socket = builder.buildAsync(address, listener).join();
            listener.status = 101;
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof WebSocketHandshakeException refused)) throw e;
            listener.status = refused.getResponse().statusCode();
        }
        return listener;
    }

    /** Says who it is; the server answers with {@code peer} when it takes part. */
    Socket join(String peerId) {
        send(new Join(peerId, new PeerMetadata(null, true), List.of("1")));
        return this;
    }

    void send(Message message) {
        if (socket == null) throw new AssertionError("refused with " + status);
        socket.sendBinary(MessageCodec.encode(message), true).join();
    }

    /** The next message, or null when none comes for so long. */
    @Nullable Message next(long millis) throws InterruptedException {
        return messages.poll(millis, TimeUnit.MILLISECONDS);
    }

    /** The close code, once the server has closed. */
    int closed() throws Exception {
        return closedWithin(15);
    }

    int closedWithin(int seconds) throws Exception {
        return closed.get(seconds, TimeUnit.SECONDS);
    }

    boolean isOpen() {
        return status == 101 && !closed.isDone();
    }

    void leave() {
        if (socket != null) socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        try {
            messages.add(
                    MessageCodec.decode(ByteBuffer.allocate(data.remaining()).put(data).flip()));
        } catch (Exception e) {
            closed.completeExceptionally(e);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        closed.completeExceptionally(failure);
    }
}
