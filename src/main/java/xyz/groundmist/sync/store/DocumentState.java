package xyz.groundmist.sync.store;

import xyz.groundmist.sync.engine.ChangeHash;
import xyz.groundmist.sync.engine.DocumentId;

import java.util.List;

/**
 * Where a document is, as far as another machine of the owner's has to know.
 *
 * @param heads sorted; empty when there is nothing of it here
 */
public record DocumentState(DocumentId id, List<ChangeHash> heads, Deletion deletion) {
    public DocumentState {
        heads = List.copyOf(heads);
    }
}
