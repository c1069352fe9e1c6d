package xyz.groundmist.sync.engine;

import org.automerge.Document;
import org.automerge.ObjectId;
import org.automerge.ObjectType;
import org.automerge.SyncState;
import org.automerge.Transaction;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A client that is Automerge itself (0.5.7), and its connection to a {@link SyncServer}. */
final class OracleClient implements AutoCloseable {
    private final Random random;
    private final SyncServer server;
    private final Deque<byte[]> toServer = new ArrayDeque<>();
    private final Deque<byte[]> toClient = new ArrayDeque<>();
    private final List<Node> objects = new ArrayList<>();
    private Document document;
    private SyncState state;
    private byte[] oldState;
    private PeerSync peer = new PeerSync();
    int answers;

    private record Node(ObjectId id, ObjectType type) {}

    OracleClient(SyncServer server, Random random) {
        this.server = server;
        this.random = random;
        this.document = new Document(newActor()); // first: it loads the native library
        this.state = new SyncState();
        this.oldState = state.encode();
    }

    private byte[] newActor() {
        var actor = new byte[16];
        random.nextBytes(actor);
        return actor;
    }

    PeerSync peer() {
        return peer;
    }

    Document document() {
        return document;
    }

    List<ChangeHash> heads() {
        return Arrays.stream(document.getHeads())
                .map(hash -> ChangeHash.of(hash.getBytes()))
                .sorted()
                .toList();
    }

    // ---- what its user does

    void edit() {
        try (Transaction tx = document.startTransaction()) {
            for (int i = random.nextInt(3); i >= 0; i--) editOnce(tx);
            tx.commit();
        }
    }

    private void editOnce(Transaction tx) {
        findObjects();
        Node node = objects.get(random.nextInt(objects.size()));
        long length = node.type == ObjectType.MAP ? 0 : tx.length(node.id);
        String key = "k" + random.nextInt(4);
        switch (node.type) {
            case MAP -> {
                switch (random.nextInt(7)) {
                    case 0 -> tx.set(node.id, key, ObjectType.MAP);
                    case 1 -> tx.set(node.id, key, ObjectType.LIST);
                    case 2 -> tx.set(node.id, key, ObjectType.TEXT);
                    case 3 -> tx.set(node.id, key, random.nextDouble());
                    case 4 -> tx.delete(node.id, key);
                    default -> tx.set(node.id, key, "v" + random.nextInt());
                }
            }
            case LIST -> {
                if (length > 0 && random.nextInt(3) == 0) {
                    tx.delete(node.id, random.nextLong(length));
                } else if (length > 0 && random.nextInt(3) == 0) {
                    tx.set(node.id, random.nextLong(length), random.nextInt());
                } else {
                    tx.insert(node.id, random.nextLong(length + 1), "i" + random.nextInt());
                }
            }
            case TEXT -> {
                long at = random.nextLong(length + 1);
                long cut = Math.min(length - at, random.nextInt(3));
                tx.spliceText(node.id, at, cut, "t".repeat(1 + random.nextInt(5)));
            }
        }
    }

    private void findObjects() {
        objects.clear();
        objects.add(new Node(ObjectId.ROOT, ObjectType.MAP));
        for (String key : document.keys(ObjectId.ROOT).orElse(new String[0])) {
            document.get(ObjectId.ROOT, key)
                    .ifPresent(value -> DocumentText.objectOf(value).ifPresent(this::remember));
        }
    }

    private void remember(ObjectId id) {
        document.getObjectType(id).ifPresent(type -> objects.add(new Node(id, type)));
    }

    void setKey(String value) {
        try (Transaction tx = document.startTransaction()) {
            tx.set(ObjectId.ROOT, "key", value);
            tx.commit();
        }
    }

    void merge(OracleClient other) {
        document.merge(other.document);
    }

    // ---- its connection

    /** Sends what it has to say, and reads up to {@code most} messages of the server's. */
    void speak() {
        Optional<byte[]> message = document.generateSyncMessage(state);
        message.ifPresent(toServer::add);
    }

    boolean read() {
        byte[] message = toClient.poll();
        if (message == null) return false;
        document.receiveSyncMessage(state, message);
        return true;
    }

    boolean serverReads() {
        byte[] message = toServer.poll();
        if (message == null) return false;
        server.receive(peer, message);
        return true;
    }

    boolean serverSpeaks() {
        byte[] message = server.message(peer);
        if (message == null) return false;
        answers++;
        toClient.add(message);
        return true;
    }

    /** Everything that is ready to be said and read now; false when there is nothing. */
    boolean exchange() {
        int before = toServer.size();
        speak();
        boolean busy = toServer.size() > before;
        while (serverReads()) busy = true;
        busy |= serverSpeaks();
        while (read()) busy = true;
        return busy;
    }

    void rememberState() {
        oldState = state.encode();
    }

    /** The socket breaks; what was under way is lost. */
    void reconnect(State with) {
        toServer.clear();
        toClient.clear();
        server.document().leave(peer);
        peer = new PeerSync();
        byte[] encoded =
                switch (with) {
                    case FRESH -> null;
                    case KEPT -> state.encode();
                    case STALE -> oldState;
                };
        state.free();
        state = encoded == null ? new SyncState() : SyncState.decode(encoded);
    }

    /** What a client that reconnects remembers of the server. */
    enum State {
        FRESH,
        KEPT,
        STALE
    }

    void loseEverything(State with) {
        reconnect(with);
        document.free();
        document = new Document(newActor());
    }

    /** The client goes on from an older copy of its document, as another actor. */
    void goBackTo(byte[] saved, State with) {
        reconnect(with);
        document.free();
        Document old = Document.load(saved);
        document = old.fork(newActor());
        old.free();
    }

    /** What it would be if it loaded the server's changes in order. */
    static String load(List<byte[]> bodies) {
        int size = bodies.stream().mapToInt(body -> body.length).sum();
        var all = ByteBuffer.allocate(size);
        bodies.forEach(all::put);
        var document = new Document();
        document.applyEncodedChanges(all.array());
        String text = DocumentText.of(document);
        document.free();
        return text;
    }

    @Override
    public void close() {
        state.free();
        document.free();
    }
}
