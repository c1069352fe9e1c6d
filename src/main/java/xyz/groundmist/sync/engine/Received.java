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

    /** A change new to the document: its index there, and the row to load the graph from. */
    @SuppressWarnings("ArrayRecordComponent") // handed on to the store, never compared
    public record Added(int index, Change change, byte[] row) {}
}
