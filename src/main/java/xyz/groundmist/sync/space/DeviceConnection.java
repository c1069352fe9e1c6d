package xyz.groundmist.sync.space;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.engine.InvalidSyncMessageException;
import xyz.groundmist.sync.store.Deletion;
import xyz.groundmist.sync.store.Source;
import xyz.groundmist.sync.store.StoreException;
import xyz.groundmist.sync.wire.Deleted;
import xyz.groundmist.sync.wire.DocumentUnavailable;
import xyz.groundmist.sync.wire.Message;
import xyz.groundmist.sync.wire.Request;
import xyz.groundmist.sync.wire.Sync;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Another machine of the owner's in a space. Both sides are alike, so unlike an app it is told of
 * documents that it hasn't asked for, and asks for those that it is said to have.
 *
 * <p>Whoever begins with a document says so by a {@code request}, and the other side begins anew
 * with it too; so either may stop at any time. A document stays open while it is brought in step
 * and for a while after its last change. {@code doc-unavailable} says: not now, I shall come back
 * for it. Neither side waits for the other.
 */
final class DeviceConnection extends Connection implements Replica {
    private static final Logger log = LoggerFactory.getLogger(DeviceConnection.class);

    /** So many documents are brought in step at one time; the others wait. */
    private static final int WINDOW = 64;

    /** So many that are known to differ are remembered, beside those with news. */
    private static final int MOST_WAITING = 20_000;

    /** So many stay open that are in step, for their next change. */
    private static final int KEPT = 256;

    /** A document that hasn't moved for so long is given up for now. */
    private static final Duration STALLED = Duration.ofMinutes(2);

    /** The last millisecond that may stand in a decision: the end of the year 9999. */
    private static final long LATEST = 253_402_300_799_999L;

    private static final String NOT_NOW_THERE =
            "Some documents can't be taken or given by the other computer at the moment. They are"
                    + " tried again. If that lasts, see there what is wrong.";

    /** What an answer is about, beside doc-unavailable, which is about the id itself. */
    private record DecisionOn(DocumentId document) {}

    private final String storageId;
    private final Source source;

    // Guarded by this.
    private final Set<DocumentId> waiting = new LinkedHashSet<>();
    private final Set<DocumentPeer> active = new HashSet<>();
    private final Set<DocumentId> failed = new HashSet<>();
    private @Nullable String problem;
    private boolean retryPlanned;
    private boolean opening;

    /** The outbox had too much in it to open more. */
    private volatile boolean crowded;

    DeviceConnection(Space space, PeerSocket socket, String device, String storageId) {
        super(space, socket, new Terms(device, false), space.deviceShare(device));
        this.storageId = storageId;
        source = new Source(Source.Kind.MACHINE, device);
    }

    @Override
    Source source() {
        return source;
    }

    @Override
    String peerId() {
        return Space.peerId(storageId);
    }

    @Override
    String storageId() {
        return storageId;
    }

    /** What apps know of each other's storages stays on the machine they are connected to. */
    @Override
    boolean watches(String storageId) {
        return false;
    }

    // ---- in

    @Override
    void receive(Message message) throws InvalidSyncMessageException, InterruptedException {
        if (!isSender(message)) return;
        switch (message) {
            case Sync m -> sync(m.documentId(), m.data(), DocumentPeer.Kind.SYNC);
            case Request m -> sync(m.documentId(), m.data(), DocumentPeer.Kind.BEGIN);
            case DocumentUnavailable m -> unavailableThere(m.documentId());
            case Deleted m -> decided(m);
            default -> close(PROTOCOL_ERROR, "Machines don't send such messages.");
        }
    }

    private void sync(String documentText, ByteBuffer data, DocumentPeer.Kind kind)
            throws InvalidSyncMessageException, InterruptedException {
        DocumentId id = parse(documentText);
        if (id == null) return;
        DocumentPeer known = opened(documentText);
        if (known != null && kind == DocumentPeer.Kind.BEGIN) {
            letGo(known);
            known = null;
        }
        if (known == null && !share().mayOpen()) {
            outbox().answer(id, unavailable(documentText));
            comeBackFor(id);
            return;
        }
        DocumentPeer peer = known == null ? openActive(id) : known;
        if (peer == null) return;
        synchronized (this) {
            waiting.remove(id);
            failed.remove(id);
        }
        sync(peer, data, kind);
    }

    private @Nullable DocumentId parse(String documentText) {
        DocumentId id = DocumentId.parse(documentText);
        if (id == null) close(PROTOCOL_ERROR, "A document's id is malformed.");
        return id;
    }

    private void unavailableThere(String documentText) {
        DocumentId id = parse(documentText);
        if (id == null) return;
        DocumentPeer peer = opened(documentText);
        if (peer != null) letGo(peer);
        synchronized (this) {
            failed.add(id);
        }
        openMoreSoon();
    }

    private void decided(Deleted message) {
        DocumentId id = parse(message.documentId());
        if (id == null) return;
        if (message.at() > LATEST) {
            close(PROTOCOL_ERROR, "A time is out of range.");
            return;
        }
        var deletion = new Deletion(message.deleted(), message.at());
        space().decide(
                        id,
                        _ -> deletion,
                        this,
                        failure -> {
                            if (failure != null) failed(id, problemOf(failure), true);
                        });
    }

    private static String problemOf(StoreException failure) {
        return String.valueOf(failure.getMessage());
    }

    @Override
    boolean again(DocumentPeer peer, DocumentPeer.Incoming incoming) {
        DocumentPeer next = openActive(peer.document().id());
        if (next == null) return false;
        next.document().receive(next, incoming);
        return true;
    }

    /** In one step: whoever lets it go meanwhile takes it out of both, in the same order. */
    private synchronized @Nullable DocumentPeer openActive(DocumentId id) {
        DocumentPeer peer = open(id);
        if (peer != null) active.add(peer);
        return peer;
    }

    // ---- what is brought in step

    @Override
    public boolean differs(DocumentId document) {
        synchronized (this) {
            if (waiting.size() >= MOST_WAITING) return false;
        }
        comeBackFor(document);
        return true;
    }

    @Override
    public synchronized boolean takesMore() {
        return waiting.size() < MOST_WAITING / 2;
    }

    private void comeBackFor(DocumentId document) {
        synchronized (this) {
            failed.remove(document);
            waiting.add(document);
        }
        openMoreSoon();
    }

    /** A document has news, on disk by now; called from its mailbox. */
    void changed(DocumentId document) {
        if (opened(document.toString()) == null) comeBackFor(document);
    }

    /** On another thread: whoever has news is in a document's mailbox. */
    private void openMoreSoon() {
        synchronized (this) {
            if (opening || !mayOpenMore()) return;
            opening = true;
        }
        space().executor().execute(this::openMore);
    }

    private boolean mayOpenMore() {
        if (waiting.isEmpty() || active.size() >= WINDOW) return false;
        crowded = outbox().isCrowded();
        return !crowded;
    }

    private void openMore() {
        while (true) {
            DocumentPeer peer;
            synchronized (this) {
                if (!mayOpenMore() || isClosed()) {
                    opening = false;
                    return;
                }
                var first = waiting.iterator();
                DocumentId id = first.next();
                first.remove();
                // One that is open already talks for itself.
                if (opened(id.toString()) != null) continue;
                peer = openActive(id);
                if (peer == null) continue;
            }
            peer.document().begin(peer);
        }
    }

    @Override
    void saidAll() {
        // Under the outbox's lock, which is taken inside of ours.
        if (crowded) space().executor().execute(this::openMoreSoon);
    }

    /** Whether this document is in step now; from its mailbox. */
    void progress(DocumentPeer peer, boolean inStep) {
        peer.lastMoved = System.nanoTime();
        boolean moreWaits;
        synchronized (this) {
            if (opened(peer.document().id().toString()) != peer) return;
            if (!inStep) {
                active.add(peer);
                return;
            }
            active.remove(peer);
            moreWaits = !waiting.isEmpty();
            if (active.isEmpty() && failed.isEmpty()) problem = null;
        }
        if (documents() > KEPT) peer.document().leaveInStep(peer);
        if (moreWaits) openMoreSoon();
    }

    /** Tells what was decided about a document, if anything was; from its mailbox. */
    void tell(DocumentId document, Deletion deletion) {
        if (deletion.equals(Deletion.NEVER)) return;
        outbox().answer(
                        new DecisionOn(document),
                        new Deleted(
                                space().peerId(),
                                peerId(),
                                document.toString(),
                                deletion.deleted(),
                                deletion.at()));
    }

    // ---- what isn't

    @Override
    void fail(DocumentPeer peer, int code, String reason) {
        if (peer.left) return;
        peer.left = true;
        DocumentId id = peer.document().id();
        letGo(peer);
        outbox().answer(id, unavailable(id.toString()));
        failed(id, reason, code == TRY_AGAIN_LATER || code == INTERNAL_ERROR);
    }

    @Override
    void notStored(DocumentPeer peer, StoreException failure) {
        boolean full = failure.kind() == StoreException.Kind.FULL;
        if (full) space().roomWatch().refused(this);
        fail(peer, full ? REFUSED : TRY_AGAIN_LATER, problemOf(failure));
    }

    private void failed(DocumentId id, String reason, boolean tryAgain) {
        boolean plan;
        synchronized (this) {
            if (!reason.equals(problem)) {
                log.warn("Device {}, space {}: {}", terms().grantId(), space().name(), reason);
            }
            problem = reason;
            failed.add(id);
            plan = tryAgain && !retryPlanned;
            retryPlanned |= plan;
        }
        if (plan) space().after(space().limits().retryAfterFailure(), this::roomAgain);
        openMoreSoon();
    }

    @Override
    void roomAgain() {
        synchronized (this) {
            retryPlanned = false;
            waiting.addAll(failed);
            failed.clear();
        }
        openMoreSoon();
    }

    /** The document is open no longer; what both sides know of each other is forgotten. */
    void letGo(DocumentPeer peer) {
        leave(peer);
        synchronized (this) {
            active.remove(peer);
        }
    }

    /** Lets go of what hasn't changed for a while, and gives up what doesn't move. */
    void rest() {
        long now = System.nanoTime();
        long idle = space().limits().idleGraph().toNanos();
        for (DocumentPeer peer : opened()) {
            long still = now - peer.lastMoved;
            if (still < idle) continue;
            if (still < STALLED.toNanos() || outbox().isBusy()) peer.document().leaveInStep(peer);
            else peer.document().stalled(peer);
        }
        openMoreSoon();
    }

    @Override
    public synchronized int behind() {
        return waiting.size() + active.size() + failed.size();
    }

    @Override
    public synchronized @Nullable String problem() {
        if (failed.isEmpty()) return null;
        return problem == null ? NOT_NOW_THERE : problem;
    }

    @Override
    public void closed() {
        super.closed();
        synchronized (this) {
            active.clear();
            waiting.clear();
            failed.clear();
        }
    }
}
