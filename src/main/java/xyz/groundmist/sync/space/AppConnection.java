package xyz.groundmist.sync.space;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.engine.InvalidSyncMessageException;
import xyz.groundmist.sync.store.Source;
import xyz.groundmist.sync.store.StoreException;
import xyz.groundmist.sync.wire.Deleted;
import xyz.groundmist.sync.wire.DocumentUnavailable;
import xyz.groundmist.sync.wire.Ephemeral;
import xyz.groundmist.sync.wire.ErrorMessage;
import xyz.groundmist.sync.wire.Join;
import xyz.groundmist.sync.wire.Leave;
import xyz.groundmist.sync.wire.Message;
import xyz.groundmist.sync.wire.Peer;
import xyz.groundmist.sync.wire.PeerMetadata;
import xyz.groundmist.sync.wire.RemoteHeadsChanged;
import xyz.groundmist.sync.wire.RemoteSubscriptionChange;
import xyz.groundmist.sync.wire.Request;
import xyz.groundmist.sync.wire.Sync;

import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Set;

/** One client in a space: its handshake, and the documents that it asks for. */
final class AppConnection extends Connection {
    private static final Logger log = LoggerFactory.getLogger(AppConnection.class);
    private static final String PROTOCOL_VERSION = "1";

    private boolean toldOfTooMany; // only the reading thread

    /** Set once by the join, on the reading thread. */
    private volatile @Nullable Join joined;

    private volatile Set<String> watchedStorages = Set.of();

    private final Source source;

    AppConnection(Space space, PeerSocket socket, Terms terms) {
        super(space, socket, terms, space.share(terms.grantId()));
        source = new Source(Source.Kind.APP, terms.grantId());
    }

    @Override
    Source source() {
        return source;
    }

    /** The id the client joined with. */
    @Override
    String peerId() {
        Join join = joined;
        if (join == null) throw new IllegalStateException("not joined yet");
        return join.senderId();
    }

    @Override
    @Nullable String storageId() {
        Join join = joined;
        if (join == null || join.peerMetadata().isEphemeral()) return null;
        return join.peerMetadata().storageId();
    }

    @Override
    boolean watches(String storageId) {
        return watchedStorages.contains(storageId);
    }

    boolean isJoined() {
        return joined != null;
    }

    @Override
    void receive(Message message) throws InvalidSyncMessageException, InterruptedException {
        if (joined == null) {
            if (message instanceof Join join) join(join);
            else close(PROTOCOL_ERROR, "The first message must be a join.");
            return;
        }
        switch (message) {
            case Sync m -> sync(m, m.documentId(), m.data(), DocumentPeer.Kind.SYNC);
            case Request m -> sync(m, m.documentId(), m.data(), DocumentPeer.Kind.REQUEST);
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
            case Deleted m -> close(PROTOCOL_ERROR, "Only the owner deletes documents.");
        }
    }

    private void join(Join join) {
        String refusal = null;
        if (!join.supportedProtocolVersions().contains(PROTOCOL_VERSION)) {
            refusal = "This server speaks version 1 of the automerge-repo protocol.";
        } else if (join.senderId().isEmpty() || join.senderId().equals(space().peerId())) {
            refusal = "This peer id can't be used.";
        } else {
            joined = join;
            if (!space().admit(this)) {
                joined = null;
                refusal = "This peer id is in use by another app.";
            } else if (isClosed()) {
                // closed() may have looked before the id was taken, and nobody gives it back now.
                space().left(this);
                return;
            }
        }
        if (refusal != null) {
            outbox().answer(join, new ErrorMessage(space().peerId(), join.senderId(), refusal));
            close(REFUSED, refusal);
            return;
        }
        outbox().answer(
                        join,
                        new Peer(
                                space().peerId(),
                                join.senderId(),
                                new PeerMetadata(space().storageId(), false),
                                PROTOCOL_VERSION));
    }

    private void sync(Message message, String documentText, ByteBuffer data, DocumentPeer.Kind kind)
            throws InvalidSyncMessageException, InterruptedException {
        if (!isSender(message)) return;
        DocumentPeer peer = opened(documentText);
        if (peer == null) peer = open(documentText, kind == DocumentPeer.Kind.REQUEST);
        if (peer != null) sync(peer, data, kind);
    }

    /** Opens a document for this client; null when it may not, which the client has been told. */
    private @Nullable DocumentPeer open(String documentText, boolean request) {
        DocumentId id = DocumentId.parse(documentText);
        if (id != null && mayOpen(id, request)) return open(id);
        outbox().answer(documentText, unavailable(documentText));
        return null;
    }

    private boolean mayOpen(DocumentId id, boolean request) {
        boolean may =
                documents() < space().limits().documentsPerConnection()
                        && share().mayOpen()
                        && (!request || share().mayAskForUnknown() || space().has(id));
        if (!may && !toldOfTooMany) {
            toldOfTooMany = true;
            log.warn(
                    "A client of grant {} wants more documents than it may have open at once; it"
                            + " hears that they are unavailable.",
                    terms().grantId());
        }
        return may;
    }

    private void ephemeral(Ephemeral message) throws InterruptedException {
        if (terms().readOnly()) return;
        DocumentPeer peer = opened(message.documentId());
        if (peer == null || message.data().remaining() > space().limits().ephemeralBytes()) return;
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
            if (storages.size() < space().limits().watchedStorages()) storages.add(storage);
        }
        watchedStorages = Set.copyOf(storages);
        if (change.add().isEmpty()) return;
        for (DocumentPeer peer : opened()) peer.document().tellRemoteHeads(peer);
    }

    /** A client can only be told by closing its socket. */
    @Override
    void fail(DocumentPeer peer, int code, String reason) {
        close(code, reason);
    }

    /** Once refused it gets news only; when it comes back it offers its changes again. */
    @Override
    void notStored(DocumentPeer peer, StoreException failure) {
        if (failure.kind() == StoreException.Kind.FULL) {
            space().roomWatch().refused(this);
            return;
        }
        space().after(
                        space().limits().retryAfterFailure(),
                        () -> close(TRY_AGAIN_LATER, "Changes couldn't be stored. Try again."));
    }

    @Override
    void roomAgain() {
        close(TRY_AGAIN_LATER, "Changes are stored again.");
    }

    /** Closes a socket that has said nothing yet. */
    void expectJoin() {
        space().after(
                        space().limits().joinDeadline(),
                        () -> {
                            if (joined == null) close(REFUSED, "No join came in time.");
                        });
    }
}
