package xyz.groundmist.sync.space;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.wire.MalformedMessageException;
import xyz.groundmist.sync.wire.Message;
import xyz.groundmist.sync.wire.MessageCodec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The far end of a WebSocket: what reaches it, and when it says that a message has gone out. */
final class FakeSocket implements PeerSocket {
    /** When a send is done. */
    enum Pace {
        /** Within the call, as a socket with room in its buffer. */
        AT_ONCE,
        /** A moment later, on another thread. */
        ELSEWHERE,
        /** Never by itself: only {@link #readOne} makes room. */
        STOPPED
    }

    // Guarded by this.
    private final List<Message> arrived = new ArrayList<>();
    private Pace pace = Pace.AT_ONCE;
    private @Nullable Consumer<@Nullable Throwable> underWay;
    private boolean overlapped;
    private int sent;
    private @Nullable Integer closeCode;

    @Override
    public void send(ByteBuffer message, Consumer<@Nullable Throwable> done) {
        Pace now;
        boolean open;
        synchronized (this) {
            open = closeCode == null;
            overlapped |= underWay != null;
            now = pace;
            if (open) {
                arrived.add(decode(message));
                sent++;
                underWay = done;
            }
        }
        if (!open) done.accept(new IOException("the socket is closed"));
        else if (now == Pace.AT_ONCE) readOne();
        else if (now == Pace.ELSEWHERE) Thread.startVirtualThread(this::readOne);
    }

    private static Message decode(ByteBuffer message) {
        ByteBuffer copy = ByteBuffer.allocate(message.remaining()).put(message.duplicate()).flip();
        try {
            return MessageCodec.decode(copy);
        } catch (MalformedMessageException e) {
            throw new AssertionError("the server sent a message that can't be read", e);
        }
    }

    /** The message under way has gone out. */
    boolean readOne() {
        Consumer<@Nullable Throwable> done;
        synchronized (this) {
            done = underWay;
            underWay = null;
        }
        if (done != null) done.accept(null);
        return done != null;
    }

    synchronized void pace(Pace next) {
        pace = next;
    }

    @Override
    public synchronized void close(int code, String reason) {
        if (closeCode == null) closeCode = code;
    }

    /** What has arrived since the last call. */
    synchronized List<Message> take() {
        var taken = List.copyOf(arrived);
        arrived.clear();
        return taken;
    }

    /** How many messages were ever sent here. */
    synchronized int sent() {
        return sent;
    }

    synchronized boolean isIdle() {
        return underWay == null;
    }

    /** The code it was closed with, or null. */
    synchronized @Nullable Integer closeCode() {
        return closeCode;
    }

    /** Whether a send began before the one before it was done: a queue in the socket. */
    synchronized boolean overlapped() {
        return overlapped;
    }
}
