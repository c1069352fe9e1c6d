package xyz.groundmist.sync.space;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.wire.Message;
import xyz.groundmist.sync.wire.MessageCodec;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;

/**
 * What is to be said to one peer: the <em>set of documents with news</em>, not a queue of messages.
 * When the socket can take a message, one document is asked to make it from the state of that
 * moment. So a slow reader costs memory for each document, never for each edit. Only answers that
 * can't be made again (the handshake, doc-unavailable, remote heads) are kept as bytes, and they
 * are few.
 *
 * <p>What {@code lock} guards may be touched by the socket's reading thread, by documents and by
 * the socket's completions.
 */
final class Outbox {
    private static final int CROWDED = 1_000;

    private final Space space;
    private final PeerSocket socket;
    private final Connection connection;

    private final Object lock = new Object();
    // Guarded by lock.
    private boolean closed;
    private boolean busy;
    private final LinkedHashMap<Object, ByteBuffer> answers = new LinkedHashMap<>();
    private final LinkedHashSet<DocumentPeer> news = new LinkedHashSet<>();
    private final EphemeralRing ephemeral;

    /**
     * @param connection closed when the socket fails, and told when there is nothing more to say
     */
    Outbox(Space space, PeerSocket socket, Connection connection) {
        this.space = space;
        this.socket = socket;
        this.connection = connection;
        this.ephemeral =
                new EphemeralRing(
                        space.limits().ephemeralMessages(), space.limits().ephemeralBytes());
    }

    /**
     * Sends an answer as soon as the socket can take it.
     *
     * @param about an answer about the same thing that still waits is replaced
     */
    void answer(Object about, Message message) {
        ByteBuffer bytes = MessageCodec.encode(message);
        synchronized (lock) {
            if (closed) return;
            int most = space.total().mostAnswers(space.limits().waitingAnswers());
            if (answers.size() >= most && !answers.containsKey(about)) {
                // Answers wait for a client that asks without ever reading.
                space.executor()
                        .execute(() ->
                                connection.close(
                                        Connection.REFUSED, "Too many answers are waiting."));
                return;
            }
            ByteBuffer replaced = answers.put(about, bytes);
            space.total().answers(cost(bytes) - cost(replaced));
            if (busy) return;
            busy = true;
        }
        next();
    }

    private static long cost(@Nullable ByteBuffer answer) {
        return answer == null ? 0 : answer.capacity() + TotalMemory.ANSWER_COST;
    }

    /** Relays an ephemeral message, or drops it when too many wait already. */
    void answerEphemeral(ByteBuffer message) {
        synchronized (lock) {
            if (closed) return;
            ephemeral.add(message);
            if (busy) return;
            busy = true;
        }
        next();
    }

    /**
     * A document has news. True when the socket is free: then it is this document's to send on, and
     * it must {@link #send} or {@link #pass}. Otherwise the document will be asked when its turn
     * comes.
     */
    boolean offer(DocumentPeer peer) {
        synchronized (lock) {
            if (closed) return false;
            if (busy) {
                news.add(peer);
                return false;
            }
            busy = true;
            return true;
        }
    }

    /** Sends a message; the socket was reserved by {@link #offer} or a turn. */
    void send(ByteBuffer message) {
        int bytes = message.remaining();
        space.sending().take(bytes);
        socket.send(
                message,
                failure -> {
                    for (DocumentPeer peer : space.sending().give(bytes)) {
                        space.executor().execute(() -> peer.document().tryAgain(peer));
                    }
                    sent(failure);
                });
    }

    /** Gives the reserved socket back unused. */
    void pass() {
        sent(null);
    }

    private void sent(@Nullable Throwable failure) {
        if (failure != null) {
            connection.close(Connection.NORMAL, "The connection failed.");
            return;
        }
        synchronized (lock) {
            if (closed) return;
            if (answers.isEmpty() && news.isEmpty() && ephemeral.isEmpty()) {
                busy = false;
                connection.saidAll();
                return;
            }
        }
        // On another thread: a socket may complete a send before send() returns, and a thousand
        // documents with news must not become a thousand stack frames.
        space.executor().execute(this::next);
    }

    /** Starts the next send; the socket is reserved. */
    private void next() {
        ByteBuffer bytes;
        DocumentPeer peer = null;
        synchronized (lock) {
            if (closed) return;
            var answer = answers.pollFirstEntry();
            bytes = answer == null ? null : answer.getValue();
            space.total().answers(-cost(bytes));
            if (bytes == null && !news.isEmpty()) peer = news.removeFirst();
            if (bytes == null && peer == null) bytes = ephemeral.poll();
            if (bytes == null && peer == null) {
                busy = false;
                return;
            }
        }
        if (bytes != null) socket.send(bytes, this::sent);
        else if (peer != null) peer.document().turn(peer);
    }

    /** Whether so many answers wait that no more should be thought of. */
    boolean isCrowded() {
        synchronized (lock) {
            return answers.size() > CROWDED;
        }
    }

    /** Whether something is on its way or waits. */
    boolean isBusy() {
        synchronized (lock) {
            return busy;
        }
    }

    boolean isClosed() {
        synchronized (lock) {
            return closed;
        }
    }

    /** From now on nothing is said; false when that was so already. */
    boolean close() {
        synchronized (lock) {
            if (closed) return false;
            closed = true;
            for (ByteBuffer answer : answers.values()) space.total().answers(-cost(answer));
            answers.clear();
            news.clear();
            return true;
        }
    }
}
