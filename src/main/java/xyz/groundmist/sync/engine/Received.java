package xyz.groundmist.sync.engine;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What came of a received message.
 *
 * @param added changes new to the document, in index order and consecutive, orphans among them that
 *     found their predecessors; to be made durable before anything else is generated
 * @param refusal why changes of this message weren't taken, or null
 * @param more the message has changes left: call again with the same message
 */
public record Received(List<Added> added, @Nullable Refusal refusal, boolean more) {
    public Received {
        added = List.copyOf(added);
    }

    /**
     * A change new to the document.
     *
     * @param index in the document
     * @param row to load the graph from
     * @param sender of an orphan that waited for its predecessors; null: whoever sent this message
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on to the store, never compared
    public record Added(int index, Change change, byte[] row, @Nullable PeerSync sender) {}
}
