package xyz.groundmist.sync.space;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.engine.Received;
import xyz.groundmist.sync.engine.Refusal;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Changes of a document that come from the server itself; who brings them waits for the disk. */
final class Insertion {
    private final List<byte[]> chunks;
    private final CompletableFuture<Inserted> done = new CompletableFuture<>();

    /** Set in the document's mailbox. */
    private int added;

    private @Nullable Refusal refusal;

    /**
     * @param chunks one change each
     */
    Insertion(List<byte[]> chunks) {
        this.chunks = List.copyOf(chunks);
    }

    List<byte[]> chunks() {
        return chunks;
    }

    CompletableFuture<Inserted> done() {
        return done;
    }

    void took(Received received) {
        added = received.added().size();
        refusal = received.refusal();
    }

    /** What was taken is on disk. */
    void stored() {
        done.complete(new Inserted(added, refusal));
    }

    void fail(@Nullable String why) {
        done.completeExceptionally(
                new IllegalStateException(why == null ? "It could not be stored." : why));
    }
}
