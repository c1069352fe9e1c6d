package xyz.groundmist.sync.store;

import java.nio.file.Path;
import java.util.List;

/**
 * A program that appends to a space until it is killed, and prints {@code document index} for each
 * change as soon as the store says that it is stored.
 */
final class AppendingProcess {
    private static final int DOCUMENTS = 8;

    private AppendingProcess() {}

    public static void main(String[] args) throws Exception {
        var store = SpaceStore.open(Path.of(args[0]), Documents.LIBRARY);
        int[] next = new int[DOCUMENTS];
        for (int number = 0; number < DOCUMENTS; number++) {
            StoredDocument stored = store.find(Documents.id(number));
            if (stored != null) next[number] = stored.changes();
        }
        while (true) {
            for (int number = 0; number < DOCUMENTS; number++) {
                append(store, number, next[number]++);
            }
            while (store.queuedBytes() > 10_000) Thread.sleep(1);
        }
    }

    private static void append(SpaceStore store, int number, int index) {
        store.append(
                new Append(
                        Documents.id(number),
                        index,
                        Documents.changes(number, index, 1),
                        List.of(Documents.head(number, index)),
                        failure -> {
                            if (failure != null) throw new IllegalStateException(failure);
                            System.out.println(number + " " + index);
                        }));
    }
}
