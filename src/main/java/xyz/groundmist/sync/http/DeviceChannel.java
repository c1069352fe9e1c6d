package xyz.groundmist.sync.http;

import jakarta.websocket.Session;

import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The binary messages of a WebSocket as bytes; where one message ends doesn't matter. A part that
 * arrives waits, and its sender with it, until the one before has been read.
 */
final class DeviceChannel implements ByteChannel {
    private final EndPoint endPoint;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // All guarded by lock.
    private @Nullable ByteBuffer arrived;
    private @Nullable Session session;
    private boolean ended;

    DeviceChannel(EndPoint endPoint) {
        this.endPoint = endPoint;
    }

    void opened(Session open) {
        lock.lock();
        try {
            session = open;
        } finally {
            lock.unlock();
        }
    }

    /** Blocks until there is room: that is the back-pressure. The buffer is only lent. */
    void part(ByteBuffer part) {
        if (!part.hasRemaining()) return;
        ByteBuffer copy = ByteBuffer.allocate(part.remaining()).put(part).flip();
        lock.lock();
        try {
            while (arrived != null && !ended) changed.awaitUninterruptibly();
            if (ended) return;
            arrived = copy;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing comes any more. */
    void ended() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read(ByteBuffer into) {
        lock.lock();
        try {
            while (arrived == null && !ended) changed.awaitUninterruptibly();
            ByteBuffer from = arrived;
            if (from == null) return -1;
            int count = Math.min(into.remaining(), from.remaining());
            into.put(from.slice(from.position(), count));
            from.position(from.position() + count);
            if (!from.hasRemaining()) {
                arrived = null;
                changed.signalAll();
            }
            return count;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        Session to;
        lock.lock();
        try {
            to = ended ? null : session;
        } finally {
            lock.unlock();
        }
        if (to == null) throw new ClosedChannelException();
        int count = from.remaining();
        try {
            to.getBasicRemote().sendBinary(from.duplicate());
        } catch (RuntimeException e) {
            throw new IOException("the socket has ended", e);
        }
        from.position(from.limit());
        return count;
    }

    @Override
    public boolean isOpen() {
        lock.lock();
        try {
            return !ended;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        ended();
        endPoint.close();
    }
}
