package xyz.groundmist.sync.space;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.engine.Compact;
import xyz.groundmist.sync.engine.DocumentChunk;
import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.engine.Outgoing;
import xyz.groundmist.sync.engine.Received;
import xyz.groundmist.sync.store.Source;
import xyz.groundmist.sync.store.StoreException;
import xyz.groundmist.sync.store.StoredDocument;
import xyz.groundmist.sync.wire.MessageCodec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A document's contents on their way out: its snapshot and its change chunks from the store, the
 * last committed ones from memory, as the others are about to get them, and the last message made
 * of them. Confined to its document.
 */
final class Bodies {
    private static final long KEPT_BYTES = 64 << 10;

    /** A larger message is made anew for each peer rather than kept. */
    private static final int LARGEST_SHARED = 256 << 10;

    private final Space space;
    private final DocumentId id;
    private @Nullable StoredDocument stored;
    private int keptFrom;
    private List<byte[]> kept = List.of();

    /** The snapshot can't be read, until another is kept. */
    private boolean snapshotIsBroken;

    /** The last message body made, for all peers that are owed the same. */
    private @Nullable Outgoing lastOutgoing;

    private @Nullable ByteBuffer lastBody;

    Bodies(Space space, DocumentId id) {
        this.space = space;
        this.id = id;
    }

    /** What the store knows of the document, or null when it has none. */
    @Nullable StoredDocument find() throws StoreException {
        stored = space.store().find(id);
        return stored;
    }

    /** By whom the last committed change came; null when nobody knows. */
    @Nullable Source lastSource() throws StoreException {
        StoredDocument now = find();
        return now == null || now.changes() == 0 ? null : space.store().lastSource(now);
    }

    /** The store has another snapshot than before. */
    void snapshotKept() throws StoreException {
        find();
        snapshotIsBroken = false;
    }

    /** The graph rows of all committed changes. */
    List<byte[]> graphRows() throws StoreException {
        StoredDocument now = find();
        return now == null ? List.of() : space.store().graphRows(now);
    }

    /**
     * What there is of the document in one chunk, as far as is known here.
     *
     * @param bytes of all its changes
     */
    Compact compact(long bytes) {
        StoredDocument known = stored;
        if (known == null || known.snapshotChanges() == 0 || snapshotIsBroken) return Compact.NONE;
        return new Compact(
                known.snapshotChanges(), known.snapshotBytes(), bytes - known.coveredBytes());
    }

    /**
     * The sync message for one peer.
     *
     * @param shared others may be owed the same
     * @return null when the snapshot that belongs in it can't be read; it isn't offered again
     */
    @Nullable ByteBuffer sync(Outgoing outgoing, boolean shared, String sender, String target)
            throws StoreException {
        ByteBuffer body = outgoing.equals(lastOutgoing) ? lastBody : null;
        if (body == null) {
            forgetLast();
            List<byte[]> chunks = of(outgoing.changes());
            int length = outgoing.size(snapshotBytes(outgoing), chunks);
            if (!shared || length > LARGEST_SHARED) {
                ByteBuffer message = MessageCodec.startSync(sender, target, id.toString(), length);
                return write(outgoing, chunks, message) ? message.flip() : null;
            }
            body = ByteBuffer.allocate(length);
            if (!write(outgoing, chunks, body)) return null;
            lastOutgoing = outgoing;
            lastBody = body.flip();
        }
        return MessageCodec.encodeSync(sender, target, id.toString(), body.duplicate());
    }

    /** The body of a message without a snapshot. */
    ByteBuffer body(Outgoing outgoing) throws StoreException {
        return outgoing.encode(of(outgoing.changes()));
    }

    private int snapshotBytes(Outgoing outgoing) throws StoreException {
        return outgoing.snapshot() == 0 ? 0 : row().snapshotBytes();
    }

    /** Writes it to the buffer's position; false when its snapshot can't be read. */
    private boolean write(Outgoing outgoing, List<byte[]> chunks, ByteBuffer out)
            throws StoreException {
        int bytes = snapshotBytes(outgoing);
        outgoing.begin(out, bytes, chunks);
        if (outgoing.snapshot() > 0) {
            if (!readSnapshot(outgoing.snapshot(), out.slice(out.position(), bytes))) return false;
            out.position(out.position() + bytes);
        }
        outgoing.end(out, chunks);
        return true;
    }

    private boolean readSnapshot(int changes, ByteBuffer into) throws StoreException {
        boolean sound;
        try {
            sound =
                    space.store().compaction().read(row().row(), changes, into)
                            && DocumentChunk.isWhole(into.flip());
        } catch (StoreException e) {
            if (e.kind() != StoreException.Kind.DAMAGED) throw e;
            sound = false;
        }
        if (sound) return true;
        StoredDocument before = row();
        StoredDocument now = find();
        if (now != null && now.snapshotChanges() == changes) {
            snapshotIsBroken = true;
            space.snapshots().drop(id, before.row(), changes);
        }
        return false;
    }

    /** Chunks for ascending indices, all of them committed. */
    private List<byte[]> of(int[] indices) throws StoreException {
        if (indices.length == 0) return List.of();
        if (indices[0] < keptFrom || indices[indices.length - 1] >= keptFrom + kept.size()) {
            return space.store().bodies(row().row(), indices);
        }
        var chunks = new ArrayList<byte[]>(indices.length);
        for (int index : indices) chunks.add(kept.get(index - keptFrom));
        return chunks;
    }

    /** Keeps what has just been committed, unless it is too much. */
    void keep(List<Received.Added> batch) {
        long bytes = 0;
        for (Received.Added added : batch) bytes += added.change().chunk().length;
        if (bytes > KEPT_BYTES) {
            kept = List.of();
            return;
        }
        keptFrom = batch.getFirst().index();
        kept = batch.stream().map(added -> added.change().chunk()).toList();
    }

    /** The document has changed. */
    void forgetLast() {
        lastOutgoing = null;
        lastBody = null;
    }

    /** Gives memory back. */
    void forget() {
        forgetLast();
        kept = List.of();
    }

    private StoredDocument row() throws StoreException {
        StoredDocument known = stored == null ? find() : stored;
        if (known == null) throw new IllegalStateException("nothing is stored of " + id);
        return known;
    }
}
