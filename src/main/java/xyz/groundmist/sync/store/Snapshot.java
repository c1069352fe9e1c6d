package xyz.groundmist.sync.store;

import xyz.groundmist.sync.engine.ChangeHash;

import java.util.List;

/**
 * The beginning of a document as one Automerge document chunk (type 0). Only a cache: the changes
 * stay what the document is made of.
 *
 * @param changes how many: those with the indices 0 to {@code changes - 1}. That is the order in
 *     which they came, so all their predecessors are among them
 * @param heads of these changes alone, sorted
 * @param document the chunk; handed over, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Snapshot(int changes, List<ChangeHash> heads, byte[] document) {
    public Snapshot {
        if (changes < 1) throw new IllegalArgumentException("a snapshot has changes");
        heads = List.copyOf(heads);
    }
}
