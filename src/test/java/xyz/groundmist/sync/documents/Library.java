package xyz.groundmist.sync.documents;

import org.automerge.ChangeHash;
import org.automerge.Document;
import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.documents.Documents.Which;
import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.space.PeerConnection;
import xyz.groundmist.sync.space.PeerSocket;
import xyz.groundmist.sync.space.SizeLimits;
import xyz.groundmist.sync.space.Space;
import xyz.groundmist.sync.space.Spaces;
import xyz.groundmist.sync.space.Terms;
import xyz.groundmist.sync.store.SpaceName;
import xyz.groundmist.sync.wire.Join;
import xyz.groundmist.sync.wire.MessageCodec;
import xyz.groundmist.sync.wire.PeerMetadata;
import xyz.groundmist.sync.wire.Sync;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;

/** A data folder with documents in it, and what can be seen of them. */
final class Library implements AutoCloseable {
    static final SpaceName SPACE = Objects.requireNonNull(SpaceName.parse("xyz.example.notes"));

    final Spaces spaces;
    final Cage cage;
    final Documents documents;

    Library(Path folder) throws Exception {
        this(folder, CageLimits.DEFAULT);
    }

    Library(Path folder, CageLimits limits) throws Exception {
        this(folder, limits, WorkerCommand.here());
    }

    /**
     * @param worker how the worker is started
     */
    Library(Path folder, CageLimits limits, List<String> worker) throws Exception {
        spaces = new Spaces(folder, InstantSource.system(), SizeLimits.DEFAULT);
        cage = new Cage(worker, folder.resolve("native"), limits);
        documents = new Documents(spaces, cage, InstantSource.system());
    }

    static DocumentId newId() {
        UUID id = UUID.randomUUID();
        return DocumentId.of(
                ByteBuffer.allocate(16)
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits())
                        .array());
    }

    /** A new document of these changes. */
    Which add(List<byte[]> changes) throws Exception {
        var which = new Which(SPACE, newId());
        take(which, changes);
        return which;
    }

    void take(Which which, List<byte[]> changes) throws Exception {
        var inserted = spaces.open(which.space()).insert(which.id(), changes).get();
        if (inserted.refusal() != null) throw new AssertionError(inserted.refusal());
    }

    /** An app with that grant brings changes; they are stored when this returns. */
    void write(String grant, Which which, List<byte[]> changes) throws Exception {
        Space space = spaces.open(which.space());
        int before = stored(space, which.id());
        PeerConnection app = space.connect(new Deaf(), new Terms(grant, false));
        try {
            app.receive(
                    MessageCodec.encode(
                            new Join("app", new PeerMetadata(null, true), List.of("1"))));
            app.receive(
                    MessageCodec.encode(
                            new Sync("app", "server", which.id().toString(), offer(changes))));
            while (stored(space, which.id()) < before + changes.size()) Thread.sleep(2);
        } finally {
            app.closed();
        }
    }

    private static int stored(Space space, DocumentId id) throws Exception {
        var stored = space.find(id);
        return stored == null ? 0 : stored.changes();
    }

    /** A sync message with nothing but changes. */
    private static ByteBuffer offer(List<byte[]> changes) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x42, 0, 0, 0});
        uleb(out, changes.size());
        for (byte[] change : changes) {
            uleb(out, change.length);
            out.writeBytes(change);
        }
        return ByteBuffer.wrap(out.toByteArray());
    }

    private static void uleb(ByteArrayOutputStream out, int value) {
        int rest = value;
        for (; rest > 0x7f; rest >>>= 7) out.write(rest & 0x7f | 0x80);
        out.write(rest);
    }

    /** The socket of an app that doesn't listen. */
    private static final class Deaf implements PeerSocket {
        @Override
        public void send(ByteBuffer message, Consumer<@Nullable Throwable> done) {
            done.accept(null);
        }

        @Override
        public void close(int code, String reason) {}
    }

    /** The same of a document of the oracle's. */
    Which add(Document document) throws Exception {
        return add(changes(document));
    }

    static List<byte[]> changes(Document document) throws Exception {
        var changes = new ArrayList<byte[]>();
        byte[] all = document.encodeChangesSince(new ChangeHash[0]);
        var chunks = new ChunkStream(new ByteArrayInputStream(all), all.length);
        for (var next = chunks.next(); next != null; next = chunks.next())
            changes.add(next.bytes());
        return changes;
    }

    /** What the oracle reads of the changes as they are stored. */
    Document stored(Which which) throws Exception {
        var space = spaces.open(which.space());
        var found = Objects.requireNonNull(space.find(which.id()));
        var document = new Document();
        for (byte[] body :
                space.bodies(
                        found, java.util.stream.IntStream.range(0, found.changes()).toArray())) {
            document.applyEncodedChanges(body);
        }
        return document;
    }

    @Override
    public void close() {
        documents.close();
        spaces.close();
    }
}
