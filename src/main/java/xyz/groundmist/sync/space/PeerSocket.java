package xyz.groundmist.sync.space;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** A client's WebSocket, as a space sees it. Every method may be called from any thread. */
public interface PeerSocket {
    /**
     * Sends one binary message and then calls {@code done}, once, with null or with what went
     * wrong. The caller starts the next send only after that, so no queue builds up in the socket.
     */
    void send(ByteBuffer message, Consumer<@Nullable Throwable> done);

    /** Closes with a WebSocket close code (RFC 6455, section 7.4) and a sentence; idempotent. */
    void close(int code, String reason);
}
