package xyz.groundmist.sync.store;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.engine.ChangeHash;
import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.store.Append.NewChange;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Documents whose contents can be told from their number and the index of a change. */
final class Documents {
    static final SpaceName LIBRARY = new SpaceName("xyz.groundmist.library");

    private Documents() {}

    static DocumentId id(int number) {
        return DocumentId.of(ByteBuffer.allocate(16).putInt(number).array());
    }

    static ChangeHash head(int number, int index) {
        return new ChangeHash(number, index, 0, -1);
    }

    static byte[] row(int number, int index) {
        return ("row " + number + "/" + index).getBytes(StandardCharsets.UTF_8);
    }

    static byte[] body(int number, int index) {
        return ("body " + number + "/" + index + " ")
                .repeat(1 + index % 7)
                .getBytes(StandardCharsets.UTF_8);
    }

    static List<NewChange> changes(int number, int first, int count) {
        var changes = new ArrayList<NewChange>();
        for (int i = first; i < first + count; i++) {
            changes.add(new NewChange(row(number, i), body(number, i)));
        }
        return changes;
    }

    /** Completes with what the store answers: null when the changes are stored. */
    static CompletableFuture<@Nullable StoreException> append(
            SpaceStore store, int number, int first, int count) {
        return append(store, number, first, changes(number, first, count));
    }

    static CompletableFuture<@Nullable StoreException> append(
            SpaceStore store, int number, int first, List<NewChange> changes) {
        var answer = new CompletableFuture<@Nullable StoreException>();
        var heads = List.of(head(number, first + changes.size() - 1));
        store.append(new Append(id(number), first, changes, heads, answer::complete));
        return answer;
    }

    /** The document, which has to be there. */
    static StoredDocument stored(SpaceStore store, int number) throws StoreException {
        StoredDocument document = store.find(id(number));
        if (document == null) throw new AssertionError("document " + number + " is missing");
        return document;
    }

    static @Nullable StoreException answer(CompletableFuture<@Nullable StoreException> future)
            throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }
}
