package xyz.groundmist.sync.lan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Messages on a secure channel: a length (4 bytes, big-endian, of what follows), a kind (1 byte),
 * and the body.
 */
final class Frames implements AutoCloseable {
    /** What a frame holds. Its number is on the wire. */
    enum Kind {
        /** For the user of the link. */
        DATA,
        /** Empty: this side is alive. */
        ALIVE,
        /** Empty: is the other side? It says so. */
        ARE_YOU_THERE,
        /** JSON: who this side is ({@link Hello}); first of all, and again when it changes. */
        HELLO,
        /** JSON: why this side ends it ({@link Farewell}). */
        BYE,
        /** JSON: a step of pairing. */
        PAIR
    }

    /**
     * @param body whole
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Frame(Kind kind, byte[] body) {
        @Override
        public String toString() {
            return "Frame[" + kind + ", " + body.length + " bytes]";
        }
    }

    private static final Kind[] KINDS = Kind.values();
    private static final int HEADER = Integer.BYTES + 1;

    private final SecureChannel channel;
    private final ReentrantLock sending = new ReentrantLock();
    private volatile long spoke = System.nanoTime();

    Frames(SecureChannel channel) {
        this.channel = channel;
    }

    SecureChannel channel() {
        return channel;
    }

    boolean dialled() {
        return channel.dialled();
    }

    /** By {@link System#nanoTime}: when the last frame was on its way. */
    long spoke() {
        return spoke;
    }

    /** From any thread. */
    void send(Kind kind, byte[] body) throws IOException {
        sending.lock();
        try {
            write(kind, body);
        } finally {
            sending.unlock();
        }
    }

    /** Sends it unless another frame is under way for longer than this. */
    void trySend(Kind kind, byte[] body, Duration patience) throws IOException {
        try {
            if (!sending.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) return;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            write(kind, body);
        } finally {
            sending.unlock();
        }
    }

    private void write(Kind kind, byte[] body) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        header.putInt(1 + body.length).put((byte) kind.ordinal()).flip();
        channel.write(header, ByteBuffer.wrap(body));
        spoke = System.nanoTime();
    }

    /**
     * Waits for the next one. One thread at a time.
     *
     * @param most bytes that a body may have
     * @throws IOException when the connection broke, or the other side doesn't keep to the form
     */
    Frame next(int most) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        channel.readFully(header);
        header.flip();
        int length = header.getInt() - 1;
        int kind = header.get();
        if (length < 0 || length > most || kind < 0 || kind >= KINDS.length) {
            throw new IOException("the other side sends what is no frame");
        }
        byte[] body = new byte[length];
        channel.readFully(ByteBuffer.wrap(body));
        return new Frame(KINDS[kind], body);
    }

    @Override
    public void close() {
        channel.close();
    }
}
