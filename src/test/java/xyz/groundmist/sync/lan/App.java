package xyz.groundmist.sync.lan;

import org.automerge.Document;
import org.automerge.ObjectId;
import org.automerge.SyncState;
import org.automerge.Transaction;
import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.space.PeerConnection;
import xyz.groundmist.sync.space.PeerSocket;
import xyz.groundmist.sync.space.Space;
import xyz.groundmist.sync.space.Terms;
import xyz.groundmist.sync.wire.DocumentUnavailable;
import xyz.groundmist.sync.wire.Join;
import xyz.groundmist.sync.wire.MalformedMessageException;
import xyz.groundmist.sync.wire.Message;
import xyz.groundmist.sync.wire.MessageCodec;
import xyz.groundmist.sync.wire.PeerMetadata;
import xyz.groundmist.sync.wire.Request;
import xyz.groundmist.sync.wire.Sync;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** An app on one machine: Automerge itself (0.5.7) over automerge-repo's protocol. One thread. */
final class App implements PeerSocket, AutoCloseable {
    private static final String SERVER = "server";

    private final Space space;
    private final String name;
    private final Map<DocumentId, Copy> copies = new HashMap<>();
    private final ConcurrentLinkedQueue<Message> arrived = new ConcurrentLinkedQueue<>();
    private final List<DocumentId> unavailable = new ArrayList<>();
    private final PeerConnection connection;
    private volatile @Nullable Integer closeCode;

    private static final class Copy {
        final Document document = new Document();
        final SyncState state = new SyncState();
        boolean speaks;
    }

    App(Space space, String name) {
        this.space = space;
        this.name = name;
        this.connection = space.connect(this, new Terms(name, false));
        say(new Join(name, new PeerMetadata("storage of " + name, false), List.of("1")));
    }

    private void say(Message message) {
        connection.receive(MessageCodec.encode(message));
    }

    @Override
    public void send(ByteBuffer message, Consumer<@Nullable Throwable> done) {
        try {
            ByteBuffer copy = ByteBuffer.allocate(message.remaining()).put(message.duplicate());
            arrived.add(MessageCodec.decode(copy.flip()));
        } catch (MalformedMessageException e) {
            throw new AssertionError(e);
        }
        done.accept(null);
    }

    @Override
    public void close(int code, String reason) {
        if (closeCode == null) closeCode = code;
    }

    @Nullable Integer closeCode() {
        return closeCode;
    }

    /** Changes the document, and tells the machine of it. */
    void edit(DocumentId id, String key, String value) {
        Copy copy = copy(id);
        try (Transaction tx = copy.document.startTransaction()) {
            tx.set(ObjectId.ROOT, key, value);
            tx.commit();
        }
        copy.speaks = true;
        step();
    }

    void find(DocumentId id) {
        Copy copy = copy(id);
        copy.document
                .generateSyncMessage(copy.state)
                .ifPresent(data ->
                        say(new Request(name, SERVER, id.toString(), ByteBuffer.wrap(data))));
    }

    /** Reads what has come, and answers it. */
    void step() {
        for (Message message = arrived.poll(); message != null; message = arrived.poll()) {
            if (message instanceof DocumentUnavailable none) unavailable.add(id(none.documentId()));
            if (!(message instanceof Sync sync)) continue;
            Copy copy = copy(id(sync.documentId()));
            byte[] data = new byte[sync.data().remaining()];
            sync.data().duplicate().get(data);
            copy.document.receiveSyncMessage(copy.state, data);
            copy.speaks = true;
        }
        copies.forEach((id, copy) -> {
            if (!copy.speaks) return;
            copy.document
                    .generateSyncMessage(copy.state)
                    .ifPresent(data ->
                            say(new Sync(name, SERVER, id.toString(), ByteBuffer.wrap(data))));
        });
    }

    private static DocumentId id(String text) {
        DocumentId id = DocumentId.parse(text);
        if (id == null) throw new AssertionError(text + " is no document id");
        return id;
    }

    Map<String, String> text(DocumentId id) {
        var text = new TreeMap<String, String>();
        Document document = copy(id).document;
        for (String key : document.keys(ObjectId.ROOT).orElse(new String[0])) {
            document.get(ObjectId.ROOT, key).ifPresent(value -> text.put(key, value.toString()));
        }
        return text;
    }

    boolean has(DocumentId id, String key) {
        return copy(id).document.get(ObjectId.ROOT, key).isPresent();
    }

    /** Whether this document's heads are the stored ones. */
    boolean isStored(DocumentId id) {
        try {
            return space.states(null, Integer.MAX_VALUE).stream()
                    .filter(state -> state.id().equals(id))
                    .anyMatch(state ->
                            state.heads().stream()
                                    .map(Object::toString)
                                    .toList()
                                    .equals(heads(id)));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private List<String> heads(DocumentId id) {
        return java.util.Arrays.stream(copy(id).document.getHeads())
                .map(hash -> java.util.HexFormat.of().formatHex(hash.getBytes()))
                .sorted()
                .toList();
    }

    List<DocumentId> unavailable() {
        return unavailable;
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
        copies.clear();
    }
}
