package xyz.groundmist.sync.store;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.engine.ChangeHash;
import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.store.Append.NewChange;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
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

    /** A graph row as the engine writes it: each change follows the one before, by one author. */
    static byte[] row(int number, int index) {
        var row = ByteBuffer.allocate(64);
        head(number, index).write(row);
        row.put((byte) 9); // size class
        if (index == 0) row.put((byte) 0);
        else row.put((byte) 1).put((byte) 1);
        uleb(row, index + 1); // its author's so many-th
        if (index == 0) row.put((byte) 1).put((byte) number);
        else row.put((byte) 0);
        uleb(row, index + 1); // its only operation
        row.put((byte) 1).put((byte) 0);
        return Arrays.copyOf(row.array(), row.position());
    }

    private static void uleb(ByteBuffer out, int value) {
        int rest = value;
        for (; rest > 0x7f; rest >>>= 7) out.put((byte) (rest | 0x80));
        out.put((byte) rest);
    }

    /** A snapshot of the first changes, which isn't looked into here. */
    static Snapshot snapshot(int number, int changes, int bytes) {
        byte[] chunk = new byte[bytes];
        new Random(changes).nextBytes(chunk);
        return new Snapshot(changes, List.of(head(number, changes - 1)), chunk);
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
