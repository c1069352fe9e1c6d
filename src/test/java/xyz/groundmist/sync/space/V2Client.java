package xyz.groundmist.sync.space;

import static xyz.groundmist.sync.space.Patience.until;

import org.automerge.Document;

import xyz.groundmist.sync.engine.ChangeHash;
import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.wire.Join;
import xyz.groundmist.sync.wire.Message;
import xyz.groundmist.sync.wire.MessageCodec;
import xyz.groundmist.sync.wire.PeerMetadata;
import xyz.groundmist.sync.wire.Request;
import xyz.groundmist.sync.wire.Sync;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An app with one document that says it reads sync messages of version 2, which the oracle doesn't:
 * only what is in a message goes to the oracle.
 */
final class V2Client implements AutoCloseable {
    /** As Automerge 2.2 says it. */
    private static final byte[] SPEAKS_V2 = {2, 1, 2};

    private final String peerId;
    private final DocumentId id;
    private final FakeSocket socket = new FakeSocket();
    private final PeerConnection connection;
    private final List<Heard> heard = new ArrayList<>();
    private Document document = new Document();

    /** A sync message as it came: its version, and its entries. */
    record Heard(int version, List<byte[]> entries) {
        int bytes() {
            return entries.stream().mapToInt(entry -> entry.length).sum();
        }

        /** The type of the first chunk; 0: a whole document. */
        int firstChunk() {
            return entries.getFirst()[8];
        }
    }

    V2Client(Space space, Terms terms, String peerId, DocumentId id) {
        this.peerId = peerId;
        this.id = id;
        this.connection = space.connect(socket, terms);
        connection.receive(join(peerId));
        until("the join is answered", () -> socket.sent() > 0);
        socket.take();
    }

    static ByteBuffer join(String peerId) {
        return MessageCodec.encode(new Join(peerId, new PeerMetadata(null, false), List.of("1")));
    }

    static ByteBuffer request(String peerId, DocumentId id, List<ChangeHash> heads) {
        return MessageCodec.encode(new Request(peerId, "server", id.toString(), says(heads)));
    }

    /** Asks for the document. */
    V2Client find() {
        connection.receive(request(peerId, id, heads()));
        return this;
    }

    /** Tells what it has. */
    void answer() {
        answer(heads());
    }

    void answer(List<ChangeHash> heads) {
        connection.receive(
                MessageCodec.encode(new Sync(peerId, "server", id.toString(), says(heads))));
    }

    private static ByteBuffer says(List<ChangeHash> heads) {
        var out = new ByteArrayOutputStream();
        out.write(0x42);
        out.write(heads.size());
        for (ChangeHash head : heads) out.writeBytes(head.bytes());
        out.writeBytes(new byte[] {0, 1, 0, 0, 0}); // needs nothing, one empty have, no changes
        out.writeBytes(SPEAKS_V2);
        return ByteBuffer.wrap(out.toByteArray());
    }

    /** Waits for one more message that has changes, and loads them. */
    Heard awaitChanges() {
        int before = heard.size();
        until(
                "a message has come",
                () -> {
                    listen();
                    return heard.size() > before;
                });
        Heard next = heard.get(before);
        for (byte[] entry : next.entries) document.applyEncodedChanges(entry);
        return next;
    }

    private void listen() {
        for (Message message : socket.take()) {
            if (!(message instanceof Sync sync)) continue;
            Heard one = read(sync.data());
            if (!one.entries.isEmpty()) heard.add(one);
        }
    }

    /** How many messages with changes have come by now. */
    int heard() {
        listen();
        return heard.size();
    }

    private static Heard read(ByteBuffer data) {
        ByteBuffer in = data.duplicate();
        int version = in.get();
        skipHashes(in);
        skipHashes(in);
        for (long haves = number(in); haves > 0; haves--) {
            skipHashes(in);
            skip(in, number(in));
        }
        var entries = new ArrayList<byte[]>();
        for (long left = number(in); left > 0; left--) {
            byte[] entry = new byte[(int) number(in)];
            in.get(entry);
            entries.add(entry);
        }
        return new Heard(version, entries);
    }

    private static void skipHashes(ByteBuffer in) {
        skip(in, number(in) * ChangeHash.BYTES);
    }

    private static void skip(ByteBuffer in, long bytes) {
        in.position(in.position() + (int) bytes);
    }

    private static long number(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) return value;
        }
    }

    List<ChangeHash> heads() {
        return heads(document);
    }

    static List<ChangeHash> heads(Document document) {
        return Arrays.stream(document.getHeads())
                .map(hash -> ChangeHash.of(hash.getBytes()))
                .sorted()
                .toList();
    }

    FakeSocket socket() {
        return socket;
    }

    /** It has lost everything. */
    void forget() {
        document.free();
        document = new Document();
    }

    @Override
    public void close() {
        connection.closed();
        document.free();
    }
}
