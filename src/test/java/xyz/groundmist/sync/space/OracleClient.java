package xyz.groundmist.sync.space;

import static xyz.groundmist.sync.space.Patience.until;

import org.automerge.Document;
import org.automerge.ObjectId;
import org.automerge.SyncState;
import org.automerge.Transaction;
import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.wire.DocumentUnavailable;
import xyz.groundmist.sync.wire.Ephemeral;
import xyz.groundmist.sync.wire.Join;
import xyz.groundmist.sync.wire.Message;
import xyz.groundmist.sync.wire.MessageCodec;
import xyz.groundmist.sync.wire.PeerMetadata;
import xyz.groundmist.sync.wire.Request;
import xyz.groundmist.sync.wire.Sync;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An app: Automerge itself (0.5.7), speaking automerge-repo's protocol over a {@link FakeSocket}.
 * One thread at a time.
 */
final class OracleClient implements AutoCloseable {
    private static final String SERVER = "server";

    private final Space space;
    private final Terms terms;
    private final String peerId;
    private final PeerMetadata metadata;
    private final Map<DocumentId, Copy> copies = new HashMap<>();
    private final List<Message> heard = new ArrayList<>();
    private FakeSocket socket = new FakeSocket();
    private PeerConnection connection;

    /** A document as this app has it. */
    private static final class Copy {
        final Document document = new Document();
        SyncState state = new SyncState();
        int unavailable;
        int syncs;
        boolean silent;
    }

    OracleClient(Space space, Terms terms, String peerId, @Nullable String storageId) {
        this.space = space;
        this.terms = terms;
        this.peerId = peerId;
        this.metadata = new PeerMetadata(storageId, false);
        this.connection = space.connect(socket, terms);
    }

    /** Joins, and waits for the answer. */
    OracleClient join() {
        send(new Join(peerId, metadata, List.of("1")));
        until("the join is answered", () -> socket.sent() > 0);
        heard.addAll(socket.take());
        return this;
    }

    void send(Message message) {
        connection.receive(MessageCodec.encode(message));
    }

    PeerConnection connection() {
        return connection;
    }

    FakeSocket socket() {
        return socket;
    }

    String peerId() {
        return peerId;
    }

    // ---- what its user does

    /** Changes the document, which is made if there was none. */
    void edit(DocumentId id, String key, String value) {
        try (Transaction tx = copy(id).document.startTransaction()) {
            tx.set(ObjectId.ROOT, key, value);
            tx.commit();
        }
    }

    /** Asks for a document that this app doesn't have. */
    void find(DocumentId id) {
        Copy copy = copy(id);
        copy.document
                .generateSyncMessage(copy.state)
                .ifPresent(data ->
                        send(new Request(peerId, SERVER, id.toString(), ByteBuffer.wrap(data))));
    }

    /** Asks again, as a tab does that was opened anew. */
    void findAgain(DocumentId id) {
        Copy copy = copy(id);
        copy.state.free();
        copy.state = new SyncState();
        find(id);
    }

    void say(DocumentId id, String author, String session, long count, String text) {
        var data = ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        send(new Ephemeral(author, SERVER, id.toString(), session, count, data));
    }

    /** Reads what has arrived and answers it; true when there was anything to read or to say. */
    boolean step() {
        boolean busy = false;
        for (Message message : socket.take()) {
            busy = true;
            switch (message) {
                case Sync sync -> receive(sync);
                case DocumentUnavailable none -> copy(none.documentId()).unavailable++;
                default -> heard.add(message);
            }
        }
        for (DocumentId id : List.copyOf(copies.keySet())) busy |= speak(id);
        return busy;
    }

    private void receive(Sync sync) {
        Copy copy = copy(sync.documentId());
        copy.syncs++;
        byte[] data = new byte[sync.data().remaining()];
        sync.data().duplicate().get(data);
        copy.document.receiveSyncMessage(copy.state, data);
    }

    /** Sends what there is to say of a document, if anything. */
    boolean speak(DocumentId id) {
        Copy copy = copy(id);
        boolean hasNothing = copy.document.getHeads().length == 0;
        if (copy.silent || (hasNothing && copy.syncs == 0)) return false;
        Optional<byte[]> data = copy.document.generateSyncMessage(copy.state);
        data.ifPresent(
                bytes -> send(new Sync(peerId, SERVER, id.toString(), ByteBuffer.wrap(bytes))));
        return data.isPresent();
    }

    /** What there is to say of a document, instead of sending it. */
    ByteBuffer next(DocumentId id) {
        Copy copy = copy(id);
        return ByteBuffer.wrap(copy.document.generateSyncMessage(copy.state).orElseThrow());
    }

    /** From now on it reads about this document and says nothing. */
    void fallSilent(DocumentId id) {
        fallSilent(id, true);
    }

    void fallSilent(DocumentId id, boolean silent) {
        copy(id).silent = silent;
    }

    // ---- its connection

    /** The socket breaks; what was under way is lost. */
    void disconnect() {
        connection.closed();
        socket.close(1006, "broken");
    }

    /** Connects again, knowing nothing of what the server has. */
    OracleClient reconnect() {
        return reconnect(false);
    }

    /** Connects again, as an app does that keeps its sync states on disk. */
    OracleClient reconnectWithState() {
        return reconnect(true);
    }

    private OracleClient reconnect(boolean keep) {
        for (Copy copy : copies.values()) {
            SyncState old = copy.state;
            copy.state = keep ? SyncState.decode(old.encode()) : new SyncState();
            copy.syncs = 0;
            old.free();
        }
        socket = new FakeSocket();
        connection = space.connect(socket, terms);
        return join();
    }

    // ---- what it sees

    /** The document's keys and values. */
    String text(DocumentId id) {
        var text = new TreeMap<String, String>();
        Document document = copy(id).document;
        for (String key : document.keys(ObjectId.ROOT).orElse(new String[0])) {
            document.get(ObjectId.ROOT, key).ifPresent(value -> text.put(key, value.toString()));
        }
        return text.toString();
    }

    List<String> heads(DocumentId id) {
        return Arrays.stream(copy(id).document.getHeads())
                .map(hash -> java.util.HexFormat.of().formatHex(hash.getBytes()))
                .sorted()
                .toList();
    }

    boolean has(DocumentId id, String key) {
        return copy(id).document.get(ObjectId.ROOT, key).isPresent();
    }

    /** How often it heard that a document is unavailable. */
    int unavailable(DocumentId id) {
        return copy(id).unavailable;
    }

    /** Sync messages read since the connection began. */
    int syncs(DocumentId id) {
        return copy(id).syncs;
    }

    /** Everything read that was neither a sync message nor doc-unavailable. */
    <T extends Message> List<T> heard(Class<T> kind) {
        return heard.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private Copy copy(String id) {
        DocumentId parsed = DocumentId.parse(id);
        if (parsed == null) throw new AssertionError(id + " is no document id");
        return copy(parsed);
    }

    private Copy copy(DocumentId id) {
        return copies.computeIfAbsent(id, _ -> new Copy());
    }

    @Override
    public void close() {
        connection.closed();
        for (Copy copy : copies.values()) {
            copy.state.free();
            copy.document.free();
        }
    }
}
