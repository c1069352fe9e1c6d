package xyz.groundmist.sync.space;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.engine.ChangeGraph;
import xyz.groundmist.sync.engine.Compact;
import xyz.groundmist.sync.engine.CorruptGraphException;
import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.engine.DocumentSync;
import xyz.groundmist.sync.engine.EngineLimits;
import xyz.groundmist.sync.engine.Outgoing;
import xyz.groundmist.sync.engine.PeerSync;
import xyz.groundmist.sync.engine.Received;
import xyz.groundmist.sync.engine.Refusal;
import xyz.groundmist.sync.store.Append;
import xyz.groundmist.sync.store.Decision;
import xyz.groundmist.sync.store.Deletion;
import xyz.groundmist.sync.store.Source;
import xyz.groundmist.sync.store.StoreException;
import xyz.groundmist.sync.store.StoredDocument;
import xyz.groundmist.sync.wire.DocumentUnavailable;
import xyz.groundmist.sync.wire.Ephemeral;
import xyz.groundmist.sync.wire.MessageCodec;
import xyz.groundmist.sync.wire.Request;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A document that somebody has open: its sync engine, its peers, and the journal in between.
 *
 * <p>Everything here runs in the document's mailbox, one event at a time. While changes are being
 * committed, events wait; so whatever is generated is generated from what is on disk, and nothing
 * that leaves ever has to be taken back. What gathered meanwhile goes into the next commit.
 */
final class LiveDocument {
    private static final Logger log = LoggerFactory.getLogger(LiveDocument.class);

    private final Space space;
    private final DocumentId id;
    private final Mailbox mailbox;

    /** Who holds this document in the space's map; guarded by that map. */
    int holders;

    /** Apps among the peers; written in the mailbox, read by anyone. */
    private volatile int connected;

    // Confined to the mailbox.
    private final Set<DocumentPeer> peers = new LinkedHashSet<>();
    private final RemoteHeadsLog remoteHeads;
    private final EphemeralFilter seenEphemeral = new EphemeralFilter();
    private final Bodies bodies;

    /** Null until the first event, and after a failed commit: then loaded from the store again. */
    private @Nullable DocumentSync sync;

    /** As stored, when {@link #sync} was loaded. While it is deleted, that is an empty document. */
    private Deletion deletion = Deletion.NEVER;

    /** Commits under way; until they are done, events wait. */
    private int commits;

    private final ArrayDeque<Runnable> afterCommit = new ArrayDeque<>();

    /** A change taken into the graph, and by whom it came; null: by whom the one before did. */
    private record Fresh(Received.Added added, @Nullable Source from) {}

    /** Not yet handed to the store; the document is held for them. */
    private List<Fresh> fresh = new ArrayList<>();

    /** By whom the last change came, and whether that was looked up since this was loaded. */
    private @Nullable Source lastSource;

    private boolean knowsLastSource;

    private long freshBytes;

    /** Insertions whose changes are in {@link #fresh}. */
    private List<Insertion> inserted = new ArrayList<>();

    /** Of all changes, those of {@link #fresh} too. */
    private long bytes;

    private long lastUsed = System.nanoTime();

    LiveDocument(Space space, DocumentId id) {
        this.space = space;
        this.id = id;
        this.bodies = new Bodies(space, id);
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
            if (commits > 0 || peer.left) {
                // The state is ahead of the disk; the commit offers the news again.
                peer.connection().outbox().pass();
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
        mailbox.run(() -> whenCommitted(() -> left(peer)));
    }

    private void left(DocumentPeer peer) {
        peers.remove(peer);
        if (sync != null) sync.leave(peer.sync);
        space.sending().forget(peer);
        peer.leave();
        countApps();
        space.release(this);
    }

    private void joined(DocumentPeer peer) {
        if (peers.add(peer)) countApps();
    }

    private void countApps() {
        int apps = 0;
        for (DocumentPeer peer : peers) if (peer.device() == null) apps++;
        connected = apps;
    }

    // ---- events of the owner's other machines, and deletion

    /** This device hears of the document from us first. */
    void begin(DocumentPeer peer) {
        mailbox.run(() ->
                whenCommitted(() -> {
                    if (peer.left) return;
                    joined(peer);
                    try {
                        opened();
                    } catch (StoreException e) {
                        unreadable(peer, e);
                        return;
                    }
                    peer.begins = true;
                    if (!tellDeletion(peer)) answer(peer);
                }));
    }

    /** Tells a device what was decided; true when there is nothing else to say. */
    private boolean tellDeletion(DocumentPeer peer) {
        DeviceConnection device = peer.device();
        if (device == null) return false;
        device.tell(id, deletion);
        if (!deletion.deleted()) return false;
        peer.left = true;
        device.letGo(peer);
        return true;
    }

    /** Lets a device's peer go, unless there is something to do again. */
    void leaveInStep(DocumentPeer peer) {
        mailbox.run(() ->
                whenCommitted(() -> {
                    DeviceConnection device = peer.device();
                    if (peer.left || device == null || peer.receiving || sync == null) return;
                    if (!sync.inStep(peer.sync)) return;
                    peer.left = true;
                    device.letGo(peer);
                }));
    }

    /** A device says no more about this document, though it should. */
    void stalled(DocumentPeer peer) {
        mailbox.run(() ->
                whenCommitted(() -> {
                    if (peer.left || (sync != null && sync.inStep(peer.sync))) return;
                    peer.connection()
                            .fail(
                                    peer,
                                    Connection.TRY_AGAIN_LATER,
                                    "The other machine doesn't answer about some documents. They"
                                            + " are tried again.");
                }));
    }

    /**
     * Deletes the document or brings it back.
     *
     * @param wanted from what is known to what shall be; an older decision than the known one
     *     changes nothing
     * @param from who said so; null: this machine
     * @param done called once with null, when it is on disk, or with what went wrong
     */
    void decide(
            UnaryOperator<Deletion> wanted,
            @Nullable DeviceConnection from,
            Consumer<@Nullable StoreException> done) {
        mailbox.run(() ->
                whenCommitted(() -> {
                    try {
                        opened();
                    } catch (StoreException e) {
                        space.failed(e);
                        done.accept(e);
                        return;
                    }
                    Deletion next = wanted.apply(deletion);
                    if (!next.overrules(deletion)) {
                        if (from != null && deletion.overrules(next)) from.tell(id, deletion);
                        done.accept(null);
                        return;
                    }
                    append(); // what was taken before goes before
                    commits++;
                    space.store()
                            .decide(
                                    new Decision(
                                            id,
                                            next,
                                            failure ->
                                                    mailbox.post(() ->
                                                            decided(next, from, failure, done))));
                }));
    }

    private void decided(
            Deletion decision,
            @Nullable DeviceConnection from,
            @Nullable StoreException failure,
            Consumer<@Nullable StoreException> done) {
        commits--;
        try {
            if (failure != null) space.failed(failure);
            else follow(decision, from);
            if (commits == 0) journal();
        } finally {
            done.accept(failure);
        }
    }

    private void follow(Deletion decision, @Nullable DeviceConnection from) {
        startOver();
        deletion = decision;
        for (DocumentPeer peer : List.copyOf(peers)) {
            peer.requested = false;
            peer.held = false;
            DeviceConnection device = peer.device();
            if (device != null) {
                // Whoever doesn't know it yet hears it with the document's new beginning.
                peer.left = true;
                device.letGo(peer);
            } else if (decision.deleted()) {
                peer.sync.refuse(Refusal.DELETED);
                answer(peer);
            } else {
                peer.connection().close(Connection.TRY_AGAIN_LATER, "A document was brought back.");
            }
        }
        space.changed(id, from);
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
            if (peer == from || peer.device() != null) continue;
            Connection to = peer.connection();
            to.outbox()
                    .answerEphemeral(
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

    /** The store has a snapshot of this document that it hadn't before. */
    void snapshotKept() {
        mailbox.run(() -> {
            if (sync == null || deletion.deleted()) return;
            try {
                bodies.snapshotKept();
            } catch (StoreException e) {
                space.failed(e);
            }
        });
    }

    /** Gives memory back when the document hasn't been used for a while. */
    void rest() {
        mailbox.run(() -> {
            long idle = System.nanoTime() - lastUsed;
            if (commits > 0 || idle < space.limits().idleGraph().toNanos()) return;
            bodies.forget();
            if (sync != null) sync.detach();
        });
    }

    /** Whatever we got wrong here: nothing unsure stays in memory, and the peers start afresh. */
    private void mistake(Throwable e) {
        log.error("A mistake of ours while handling document {}", id, e);
        startOver();
        for (DocumentPeer peer : peers) {
            peer.connection().fail(peer, Connection.INTERNAL_ERROR, "The server made a mistake.");
        }
        if (commits == 0) mailbox.post(this::journal);
    }

    // ---- in

    private void whenCommitted(Runnable event) {
        if (commits > 0) afterCommit.add(event);
        else event.run();
        if (commits == 0) journal();
    }

    private void take(DocumentPeer from, DocumentPeer.Incoming incoming) {
        Connection connection = from.connection();
        if (!from.receiving) from.receivingSince = System.nanoTime();
        if (from.left && !from.receiving && connection.again(from, incoming)) return;
        if (from.left || (from.receiving && givesUp(from))) {
            from.receiving = false;
            incoming.taken().run();
            return;
        }
        lastUsed = System.nanoTime();
        joined(from);
        boolean more = false;
        try (var _ = connection.share().begin()) {
            DocumentSync document = opened();
            if (deletion.deleted()) {
                from.sync.refuse(Refusal.DELETED);
                if (tellDeletion(from)) return;
            } else if (incoming.kind() == DocumentPeer.Kind.BEGIN && !from.receiving) {
                tellDeletion(from);
            }
            if (incoming.message().hasChanges() && space.isFull(this, document.size(), bytes)) {
                from.sync.refuse(Refusal.LIMIT);
            }
            if (document.needsGraph(from.sync, incoming.message())) load(document);
            if (incoming.message().hasChanges()) knowLastSource();
            Received received =
                    document.receive(from.sync, incoming.message(), space.limits().batchBytes());
            if (!received.added().isEmpty()) {
                add(received, connection.source());
                from.committing = true;
            }
            if (!from.account()) holdsTooMuch(document, from);
            if (incoming.message().hasChanges()) refused(from, from.sync.refusal());
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
        if (incoming.kind() == DocumentPeer.Kind.REQUEST) from.requested = !deletion.deleted();
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
            if (deletion.deleted()) {
                insertion.fail("The document is deleted. Bring it back first.");
                return;
            }
            load(document);
            knowLastSource();
            if (space.isFull(this, document.size(), bytes)) {
                insertion.fail("The document or the space is full; status says which.");
                return;
            }
            Received received = document.insert(insertion.chunks());
            if (!received.added().isEmpty()) add(received, Source.SERVER);
            insertion.took(received);
            // What is there already may be on its way to the disk only.
            if (fresh.isEmpty()) insertion.stored();
            else inserted.add(insertion);
        } catch (StoreException | CorruptGraphException e) {
            space.failed(e);
            insertion.fail(e.getMessage());
        } catch (RuntimeException e) {
            insertion.fail("The server made a mistake.");
            throw e;
        }
    }

    private void add(Received received, Source by) {
        if (fresh.isEmpty()) space.hold(this);
        for (Received.Added added : received.added()) {
            Source source = source(added.sender(), by);
            fresh.add(new Fresh(added, source.equals(lastSource) ? null : source));
            lastSource = source;
            freshBytes += added.change().chunk().length;
            bytes += added.change().chunk().length;
        }
    }

    /** By whom a change came that had to wait for others: not by the one who brought those. */
    private Source source(@Nullable PeerSync sender, Source otherwise) {
        if (sender == null) return otherwise;
        for (DocumentPeer peer : peers) {
            if (peer.sync == sender) return peer.connection().source();
        }
        return otherwise;
    }

    private void refused(DocumentPeer from, @Nullable Refusal refusal) {
        if (refusal == null) return;
        if (from.device() != null) {
            from.connection().fail(from, Connection.REFUSED, refusal.sentence());
            return;
        }
        if (from.refusalLogged) return;
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
        connection.fail(peer, Connection.TRY_AGAIN_LATER, "This takes long. Send the rest again.");
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
        connection.fail(peer, Connection.REFUSED, "Too much of what was sent can't be placed.");
    }

    private void unreadable(DocumentPeer peer, Exception e) {
        space.failed(e);
        peer.connection().fail(peer, Connection.TRY_AGAIN_LATER, "A document can't be read now.");
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
        peer.connection().outbox().answer(id, unavailable(peer));
    }

    private DocumentSync opened() throws StoreException {
        DocumentSync document = sync;
        if (document == null) {
            StoredDocument stored = bodies.find();
            deletion = stored == null ? Deletion.NEVER : stored.deletion();
            if (deletion.deleted()) stored = null;
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
        if (document.loaded()) return;
        document.attach(
                document.size() == 0 ? new ChangeGraph() : ChangeGraph.load(bodies.graphRows()));
    }

    private void knowLastSource() throws StoreException {
        if (knowsLastSource) return;
        lastSource = bodies.lastSource();
        knowsLastSource = true;
    }

    // ---- the journal

    /** Hands what was taken to the store; until it is on disk, events wait. */
    private void journal() {
        while (commits == 0 && (fresh.isEmpty() || freshBytes < space.limits().batchBytes())) {
            Runnable event = afterCommit.poll();
            if (event == null) break;
            event.run();
        }
        append();
    }

    private void append() {
        DocumentSync document = sync;
        if (fresh.isEmpty() || document == null) return;
        List<Fresh> batch = fresh;
        List<Insertion> told = inserted;
        var changes = new ArrayList<Append.NewChange>(batch.size());
        for (Fresh one : batch) {
            Received.Added added = one.added();
            changes.add(new Append.NewChange(added.row(), added.change().chunk(), one.from()));
        }
        var append =
                new Append(
                        id,
                        batch.getFirst().added().index(),
                        changes,
                        document.heads(),
                        failure -> mailbox.post(() -> committed(batch, told, failure)));
        fresh = new ArrayList<>();
        inserted = new ArrayList<>();
        freshBytes = 0;
        commits++;
        boolean handedOver = false;
        try {
            space.store().append(append);
            handedOver = true;
        } finally {
            if (!handedOver) {
                commits--;
                told.forEach(insertion -> insertion.fail(null));
                space.release(this);
            }
        }
    }

    private void committed(
            List<Fresh> batch, List<Insertion> told, @Nullable StoreException failure) {
        commits--;
        try {
            if (failure == null) stored(batch);
            else takeBack(failure);
            for (Insertion insertion : told) {
                if (failure == null) insertion.stored();
                else insertion.fail(failure.getMessage());
            }
            if (commits == 0) journal();
        } finally {
            space.release(this);
        }
    }

    private void stored(List<Fresh> batch) {
        bodies.forgetLast();
        if (peers.size() > 1) bodies.keep(batch.stream().map(Fresh::added).toList());
        space.wrote();
        for (DocumentPeer peer : peers) {
            peer.committing = false;
            peer.known();
            peer.offers();
            answer(peer);
        }
        space.changed(id, null);
    }

    /** The changes of the last batch aren't on disk: as if they had never come. */
    private void takeBack(StoreException failure) {
        space.failed(failure);
        startOver();
        for (DocumentPeer peer : peers) {
            if (!peer.committing) continue;
            peer.committing = false;
            peer.sync.refuse(Refusal.STORAGE_FULL);
            peer.connection().notStored(peer, failure);
        }
        for (DocumentPeer peer : peers) {
            if (peer.requested) hold(peer);
            answer(peer);
        }
    }

    private void startOver() {
        if (!fresh.isEmpty()) space.release(this);
        inserted.forEach(insertion -> insertion.fail("It could not be stored. Try again."));
        inserted = new ArrayList<>();
        sync = null;
        knowsLastSource = false;
        fresh = new ArrayList<>();
        freshBytes = 0;
        bodies.forgetLast();
        for (DocumentPeer peer : peers) peer.sync.startOver();
    }

    // ---- out

    /** The peer may be owed a message. */
    private void answer(DocumentPeer peer) {
        if (peer.receiving || peer.left) return;
        if (!fresh.isEmpty()) return; // the commit answers everyone
        if (sync != null) remoteHeads.report(peer, sync.heads(), peers);
        if (peer.connection().outbox().offer(peer)) send(peer);
        else progress(peer);
    }

    private void progress(DocumentPeer peer) {
        DeviceConnection device = peer.device();
        if (device == null || peer.left || sync == null) return;
        device.progress(peer, sync.inStep(peer.sync));
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
        if (message == null) peer.connection().outbox().pass();
        else peer.connection().outbox().send(message);
        progress(peer);
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
        SendBudget budget = space.sending();
        long most = budget.largestMessage(space.limits().sendBytes());
        // other machines take changes only
        Compact compact = peer.device() == null ? bodies.compact(bytes) : Compact.NONE;
        if (document.needsGraph(peer.sync, most, compact)) load(document);
        Outgoing outgoing = document.generate(peer.sync, most, budget.largestChange(), compact);
        if (outgoing == null) return null;
        if (outgoing == Outgoing.LATER) {
            return budget.await(peer) ? null : next(peer);
        }
        String to = peer.connection().peerId();
        if (peer.begins) {
            peer.begins = false;
            ByteBuffer body = bodies.body(outgoing);
            return MessageCodec.encode(new Request(space.peerId(), to, id.toString(), body));
        }
        ByteBuffer message = bodies.sync(outgoing, peers.size() > 1, space.peerId(), to);
        if (message != null) return message;
        document.unsay(peer.sync);
        return next(peer); // which gets changes now
    }

    private DocumentUnavailable unavailable(DocumentPeer peer) {
        return peer.connection().unavailable(id.toString());
    }
}
