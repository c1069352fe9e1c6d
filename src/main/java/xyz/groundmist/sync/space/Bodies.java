package xyz.groundmist.sync.space;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.engine.Received;
import xyz.groundmist.sync.store.Source;
import xyz.groundmist.sync.store.SpaceStore;
import xyz.groundmist.sync.store.StoreException;
import xyz.groundmist.sync.store.StoredDocument;

import java.util.ArrayList;
import java.util.List;

/**
 * A document's change chunks: the last committed ones from memory, as the others are about to get
 * them, and everything else from the store. Confined to its document.
 */
final class Bodies {
    private static final long KEPT_BYTES = 64 << 10;

    private final SpaceStore store;
    private final DocumentId id;
    private @Nullable StoredDocument stored;
    private int keptFrom;
    private List<byte[]> kept = List.of();

    Bodies(SpaceStore store, DocumentId id) {
        this.store = store;
        this.id = id;
    }

    /** What the store knows of the document, or null when it has none. */
    @Nullable StoredDocument find() throws StoreException {
        stored = store.find(id);
        return stored;
    }

    /** By whom the last committed change came; null when nobody knows. */
    @Nullable Source lastSource() throws StoreException {
        StoredDocument now = find();
        return now == null || now.changes() == 0 ? null : store.lastSource(now);
    }

    /** The graph rows of all committed changes. */
    List<byte[]> graphRows() throws StoreException {
        StoredDocument now = find();
        return now == null ? List.of() : store.graphRows(now);
    }

    /** Chunks for ascending indices, all of them committed. */
    List<byte[]> of(int[] indices) throws StoreException {
        if (indices.length == 0) return List.of();
        if (indices[0] < keptFrom || indices[indices.length - 1] >= keptFrom + kept.size()) {
            return store.bodies(row().row(), indices);
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
            forget();
            return;
        }
        keptFrom = batch.getFirst().index();
        kept = batch.stream().map(added -> added.change().chunk()).toList();
    }

    void forget() {
        kept = List.of();
    }

    private StoredDocument row() throws StoreException {
        StoredDocument known = stored == null ? find() : stored;
        if (known == null) throw new IllegalStateException("nothing is stored of " + id);
        return known;
    }
}
