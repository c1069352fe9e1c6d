package xyz.groundmist.sync.lan;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.security.cert.X509Certificate;
import java.util.concurrent.locks.ReentrantLock;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/**
 * TLS over any channel of bytes that blocks. One thread reads at a time, and one writes; both may
 * be at work at once.
 */
final class SecureChannel implements AutoCloseable {
    private static final ByteBuffer[] NOTHING = {};
    private static final int RECORDS_AT_ONCE = 4;

    private final ByteChannel channel;
    private final SSLEngine engine;
    private final DeviceId device;
    private final Purpose purpose;

    // The reader's, both between a read and the next: what has come, and what it says.
    private ByteBuffer received;
    private ByteBuffer opened;

    private final ReentrantLock writing = new ReentrantLock();
    private final ByteBuffer sealed; // guarded by writing

    private volatile long heard = System.nanoTime();

    private SecureChannel(ByteChannel channel, SSLEngine engine) throws IOException {
        this.channel = channel;
        this.engine = engine;
        int packet = engine.getSession().getPacketBufferSize();
        received = ByteBuffer.allocate(packet).flip();
        opened = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()).flip();
        sealed = ByteBuffer.allocate(RECORDS_AT_ONCE * packet);
        engine.beginHandshake();
        handshake();
        device = DeviceId.of((X509Certificate) engine.getSession().getPeerCertificates()[0]);
        purpose = purposeOf(engine.getApplicationProtocol());
    }

    /**
     * Makes the connection secure; the caller keeps the deadline, by closing the channel.
     *
     * @throws IOException when the two don't agree, and then the channel is closed
     */
    static SecureChannel over(ByteChannel channel, SSLEngine engine) throws IOException {
        try {
            return new SecureChannel(channel, engine);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static Purpose purposeOf(String protocol) throws IOException {
        for (Purpose purpose : Purpose.values()) {
            if (purpose.protocol().equals(protocol)) return purpose;
        }
        throw new IOException("it is no connection of Groundmist Sync");
    }

    /** Whose certificate the other side has shown. */
    DeviceId device() {
        return device;
    }

    Purpose purpose() {
        return purpose;
    }

    /** What it goes over. */
    ByteChannel bytes() {
        return channel;
    }

    /** Whether this side called. */
    boolean dialled() {
        return engine.getUseClientMode();
    }

    /** When bytes came last, by {@link System#nanoTime}. */
    long heard() {
        return heard;
    }

    private void handshake() throws IOException {
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> seal(NOTHING);
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (!open()) throw new EOFException("it broke off");
                }
                case FINISHED, NOT_HANDSHAKING -> {
                    return;
                }
            }
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask();
                task != null;
                task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** Opens the next record, reading as much as it needs; false when the other side has ended. */
    private boolean open() throws IOException {
        while (true) {
            opened.compact();
            SSLEngineResult result;
            try {
                result = engine.unwrap(received, opened);
            } finally {
                opened.flip();
            }
            switch (result.getStatus()) {
                case OK -> {
                    return true;
                }
                case CLOSED -> {
                    return false;
                }
                case BUFFER_OVERFLOW ->
                        opened = larger(opened, engine.getSession().getApplicationBufferSize());
                case BUFFER_UNDERFLOW -> {
                    if (received.remaining() == received.capacity()) {
                        received = larger(received, engine.getSession().getPacketBufferSize());
                    }
                    received.compact();
                    int read;
                    try {
                        read = channel.read(received);
                    } finally {
                        received.flip();
                    }
                    if (read < 0) return false;
                    heard = System.nanoTime();
                }
            }
        }
    }

    private static ByteBuffer larger(ByteBuffer full, int by) {
        return ByteBuffer.allocate(full.capacity() + by).put(full).flip();
    }

    /**
     * Fills the buffer, waiting for what is missing.
     *
     * @throws EOFException when the other side has ended before that
     */
    void readFully(ByteBuffer into) throws IOException {
        while (into.hasRemaining()) {
            while (!opened.hasRemaining()) {
                if (!open()) throw new EOFException("the connection broke off");
                settle();
            }
            int count = Math.min(into.remaining(), opened.remaining());
            into.put(opened.slice(opened.position(), count));
            opened.position(opened.position() + count);
        }
    }

    /** After the handshake TLS has a word now and then, such as new keys (RFC 8446, 4.6). */
    private void settle() throws IOException {
        HandshakeStatus status = engine.getHandshakeStatus();
        if (status == HandshakeStatus.NEED_TASK) {
            runTasks();
            status = engine.getHandshakeStatus();
        }
        if (status == HandshakeStatus.NEED_WRAP) seal(NOTHING);
    }

    /** Sends it all, waiting while the other side takes nothing. */
    void write(ByteBuffer... parts) throws IOException {
        seal(parts);
    }

    private void seal(ByteBuffer... plain) throws IOException {
        writing.lock();
        try {
            sealed.clear();
            do {
                SSLEngineResult result = engine.wrap(plain, sealed);
                switch (result.getStatus()) {
                    case OK -> {}
                    case BUFFER_OVERFLOW -> send();
                    case CLOSED, BUFFER_UNDERFLOW -> throw new IOException("it has ended");
                }
            } while (plain.length > 0 && plain[plain.length - 1].hasRemaining());
            send();
        } finally {
            writing.unlock();
        }
    }

    private void send() throws IOException {
        sealed.flip();
        while (sealed.hasRemaining()) channel.write(sealed);
        sealed.clear();
    }

    /** Ends it at once, without a word. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // it is gone one way or another
        }
    }
}
