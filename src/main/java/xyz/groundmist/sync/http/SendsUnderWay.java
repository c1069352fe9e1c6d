package xyz.groundmist.sync.http;

import jakarta.websocket.Session;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * One socket's messages on their way out. Each tells its end exactly once, whatever Jetty does with
 * it and whichever thread the socket's end comes on.
 */
final class SendsUnderWay {
    private final Set<Sending> sends = ConcurrentHashMap.newKeySet();
    private volatile boolean over;

    /** The buffer's content must not change before {@code done}, which may run within this call. */
    void send(@Nullable Session to, ByteBuffer message, Consumer<@Nullable Throwable> done) {
        var sending = new Sending(done);
        if (to == null) {
            sending.finish(new ClosedChannelException());
            return;
        }
        sends.add(sending);
        try {
            to.getAsyncRemote()
                    .sendBinary(
                            message.duplicate(),
                            result ->
                                    sending.finish(
                                            result.isOK()
                                                    ? null
                                                    : orClosed(result.getException())));
        } catch (RuntimeException e) {
            sending.finish(e);
        }
        if (over) sending.finish(new ClosedChannelException());
    }

    private static Throwable orClosed(@Nullable Throwable failure) {
        return failure == null ? new ClosedChannelException() : failure;
    }

    /** The connection is gone: what isn't through has failed. */
    void end() {
        over = true;
        for (Sending sending : sends) sending.finish(new ClosedChannelException());
    }

    private final class Sending {
        private final Consumer<@Nullable Throwable> done;
        private final AtomicBoolean finished = new AtomicBoolean();

        Sending(Consumer<@Nullable Throwable> done) {
            this.done = done;
        }

        void finish(@Nullable Throwable failure) {
            if (!finished.compareAndSet(false, true)) return;
            sends.remove(this);
            done.accept(failure);
        }
    }
}
