package xyz.groundmist.sync.store;

import xyz.groundmist.sync.engine.ChangeHash;
import xyz.groundmist.sync.engine.DocumentId;

import java.time.Instant;
import java.util.List;

/**
 * A document as it was stored when it was looked up.
 *
 * @param row names the document within its space's database
 * @param changes how many changes it has; they have the indices 0 to {@code changes - 1}
 * @param bytes the sum of the lengths of their chunks
 * @param heads sorted
 * @param created when its first change, or its deletion elsewhere, was stored
 * @param changed when its latest change was stored
 * @param deletion whether it is deleted; its changes may be kept all the same
 * @param snapshotChanges how many of its first changes its snapshot holds; 0: it has none
 * @param snapshotBytes the snapshot's length; 0: it has none
 * @param coveredBytes what the changes that the snapshot holds count for in {@code bytes}
 * @param packed changes below this index were looked at for packing
 * @param examined so many of its changes, the first ones, passed the second look
 */
public record StoredDocument(
        long row,
        DocumentId id,
        int changes,
        long bytes,
        List<ChangeHash> heads,
        Instant created,
        Instant changed,
        Deletion deletion,
        int snapshotChanges,
        int snapshotBytes,
        long coveredBytes,
        int packed,
        int examined) {
    public StoredDocument {
        heads = List.copyOf(heads);
    }
}
