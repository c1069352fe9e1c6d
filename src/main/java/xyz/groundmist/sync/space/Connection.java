package xyz.groundmist.sync.space;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.engine.InvalidSyncMessageException;
import xyz.groundmist.sync.engine.SyncMessage;
import xyz.groundmist.sync.store.Source;
import xyz.groundmist.sync.store.StoreException;
import xyz.groundmist.sync.wire.DocumentUnavailable;
import xyz.groundmist.sync.wire.MalformedMessageException;
import xyz.groundmist.sync.wire.Message;
import xyz.groundmist.sync.wire.MessageCodec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/**
 * One peer of a space, an app or another machine of the owner's: the documents it has open, and its
 * {@link Outbox}. Messages come in on one thread, one at a time.
 */
abstract sealed class Connection implements PeerConnection permits AppConnection, DeviceConnection {
    private static final Logger log = LoggerFactory.getLogger(Connection.class);

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
    private final Outbox outbox;

    /** By document id as the peer writes it; grows and ends under its own monitor. */
    private final Map<String, DocumentPeer> open = new ConcurrentHashMap<>();

    /** Nothing is opened any more; guarded by {@code open}. */
    private boolean ended;

    Connection(Space space, PeerSocket socket, Terms terms, GrantShare share) {
        this.space = space;
        this.socket = socket;
        this.terms = terms;
        this.share = share;
        this.receiving = new Semaphore(space.limits().receiveBytes());
        this.outbox = new Outbox(space, socket, this);
    }

    Space space() {
        return space;
    }

    Terms terms() {
        return terms;
    }

    GrantShare share() {
        return share;
    }

    Outbox outbox() {
        return outbox;
    }

    /** By whom changes come that this peer brings. */
    abstract Source source();

    /** The id under which it sends. */
    abstract String peerId();

    /** The peer's storage, or null when it keeps nothing. */
    abstract @Nullable String storageId();

    /** Whether it wants to know of this storage's heads. */
    abstract boolean watches(String storageId);

    // ---- in

    @Override
    public void receive(ByteBuffer bytes) {
        if (isClosed()) return;
        share.pause(this::isClosed);
        try {
            receive(MessageCodec.decode(bytes));
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

    abstract void receive(Message message) throws InvalidSyncMessageException, InterruptedException;

    /** Whether the message is from who this is. */
    boolean isSender(Message message) {
        if (message.senderId().equals(peerId())) return true;
        close(REFUSED, "The senderId isn't the one this socket joined with.");
        return false;
    }

    /** Hands a sync message to its document. */
    void sync(DocumentPeer peer, ByteBuffer data, DocumentPeer.Kind kind)
            throws InvalidSyncMessageException, InterruptedException {
        if (data.remaining() <= LARGEST_COPY) {
            SyncMessage sync = SyncMessage.parse(copyOf(data));
            Runnable taken = reserve(data.remaining());
            peer.document().receive(peer, new DocumentPeer.Incoming(sync, kind, taken));
            return;
        }
        share.largeMessages().acquire();
        try {
            SyncMessage sync = SyncMessage.parse(data);
            var done = new CountDownLatch(1);
            peer.document().receive(peer, new DocumentPeer.Incoming(sync, kind, done::countDown));
            done.await();
        } finally {
            share.largeMessages().release();
        }
    }

    /** The document as this peer has it open, or null. */
    @Nullable DocumentPeer opened(String documentText) {
        return open.get(documentText);
    }

    List<DocumentPeer> opened() {
        return new ArrayList<>(open.values());
    }

    /** Opens a document for this peer, or returns what it has open; null after the end. */
    @Nullable DocumentPeer open(DocumentId id) {
        synchronized (open) {
            if (ended) return null;
            return open.computeIfAbsent(
                    id.toString(), _ -> new DocumentPeer(this, space.acquire(id)));
        }
    }

    /**
     * This peer has the document open no longer. Whoever comes second to say so changes nothing.
     */
    void leave(DocumentPeer peer) {
        if (open.remove(peer.document().id().toString(), peer)) peer.document().leave(peer);
    }

    DocumentUnavailable unavailable(String documentText) {
        return new DocumentUnavailable(space.peerId(), peerId(), documentText);
    }

    /** Waits until so many bytes may wait to be processed; what it returns gives them back. */
    Runnable reserve(int bytes) throws InterruptedException {
        int cost = Math.min(bytes + MESSAGE_COST, space.limits().receiveBytes());
        receiving.acquire(cost);
        return () -> receiving.release(cost);
    }

    static ByteBuffer copyOf(ByteBuffer data) {
        return ByteBuffer.allocate(data.remaining()).put(data.duplicate()).flip();
    }

    @Override
    public int documents() {
        return open.size();
    }

    // ---- what a document has to tell; all of it comes from the document's mailbox

    /** The document can't go on with this peer now, which shall come back for it. */
    abstract void fail(DocumentPeer peer, int code, String reason);

    /** The peer's changes could not be stored. */
    abstract void notStored(DocumentPeer peer, StoreException failure);

    /**
     * A message for a document that this peer doesn't have open any more; true when it is taken.
     */
    boolean again(DocumentPeer peer, DocumentPeer.Incoming incoming) {
        return false;
    }

    // ---- the end

    /** Changes are stored again, which this peer had offered in vain. */
    abstract void roomAgain();

    /** There is nothing more to say at this moment; called under the outbox's lock. */
    void saidAll() {}

    boolean isClosed() {
        return outbox.isClosed();
    }

    void close(int code, String reason) {
        socket.close(code, reason);
        closed();
    }

    @Override
    public void closed() {
        if (!outbox.close()) return;
        List<DocumentPeer> leaving;
        synchronized (open) {
            ended = true;
            leaving = opened();
        }
        space.left(this);
        leaving.forEach(this::leave);
    }
}
