package xyz.groundmist.sync.documents;

import org.automerge.ChangeHash;
import org.automerge.Document;

import xyz.groundmist.sync.documents.Documents.Which;
import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.space.SizeLimits;
import xyz.groundmist.sync.space.Spaces;
import xyz.groundmist.sync.store.SpaceName;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

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
        spaces = new Spaces(folder, InstantSource.system(), SizeLimits.DEFAULT);
        cage = new Cage(folder.resolve("native"), limits);
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
