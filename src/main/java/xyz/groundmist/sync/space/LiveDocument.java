package xyz.groundmist.sync.space;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.engine.ChangeGraph;
import xyz.groundmist.sync.engine.CorruptGraphException;
import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.engine.DocumentSync;
import xyz.groundmist.sync.engine.EngineLimits;
import xyz.groundmist.sync.engine.Outgoing;
import xyz.groundmist.sync.engine.Received;
import xyz.groundmist.sync.engine.Refusal;
import xyz.groundmist.sync.store.Append;
import xyz.groundmist.sync.store.StoreException;
import xyz.groundmist.sync.store.StoredDocument;
import xyz.groundmist.sync.wire.DocumentUnavailable;
import xyz.groundmist.sync.wire.Ephemeral;
import xyz.groundmist.sync.wire.MessageCodec;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A document that somebody has open: its sync engine, its peers, and the journal in between.
 *
 * <p>Everything here runs in the document's mailbox, one event at a time. While changes are being
 * committed, events wait; so whatever is generated is generated from what is on disk, and nothing
 * that leaves ever has to be taken back. What gathered meanwhile goes into the next commit.
 */
final class LiveDocument {
    private static final Logger log = LoggerFactory.getLogger(LiveDocument.class);

    /** A larger body is made anew for each peer rather than kept. */
    private static final int LARGEST_SHARED_BODY = 256 << 10;

    private final Space space;
    private final DocumentId id;
    private final Mailbox mailbox;

    /** Who holds this document in the space's map; guarded by that map. */
    int holders;

    /** Written in the mailbox, read by anyone. */
    private volatile int connected;

    // Confined to the mailbox.
    private final Set<DocumentPeer> peers = new LinkedHashSet<>();
    private final RemoteHeadsLog remoteHeads;
    private final EphemeralFilter seenEphemeral = new EphemeralFilter();
    private final Bodies bodies;

    /** Null until the first event, and after a failed commit: then loaded from the store again. */
    private @Nullable DocumentSync sync;

    private boolean committing;
    private final ArrayDeque<Runnable> afterCommit = new ArrayDeque<>();

    /** Taken into the graph, not yet handed to the store. */
    private List<Received.Added> fresh = new ArrayList<>();

    private long freshBytes;

    /** Insertions whose changes are in {@link #fresh}. */
    private List<Insertion> inserted = new ArrayList<>();

    /** Of all changes, those of {@link #fresh} too. */
    private long bytes;

    private long lastUsed = System.nanoTime();

    /** The last message body made, for all peers that are owed the same. */
    private @Nullable Outgoing lastOutgoing;

    private @Nullable ByteBuffer lastBody;

    LiveDocument(Space space, DocumentId id) {
        this.space = space;
        this.id = id;
        this.bodies = new Bodies(space.store(), id);
        this.remoteHeads = new RemoteHeadsLog(space.peerId(), id.toString(), space.clock());
        this.mailbox = new Mailbox(space.executor(), this::mistake);
    }

    DocumentId id() {
        return id;
    }

    /** Clients that have it open. */
    int connected() {
        return connected;
    }

    // ---- events, from any thread

    /** A peer's sync message. */
    void receive(DocumentPeer from, DocumentPeer.Incoming incoming) {
        mailbox.run(() -> whenCommitted(() -> take(from, incoming)));
    }

    /** The socket of this peer is reserved for this document's news. */
    void turn(DocumentPeer peer) {
        mailbox.run(() -> {
            if (committing || peer.left) {
                // The state is ahead of the disk; the commit offers the news again.
                peer.connection().pass();
            } else {
                send(peer);
            }
        });
    }

    /** Changes that come from no peer. */
    void insert(Insertion insertion) {
        mailbox.run(() -> whenCommitted(() -> take(insertion)));
    }

    void leave(DocumentPeer peer) {
        mailbox.run(() ->
                whenCommitted(() -> {
                    peers.remove(peer);
                    if (sync != null) sync.leave(peer.sync);
                    space.sending().forget(peer);
                    peer.leave();
                    connected = peers.size();
                    space.release(this);
                }));
    }

    /**
     * @param taken called once when the message is needed no longer
     */
    void relay(DocumentPeer from, Ephemeral message, Runnable taken) {
        mailbox.run(() -> {
            try {
                relay(from, message);
            } finally {
                taken.run();
            }
        });
    }

    private void relay(DocumentPeer from, Ephemeral message) {
        if (!seenEphemeral.isNew(message)) return;
        for (DocumentPeer peer : peers) {
            if (peer == from) continue;
            Connection to = peer.connection();
            to.answerEphemeral(
                    MessageCodec.encode(
                            new Ephemeral(
                                    message.senderId(),
                                    to.peerId(),
                                    message.documentId(),
                                    message.sessionId(),
                                    message.count(),
                                    message.data().duplicate())));
        }
    }

    /** The peer has begun to watch storages: tell it what is known of them. */
    void tellRemoteHeads(DocumentPeer peer) {
        mailbox.run(() -> remoteHeads.tell(peer));
    }

    /** Gives memory back when the document hasn't been used for a while. */
    void rest() {
        mailbox.run(() -> {
            long idle = System.nanoTime() - lastUsed;
            if (committing || idle < space.limits().idleGraph().toNanos()) return;
            lastOutgoing = null;
            lastBody = null;
            bodies.forget();
            if (sync != null) sync.detach();
        });
    }

    /** Whatever we got wrong here: nothing unsure stays in memory, and the peers start afresh. */
    private void mistake(Throwable e) {
        log.error("A mistake of ours while handling document {}", id, e);
        inserted.forEach(insertion -> insertion.fail("The server made a mistake."));
        inserted = new ArrayList<>();
        startOver();
        for (DocumentPeer peer : peers) {
            peer.connection().close(Connection.INTERNAL_ERROR, "The server made a mistake.");
        }
        if (!committing) mailbox.post(this::journal);
    }

    // ---- in

    private void whenCommitted(Runnable event) {
        if (committing) afterCommit.add(event);
        else event.run();
        if (!committing) journal();
    }

    private void take(DocumentPeer from, DocumentPeer.Incoming incoming) {
        Connection connection = from.connection();
        if (!from.receiving) from.receivingSince = System.nanoTime();
        if (from.left || (from.receiving && givesUp(from))) {
            from.receiving = false;
            incoming.taken().run();
            return;
        }
        lastUsed = System.nanoTime();
        if (peers.add(from)) connected = peers.size();
        boolean more = false;
        try (var _ = connection.share().begin()) {
            DocumentSync document = opened();
            if (incoming.message().hasChanges() && space.isFull(this, document.size(), bytes)) {
                from.sync.refuse(Refusal.LIMIT);
            }
            if (document.needsGraph(from.sync, incoming.message())) load(document);
            Received received =
                    document.receive(from.sync, incoming.message(), space.limits().batchBytes());
            for (Received.Added added : received.added()) {
                fresh.add(added);
                freshBytes += added.change().chunk().length;
                bytes += added.change().chunk().length;
                from.committing = true;
            }
            if (!from.account()) holdsTooMuch(document, from);
            if (incoming.message().hasChanges()) logRefusal(from, from.sync.refusal());
            more = received.more();
            if (document.size() > 0) from.known();
        } catch (StoreException | CorruptGraphException e) {
            unreadable(from, e);
        } finally {
            from.receiving = more;
            if (!more) incoming.taken().run();
        }
        if (more) {
            afterCommit.addFirst(() -> {
                connection.share().pause(connection::isClosed);
                take(from, incoming);
            });
            return;
        }
        if (!from.toldRemoteHeads) {
            from.toldRemoteHeads = true;
            remoteHeads.tell(from);
        }
        if (incoming.request()) from.requested = true;
        else if (!incoming.message().heads().isEmpty() && from.sync.refusal() == null)
            from.offers();
        // Else the commit answers everyone: no message may tell of what isn't on disk yet.
        if (!fresh.isEmpty()) return;
        if (from.requested) hold(from);
        answer(from);
    }

    private void take(Insertion insertion) {
        lastUsed = System.nanoTime();
        try {
            DocumentSync document = opened();
            load(document);
            if (space.isFull(this, document.size(), bytes)) {
                insertion.fail("The document or the space is full; status says which.");
                return;
            }
            Received received = document.insert(insertion.chunks());
            for (Received.Added added : received.added()) {
                fresh.add(added);
                freshBytes += added.change().chunk().length;
                bytes += added.change().chunk().length;
            }
            insertion.took(received);
            if (received.added().isEmpty()) insertion.stored();
            else inserted.add(insertion);
        } catch (StoreException | CorruptGraphException e) {
            space.failed(e);
            insertion.fail(e.getMessage());
        } catch (RuntimeException e) {
            insertion.fail("The server made a mistake.");
            throw e;
        }
    }

    private void logRefusal(DocumentPeer from, @Nullable Refusal refusal) {
        if (refusal == null || from.refusalLogged) return;
        from.refusalLogged = true;
        log.info(
                "Changes of grant {} to document {} were refused: {}",
                from.connection().terms().grantId(),
                id,
                refusal.sentence());
    }

    private boolean givesUp(DocumentPeer peer) {
        Connection connection = peer.connection();
        if (!connection.share().givesUp(peer.receivingSince)) return false;
        log.warn(
                "A client of grant {} is closed: its message takes too long to check. What was"
                        + " taken of it stays; it may send the rest when it comes back.",
                connection.terms().grantId());
        connection.close(Connection.TRY_AGAIN_LATER, "This takes long. Send the rest again.");
        return true;
    }

    /**
     * The grant holds more than it may. Closing the socket would bring all of it again a moment
     * later, so what waits here for its predecessors is let go first.
     */
    private void holdsTooMuch(DocumentSync document, DocumentPeer peer) {
        peer.sync.refuse(Refusal.ORPHANS);
        document.leave(peer.sync);
        Connection connection = peer.connection();
        peer.account();
        if (!connection.share().holdsTooMuch() || connection.isClosed()) return;
        log.warn(
                "A client of grant {} is closed: it sent changes without their predecessors, or"
                        + " says that it has others than we know, without an end.",
                connection.terms().grantId());
        connection.close(Connection.REFUSED, "Too much of what you sent can't be placed.");
    }

    private void unreadable(DocumentPeer peer, Exception e) {
        space.failed(e);
        peer.connection().close(Connection.TRY_AGAIN_LATER, "This document can't be read now.");
    }

    /** The peer asked: if the document doesn't turn up soon, it hears that it is unavailable. */
    private void hold(DocumentPeer peer) {
        if (peer.held) return;
        if (sync != null && sync.size() > 0) {
            peer.requested = false;
            return;
        }
        peer.held = true;
        space.after(
                space.limits().requestHold(),
                () -> mailbox.run(() -> whenCommitted(() -> giveUp(peer))));
    }

    private void giveUp(DocumentPeer peer) {
        if (!peer.held || peer.left) return;
        peer.held = false;
        try {
            if (opened().size() > 0) return; // it came, or is being committed: that answers
        } catch (StoreException e) {
            unreadable(peer, e);
            return;
        }
        peer.requested = false;
        peer.toldUnavailable = true;
        peer.connection().answer(id, unavailable(peer));
    }

    private DocumentSync opened() throws StoreException {
        DocumentSync document = sync;
        if (document == null) {
            StoredDocument stored = bodies.find();
            bytes = stored == null ? 0 : stored.bytes();
            document =
                    stored == null
                            ? new DocumentSync(EngineLimits.DEFAULT)
                            : DocumentSync.evicted(
                                    EngineLimits.DEFAULT, stored.heads(), stored.changes());
            sync = document;
        }
        return document;
    }

    private void load(DocumentSync document) throws StoreException, CorruptGraphException {
        if (!document.loaded()) document.attach(ChangeGraph.load(bodies.graphRows()));
    }

    // ---- the journal

    /** Hands what was taken to the store; until it is on disk, events wait. */
    private void journal() {
        while (fresh.isEmpty() || freshBytes < space.limits().batchBytes()) {
            Runnable event = afterCommit.poll();
            if (event == null) break;
            event.run();
        }
        DocumentSync document = sync;
        if (fresh.isEmpty() || document == null) return;
        List<Received.Added> batch = fresh;
        List<Insertion> told = inserted;
        var changes = new ArrayList<Append.NewChange>(batch.size());
        for (Received.Added added : batch) {
            changes.add(new Append.NewChange(added.row(), added.change().chunk()));
        }
        var append =
                new Append(
                        id,
                        batch.getFirst().index(),
                        changes,
                        document.heads(),
                        failure -> mailbox.post(() -> committed(batch, told, failure)));
        fresh = new ArrayList<>();
        inserted = new ArrayList<>();
        freshBytes = 0;
        space.hold(this);
        committing = true;
        boolean handedOver = false;
        try {
            space.store().append(append);
            handedOver = true;
        } finally {
            if (!handedOver) {
                committing = false;
                space.release(this);
            }
        }
    }

    private void committed(
            List<Received.Added> batch, List<Insertion> told, @Nullable StoreException failure) {
        committing = false;
        try {
            if (failure == null) stored(batch);
            else takeBack(failure);
            for (Insertion insertion : told) {
                if (failure == null) insertion.stored();
                else insertion.fail(failure.getMessage());
            }
            journal();
        } finally {
            space.release(this);
        }
    }

    private void stored(List<Received.Added> batch) {
        lastOutgoing = null;
        lastBody = null;
        if (peers.size() > 1) bodies.keep(batch);
        space.wrote();
        for (DocumentPeer peer : peers) {
            peer.committing = false;
            peer.known();
            peer.offers();
            answer(peer);
        }
    }

    /** The changes of the last batch aren't on disk: as if they had never come. */
    private void takeBack(StoreException failure) {
        space.failed(failure);
        startOver();
        for (DocumentPeer peer : peers) {
            if (!peer.committing) continue;
            peer.committing = false;
            peer.sync.refuse(Refusal.STORAGE_FULL);
            // Once refused it gets news only; when it comes back it offers its changes again.
            if (failure.kind() == StoreException.Kind.FULL) {
                space.roomWatch().refused(peer.connection());
                continue;
            }
            space.after(
                    space.limits().retryAfterFailure(),
                    () ->
                            peer.connection()
                                    .close(
                                            Connection.TRY_AGAIN_LATER,
                                            "Changes couldn't be stored. Try again."));
        }
        for (DocumentPeer peer : peers) {
            if (peer.requested) hold(peer);
            answer(peer);
        }
    }

    private void startOver() {
        sync = null;
        fresh = new ArrayList<>();
        freshBytes = 0;
        lastOutgoing = null;
        lastBody = null;
        for (DocumentPeer peer : peers) peer.sync.startOver();
    }

    // ---- out

    /** The peer may be owed a message. */
    private void answer(DocumentPeer peer) {
        if (peer.receiving) return;
        if (sync != null) remoteHeads.report(peer, sync.heads(), peers);
        if (peer.connection().offer(peer)) send(peer);
    }

    /** There is room again for a large message to this peer. */
    void tryAgain(DocumentPeer peer) {
        mailbox.run(() ->
                whenCommitted(() -> {
                    if (!peer.left) answer(peer);
                }));
    }

    /** Makes this peer's next message and sends it, on a socket reserved for it. */
    private void send(DocumentPeer peer) {
        ByteBuffer message = null;
        try (var _ = peer.connection().share().begin()) {
            message = next(peer);
        } catch (StoreException | CorruptGraphException e) {
            unreadable(peer, e);
        }
        if (message == null) peer.connection().pass();
        else peer.connection().send(message);
    }

    private @Nullable ByteBuffer next(DocumentPeer peer)
            throws StoreException, CorruptGraphException {
        DocumentSync document = opened();
        lastUsed = System.nanoTime();
        if (peer.receiving || peer.held) return null;
        if (document.size() == 0 && (peer.toldUnavailable || peer.sync.refusal() != null)) {
            // A refused peer hears it once, whatever it sends; one that asked, from giveUp().
            if (peer.toldUnavailable) return null;
            peer.toldUnavailable = true;
            return MessageCodec.encode(unavailable(peer));
        }
        if (document.needsGraph(peer.sync)) load(document);
        SendBudget budget = space.sending();
        long most = budget.largestMessage(space.limits().sendBytes());
        Outgoing outgoing = document.generate(peer.sync, most, budget.largestChange());
        if (outgoing == null) return null;
        if (outgoing == Outgoing.LATER) {
            budget.await(peer);
            return null;
        }
        ByteBuffer body = lastBody;
        if (body == null || !outgoing.equals(lastOutgoing)) {
            body = outgoing.encode(bodies.of(outgoing.changes()));
            boolean worthKeeping = peers.size() > 1 && body.remaining() <= LARGEST_SHARED_BODY;
            lastOutgoing = worthKeeping ? outgoing : null;
            lastBody = worthKeeping ? body : null;
        }
        return MessageCodec.encodeSync(
                space.peerId(), peer.connection().peerId(), id.toString(), body.duplicate());
    }

    private DocumentUnavailable unavailable(DocumentPeer peer) {
        return new DocumentUnavailable(space.peerId(), peer.connection().peerId(), id.toString());
    }
}
