package xyz.groundmist.sync.reach.ngrok;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Many byte streams in one connection (muxado, as in ngrok's agents). A frame is a length of 24
 * bits, a type and flags of 4 bits each, a stream of 32 bits, all big-endian, and the body. Streams
 * of the side that connected are odd, the other's even. A stream begins with its first data, and
 * many are begun at once: so they come in any order.
 *
 * <p>One virtual thread reads; it never writes, so two readers can't wait for each other. Whoever
 * has something to send writes it himself under {@code writing}.
 */
final class Muxado implements Closeable {
    static final int FIN = 1;
    static final int SYN = 2;

    /** What may be under way in a stream, in bytes; both sides take it for granted. */
    static final int WINDOW = 256 * 1024;

    /** Body of our largest frame: two of them make four TLS records. */
    static final int CHUNK = 32 * 1024;

    static final int STREAM_CLOSED = 4;

    private static final int RST = 0;
    private static final int DATA = 1;
    private static final int WNDINC = 2;
    private static final int GOAWAY = 3;
    private static final int FLOW_CONTROL_ERROR = 3;
    private static final int STREAM_REFUSED = 5;
    private static final int MOST_STREAMS = 512;
    private static final int ID = 0x7fff_ffff;
    private static final Duration GOODBYE = Duration.ofMillis(500);

    private final Closeable connection;
    private final DataInputStream in;
    private final OutputStream out; // guarded by writing
    private final ReentrantLock writing = new ReentrantLock();
    private final Map<Integer, MuxStream> streams = new ConcurrentHashMap<>();
    private final AtomicInteger next;
    private final int theirParity;
    private final Consumer<MuxStream> accept;
    private final CompletableFuture<IOException> ended = new CompletableFuture<>();

    /**
     * @param connection what is closed at the end
     * @param connected whether we are the side that connected
     * @param accept gets each stream of the other side, on a virtual thread of its own
     */
    Muxado(
            Closeable connection,
            InputStream in,
            OutputStream out,
            boolean connected,
            Consumer<MuxStream> accept) {
        this.connection = connection;
        this.in = new DataInputStream(new BufferedInputStream(in, 2 * CHUNK));
        this.out = new BufferedOutputStream(out, 2 * CHUNK);
        next = new AtomicInteger(connected ? 1 : 2);
        theirParity = connected ? 0 : 1;
        this.accept = accept;
    }

    void start() {
        Thread.ofVirtual().name("muxado").start(this::read);
    }

    /** The other side learns of it with the first bytes written. */
    MuxStream open() throws IOException {
        var stream = new MuxStream(this, next.getAndAdd(2), true);
        streams.put(stream.id(), stream);
        if (ended.isDone()) throw over();
        return stream;
    }

    /** Completes when the session is over, with the reason. */
    CompletableFuture<IOException> ended() {
        return ended;
    }

    private void read() {
        try {
            while (true) frame();
        } catch (IOException e) {
            end(e);
        } catch (RuntimeException e) {
            end(new IOException("The session failed.", e));
        }
    }

    private void frame() throws IOException {
        int head = in.readInt();
        int id = in.readInt() & ID;
        int length = head >>> 8;
        if (length > WINDOW) throw new IOException("The other side sent a frame that is too long.");
        int flags = head & 0xf;
        byte[] body = in.readNBytes(length);
        if (body.length < length) throw new IOException("The connection ended.");
        switch ((head >> 4) & 0xf) {
            case DATA -> data(id, flags, body);
            case WNDINC -> {
                MuxStream stream = streams.get(id);
                if (stream != null) stream.widen(number(body) & ID);
            }
            case RST -> {
                MuxStream stream = streams.remove(id);
                if (stream != null) stream.fail(new IOException("The other side ended it."));
            }
            case GOAWAY -> throw new IOException(farewell(body));
            default -> {} // what newer services may say; ngrok's own skip it, too
        }
    }

    private void data(int id, int flags, byte[] body) throws IOException {
        MuxStream stream = streams.get(id);
        boolean fresh = (flags & SYN) != 0;
        if (fresh) {
            if (stream != null || (id & 1) != theirParity) {
                throw new IOException("The other side opened a stream that can't be new.");
            }
            if (streams.size() >= MOST_STREAMS) {
                laterReset(id, STREAM_REFUSED);
                return;
            }
            stream = new MuxStream(this, id, false);
            streams.put(id, stream);
        }
        if (stream == null) return; // it was closed here while this was under way
        if (!stream.receive(body, (flags & FIN) != 0)) {
            streams.remove(id);
            stream.fail(new IOException("The other side sent more than it may."));
            laterReset(id, FLOW_CONTROL_ERROR);
        } else if (fresh) {
            MuxStream opened = stream;
            Thread.ofVirtual().name("muxado-stream").start(() -> accept.accept(opened));
        }
    }

    private static int number(byte[] body) throws IOException {
        if (body.length != 4) throw new IOException("The other side sent a frame of a wrong size.");
        return ByteBuffer.wrap(body).getInt();
    }

    private static String farewell(byte[] body) {
        String words =
                body.length <= 8
                        ? ""
                        : new String(body, 8, body.length - 8, StandardCharsets.UTF_8).strip();
        return words.isEmpty() ? "The other side ended the session." : words;
    }

    void sendData(int id, int flags, ByteBuffer body) throws IOException {
        send(DATA, flags, id, body);
    }

    void sendWindow(int id, int bytes) throws IOException {
        send(WNDINC, 0, id, ByteBuffer.allocate(4).putInt(0, bytes));
    }

    void sendReset(int id, int code) {
        try {
            send(RST, 0, id, ByteBuffer.allocate(4).putInt(0, code));
        } catch (IOException _) {
            // the session is over: nobody waits for it
        }
    }

    private void laterReset(int id, int code) {
        Thread.ofVirtual().name("muxado-reset").start(() -> sendReset(id, code));
    }

    private void send(int type, int flags, int id, ByteBuffer body) throws IOException {
        if (ended.isDone()) throw over();
        int length = body.remaining();
        byte[] head =
                ByteBuffer.allocate(8).putInt(length << 8 | type << 4 | flags).putInt(id).array();
        writing.lock();
        try {
            out.write(head);
            out.write(body.array(), body.arrayOffset() + body.position(), length);
            if (!writing.hasQueuedThreads()) out.flush(); // the next in line flushes
        } catch (IOException e) {
            end(e);
            throw e;
        } finally {
            writing.unlock();
        }
    }

    /** The stream is over on both sides. */
    void forget(int id) {
        streams.remove(id);
    }

    private IOException over() {
        IOException why = ended.getNow(new IOException("The session is over."));
        return new IOException(why.getMessage(), why);
    }

    /** Ends the session for this reason; only the first one counts. */
    void end(IOException why) {
        if (!ended.complete(why)) return;
        try {
            connection.close();
        } catch (IOException _) {
            // it is of no use any more in any case
        }
        streams.values().forEach(stream -> stream.fail(why));
        streams.clear();
    }

    /** Says goodbye, if that goes at once, and ends the session. Idempotent. */
    @Override
    public void close() {
        Thread goodbye = Thread.ofVirtual().name("muxado-goodbye").start(this::goAway);
        try {
            goodbye.join(GOODBYE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        end(new IOException("The session was closed."));
    }

    private void goAway() {
        try {
            send(GOAWAY, 0, 0, ByteBuffer.allocate(8));
        } catch (IOException _) {
            // it was over already
        }
    }
}
