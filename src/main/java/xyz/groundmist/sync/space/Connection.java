package xyz.groundmist.sync.space;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.engine.InvalidSyncMessageException;
import xyz.groundmist.sync.engine.SyncMessage;
import xyz.groundmist.sync.wire.DocumentUnavailable;
import xyz.groundmist.sync.wire.Ephemeral;
import xyz.groundmist.sync.wire.ErrorMessage;
import xyz.groundmist.sync.wire.Join;
import xyz.groundmist.sync.wire.Leave;
import xyz.groundmist.sync.wire.MalformedMessageException;
import xyz.groundmist.sync.wire.Message;
import xyz.groundmist.sync.wire.MessageCodec;
import xyz.groundmist.sync.wire.Peer;
import xyz.groundmist.sync.wire.PeerMetadata;
import xyz.groundmist.sync.wire.RemoteHeadsChanged;
import xyz.groundmist.sync.wire.RemoteSubscriptionChange;
import xyz.groundmist.sync.wire.Request;
import xyz.groundmist.sync.wire.Sync;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/**
 * One client in a space: its handshake, the documents it has open, and its outbox.
 *
 * <p>The outbox is the <em>set of documents with news</em>, not a queue of messages: when the
 * socket can take a message, one document is asked to make it from the state of that moment. So a
 * slow reader costs memory for each document, never for each edit. Only answers that can't be made
 * again (the handshake, doc-unavailable, remote heads) are kept as bytes, and they are few.
 *
 * <p>Messages come in on the socket's reading thread, one at a time. What {@code lock} guards may
 * be touched by that thread, by documents and by the socket's completions.
 */
final class Connection implements PeerConnection {
    private static final Logger log = LoggerFactory.getLogger(Connection.class);
    private static final String PROTOCOL_VERSION = "1";

    /** A message whose data is larger isn't copied: its reader waits until it has been taken. */
    static final int LARGEST_COPY = 128 << 10;

    /** What a waiting message takes beside its bytes, about. */
    private static final int MESSAGE_COST = 512;

    static final int NORMAL = 1000;
    static final int GOING_AWAY = 1001;
    static final int PROTOCOL_ERROR = 1002;
    static final int REFUSED = 1008;
    static final int INTERNAL_ERROR = 1011;
    static final int TRY_AGAIN_LATER = 1013;

    private final Space space;
    private final PeerSocket socket;
    private final Terms terms;
    private final GrantShare share;
    private final Semaphore receiving;

    /** By document id as the client writes it; only the reading thread, and {@link #closed}. */
    private final Map<String, DocumentPeer> open = new HashMap<>();

    private boolean toldOfTooMany; // only the reading thread

    /** The size of {@code open}, which is never closed again; written by the reading thread. */
    private volatile int documents;

    private final Object lock = new Object();
    // Guarded by lock.
    private boolean closed;
    private boolean busy;
    private final LinkedHashMap<Object, ByteBuffer> answers = new LinkedHashMap<>();
    private final LinkedHashSet<DocumentPeer> news = new LinkedHashSet<>();
    private final EphemeralRing ephemeral;

    /** Set once by the join, on the reading thread. */
    private volatile @Nullable Join joined;

    private volatile Set<String> watchedStorages = Set.of();

    Connection(Space space, PeerSocket socket, Terms terms) {
        this.space = space;
        this.socket = socket;
        this.terms = terms;
        this.share = space.share(terms.grantId());
        this.receiving = new Semaphore(space.limits().receiveBytes());
        this.ephemeral =
                new EphemeralRing(
                        space.limits().ephemeralMessages(), space.limits().ephemeralBytes());
    }

    Terms terms() {
        return terms;
    }

    GrantShare share() {
        return share;
    }

    /** The id the client joined with. */
    String peerId() {
        Join join = joined;
        if (join == null) throw new IllegalStateException("not joined yet");
        return join.senderId();
    }

    /** The client's storage, or null when it keeps nothing. */
    @Nullable String storageId() {
        Join join = joined;
        if (join == null || join.peerMetadata().isEphemeral()) return null;
        return join.peerMetadata().storageId();
    }

    boolean watches(String storageId) {
        return watchedStorages.contains(storageId);
    }

    boolean isJoined() {
        return joined != null;
    }

    // ---- in

    @Override
    public void receive(ByteBuffer bytes) {
        if (isClosed()) return;
        share.pause(this::isClosed);
        try {
            Message message = MessageCodec.decode(bytes);
            if (joined == null) {
                if (message instanceof Join join) join(join);
                else close(PROTOCOL_ERROR, "The first message must be a join.");
                return;
            }
            switch (message) {
                case Sync m -> sync(m, m.documentId(), m.data(), false);
                case Request m -> sync(m, m.documentId(), m.data(), true);
                case Ephemeral m -> ephemeral(m);
                case RemoteSubscriptionChange m -> watch(m);
                case Leave m -> {
                    if (m.senderId().equals(peerId())) close(NORMAL, "You left.");
                }
                case Join m -> close(PROTOCOL_ERROR, "This socket has joined already.");
                // A client's own view of what others have, or lack, decides nothing here.
                case DocumentUnavailable m -> {}
                case RemoteHeadsChanged m -> {}
                case Peer m -> close(PROTOCOL_ERROR, "Only the server sends peer messages.");
                case ErrorMessage m -> close(NORMAL, "You reported an error.");
            }
        } catch (MalformedMessageException e) {
            log.info(
                    "A client of grant {} sent a malformed message: {}",
                    terms.grantId(),
                    e.getMessage());
            close(e.closeCode(), String.valueOf(e.getMessage()));
        } catch (InvalidSyncMessageException e) {
            log.info(
                    "A client of grant {} sent an invalid sync message: {}",
                    terms.grantId(),
                    e.getMessage());
            close(PROTOCOL_ERROR, "Invalid sync message: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close(TRY_AGAIN_LATER, "The server is stopping.");
        }
    }

    private void join(Join join) {
        String refusal = null;
        if (!join.supportedProtocolVersions().contains(PROTOCOL_VERSION)) {
            refusal = "This server speaks version 1 of the automerge-repo protocol.";
        } else if (join.senderId().isEmpty() || join.senderId().equals(space.peerId())) {
            refusal = "This peer id can't be used.";
        } else {
            joined = join;
            if (!space.admit(this)) {
                joined = null;
                refusal = "This peer id is in use by another app.";
            } else if (isClosed()) {
                // closed() may have looked before the id was taken, and nobody gives it back now.
                space.left(this);
                return;
            }
        }
        if (refusal != null) {
            answer(join, new ErrorMessage(space.peerId(), join.senderId(), refusal));
            close(REFUSED, refusal);
            return;
        }
        answer(
                join,
                new Peer(
                        space.peerId(),
                        join.senderId(),
                        new PeerMetadata(space.storageId(), false),
                        PROTOCOL_VERSION));
    }

    private void sync(Message message, String documentText, ByteBuffer data, boolean request)
            throws InvalidSyncMessageException, InterruptedException {
        if (!message.senderId().equals(peerId())) {
            close(REFUSED, "The senderId isn't the one this socket joined with.");
            return;
        }
        DocumentPeer peer = open.get(documentText);
        if (peer == null) {
            peer = open(documentText, request);
            if (peer == null) return;
        }
        if (data.remaining() <= LARGEST_COPY) {
            SyncMessage sync = SyncMessage.parse(copyOf(data));
            Runnable taken = reserve(data.remaining());
            peer.document().receive(peer, new DocumentPeer.Incoming(sync, request, taken));
            return;
        }
        share.largeMessages().acquire();
        try {
            SyncMessage sync = SyncMessage.parse(data);
            var done = new CountDownLatch(1);
            peer.document()
                    .receive(peer, new DocumentPeer.Incoming(sync, request, done::countDown));
            done.await();
        } finally {
            share.largeMessages().release();
        }
    }

    /** Opens a document for this client; null when it may not, which the client has been told. */
    private @Nullable DocumentPeer open(String documentText, boolean request) {
        DocumentId id = DocumentId.parse(documentText);
        if (id == null || !mayOpen(id, request)) {
            answer(documentText, new DocumentUnavailable(space.peerId(), peerId(), documentText));
            return null;
        }
        synchronized (lock) {
            if (closed) return null;
            var peer = new DocumentPeer(this, space.acquire(id));
            open.put(documentText, peer);
            documents = open.size();
            return peer;
        }
    }

    private boolean mayOpen(DocumentId id, boolean request) {
        boolean may =
                open.size() < space.limits().documentsPerConnection()
                        && share.mayOpen()
                        && (!request || share.mayAskForUnknown() || space.has(id));
        if (!may && !toldOfTooMany) {
            toldOfTooMany = true;
            log.warn(
                    "A client of grant {} wants more documents than it may have open at once; it"
                            + " hears that they are unavailable.",
                    terms.grantId());
        }
        return may;
    }

    /** Waits until so many bytes may wait to be processed; what it returns gives them back. */
    private Runnable reserve(int bytes) throws InterruptedException {
        int cost = Math.min(bytes + MESSAGE_COST, space.limits().receiveBytes());
        receiving.acquire(cost);
        return () -> receiving.release(cost);
    }

    private void ephemeral(Ephemeral message) throws InterruptedException {
        if (terms.readOnly()) return;
        DocumentPeer peer = open.get(message.documentId());
        if (peer == null || message.data().remaining() > space.limits().ephemeralBytes()) return;
        var kept =
                new Ephemeral(
                        message.senderId(),
                        message.targetId(),
                        message.documentId(),
                        message.sessionId(),
                        message.count(),
                        copyOf(message.data()));
        peer.document().relay(peer, kept, reserve(message.data().remaining()));
    }

    private void watch(RemoteSubscriptionChange change) {
        var storages = new LinkedHashSet<>(watchedStorages);
        change.remove().forEach(storages::remove);
        for (String storage : change.add()) {
            if (storages.size() < space.limits().watchedStorages()) storages.add(storage);
        }
        watchedStorages = Set.copyOf(storages);
        if (change.add().isEmpty()) return;
        for (DocumentPeer peer : List.copyOf(open.values())) peer.document().tellRemoteHeads(peer);
    }

    private static ByteBuffer copyOf(ByteBuffer data) {
        return ByteBuffer.allocate(data.remaining()).put(data.duplicate()).flip();
    }

    // ---- out

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
                space.executor().execute(() -> close(REFUSED, "Too many answers are waiting."));
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
            close(NORMAL, "The connection failed.");
            return;
        }
        synchronized (lock) {
            if (closed) return;
            if (answers.isEmpty() && news.isEmpty() && ephemeral.isEmpty()) {
                busy = false;
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

    @Override
    public int documents() {
        return documents;
    }

    // ---- the end

    boolean isClosed() {
        synchronized (lock) {
            return closed;
        }
    }

    void close(int code, String reason) {
        socket.close(code, reason);
        closed();
    }

    @Override
    public void closed() {
        List<DocumentPeer> leaving;
        synchronized (lock) {
            if (closed) return;
            closed = true;
            for (ByteBuffer answer : answers.values()) space.total().answers(-cost(answer));
            answers.clear();
            news.clear();
            leaving = List.copyOf(open.values());
        }
        space.left(this);
        for (DocumentPeer peer : leaving) peer.document().leave(peer);
    }

    /** Closes a socket that has said nothing yet. */
    void expectJoin() {
        space.after(
                space.limits().joinDeadline(),
                () -> {
                    if (joined == null) close(REFUSED, "No join came in time.");
                });
    }
}
