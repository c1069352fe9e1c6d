package xyz.groundmist.sync.space;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.engine.DocumentChunk;
import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.store.Compaction;
import xyz.groundmist.sync.store.Snapshot;
import xyz.groundmist.sync.store.StoreException;

import java.nio.ByteBuffer;

/**
 * The compact snapshots of a space's documents: kept, taken up again where a crash or a full disk
 * ended it, and dropped when they can't be read. They are a cache: a document without one is sent
 * in changes.
 */
final class Snapshots {
    private static final Logger log = LoggerFactory.getLogger(Snapshots.class);

    private final Space space;
    private final SizeLimits sizes;

    Snapshots(Space space, SizeLimits sizes) {
        this.space = space;
        this.sizes = sizes;
    }

    /** See {@link Space#keepSnapshot}. */
    boolean keep(DocumentId id, Snapshot snapshot) throws StoreException, InterruptedException {
        byte[] chunk = snapshot.document();
        if (chunk.length > sizes.snapshotBytes() || space.isClosing()) return false;
        if (!DocumentChunk.isWhole(ByteBuffer.wrap(chunk))) {
            throw new IllegalArgumentException("a snapshot is one whole document chunk");
        }
        if (!compaction().keep(id, snapshot)) return false;
        LiveDocument open = space.open(id);
        if (open != null) open.snapshotKept();
        try {
            compaction().pack(id);
        } catch (StoreException e) {
            if (!space.isClosing()) throw e; // finish() goes on after the next start
        }
        return true;
    }

    /** Packs what snapshots cover and isn't packed yet; seconds of work for a large document. */
    void finish() {
        try {
            for (DocumentId id : compaction().unfinished()) compaction().pack(id);
        } catch (StoreException e) {
            // A full disk is told of where changes are refused; this is tried again in an hour.
            if (e.kind() != StoreException.Kind.FULL && !space.isClosing()) space.failed(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** A snapshot turned out to be damaged, or only a part of it is there. */
    void drop(DocumentId id, long row, int changes) {
        log.warn(
                "The compact snapshot of document {} can't be read and is given up. Nothing is"
                        + " lost: it is only a cache, and is made again.",
                id);
        space.executor()
                .execute(() -> {
                    try {
                        compaction().drop(row, changes);
                    } catch (StoreException e) {
                        space.failed(e);
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private Compaction compaction() {
        return space.store().compaction();
    }
}
