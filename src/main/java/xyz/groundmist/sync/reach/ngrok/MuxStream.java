package xyz.groundmist.sync.reach.ngrok;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One stream of a {@link Muxado} session. One thread may read while another writes. The other side
 * may send {@link Muxado#WINDOW} bytes more than were read here, and the other way round: so
 * whoever is slow holds up only this stream.
 */
final class MuxStream implements Closeable {
    private final Muxado session;
    private final int id;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // All guarded by lock.
    private final Deque<ByteBuffer> received = new ArrayDeque<>();
    private int unread;
    private int toReturn; // read here, and not yet given back to the other side's window
    private int window = Muxado.WINDOW;
    private boolean needsSyn;
    private boolean finished; // nothing more is written here
    private boolean ended; // nothing more is received
    private boolean closed;
    private @Nullable IOException broken;

    MuxStream(Muxado session, int id, boolean ours) {
        this.session = session;
        this.id = id;
        needsSyn = ours;
    }

    int id() {
        return id;
    }

    /**
     * Waits for bytes.
     *
     * @return how many, or -1 at the end
     */
    int read(ByteBuffer into) throws IOException {
        int count = 0;
        int give = 0;
        lock.lock();
        try {
            while (received.isEmpty() && !ended && broken == null && !closed) await();
            if (received.isEmpty()) {
                if (broken != null) throw new IOException(broken.getMessage(), broken);
                return -1;
            }
            while (into.hasRemaining() && !received.isEmpty()) {
                ByteBuffer first = received.getFirst();
                int length = Math.min(into.remaining(), first.remaining());
                into.put(first.slice().limit(length));
                first.position(first.position() + length);
                if (!first.hasRemaining()) received.removeFirst();
                count += length;
            }
            unread -= count;
            toReturn += count;
            if (toReturn >= Muxado.WINDOW / 4 && !ended) {
                give = toReturn;
                toReturn = 0;
            }
        } finally {
            lock.unlock();
        }
        if (give > 0) session.sendWindow(id, give);
        return count;
    }

    /** Fills the array, or fails at the end of the stream. */
    byte[] readExactly(int length) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(length);
        while (into.hasRemaining()) {
            if (read(into) < 0) throw new EOFException("The stream ended too early.");
        }
        return into.array();
    }

    /** Whether there is something to read, or the end, in this time. */
    boolean readable(Duration patience) throws IOException {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (received.isEmpty() && !ended && broken == null && !closed) {
                if (left <= 0) return false;
                left = changed.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException _) {
            throw interrupted();
        } finally {
            lock.unlock();
        }
    }

    /** Writes everything, waiting while the other side is full. */
    void write(ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            int length;
            boolean syn;
            lock.lock();
            try {
                while (window <= 0 && writable()) await();
                if (!writable()) throw new IOException("The stream is closed.", broken);
                length = Math.min(Math.min(window, from.remaining()), Muxado.CHUNK);
                window -= length;
                syn = needsSyn;
                needsSyn = false;
            } finally {
                lock.unlock();
            }
            ByteBuffer part = from.slice().limit(length);
            from.position(from.position() + length);
            session.sendData(id, syn ? Muxado.SYN : 0, part);
        }
    }

    private boolean writable() {
        return broken == null && !finished && !closed;
    }

    /** Tells the other side that nothing more comes; reading goes on. */
    void finish() throws IOException {
        boolean both;
        lock.lock();
        try {
            if (!writable()) return;
            finished = true;
            both = ended;
        } finally {
            lock.unlock();
        }
        session.sendData(id, Muxado.FIN, ByteBuffer.allocate(0));
        if (both) session.forget(id);
    }

    /** Ends both directions; what was received and not read is lost. Idempotent. */
    @Override
    public void close() {
        boolean reset;
        try {
            finish();
        } catch (IOException _) {
            // the session is over, and this stream with it
        }
        lock.lock();
        try {
            if (closed) return;
            closed = true;
            reset = !ended && broken == null;
            received.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        session.forget(id);
        if (reset) session.sendReset(id, Muxado.STREAM_CLOSED);
    }

    /** The session's reader has bytes. False: more than the window allows. */
    boolean receive(byte[] data, boolean last) {
        boolean both = false;
        lock.lock();
        try {
            if (closed || ended) return true;
            if (unread + toReturn + data.length > Muxado.WINDOW) return false;
            if (data.length > 0) {
                received.add(ByteBuffer.wrap(data));
                unread += data.length;
            }
            if (last) {
                ended = true;
                both = finished;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (both) session.forget(id);
        return true;
    }

    /** The session's reader has room for us at the other side. */
    void widen(int bytes) {
        lock.lock();
        try {
            window = (int) Math.min((long) window + bytes, Muxado.WINDOW);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The other side reset the stream, or the session is over. */
    void fail(IOException why) {
        lock.lock();
        try {
            if (broken == null) broken = why;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void await() throws IOException {
        try {
            changed.await();
        } catch (InterruptedException _) {
            throw interrupted();
        }
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("Interrupted while waiting for the other side.");
    }
}
