package xyz.groundmist.sync.store;

import java.nio.file.Path;

/**
 * A program that appends to two documents, keeps snapshots of them and packs what these cover until
 * it is killed. It prints {@code document index} for the last change of each append as soon as the
 * store says that it is stored.
 */
final class CompactingProcess {
    static final int DOCUMENTS = 2;
    private static final int AT_ONCE = 400;
    private static final int SNAPSHOT_BYTES = 600_000;

    private CompactingProcess() {}

    public static void main(String[] args) throws Exception {
        var store = SpaceStore.open(Path.of(args[0]), Documents.LIBRARY);
        for (var id : store.compaction().unfinished()) store.compaction().pack(id);
        while (true) {
            for (int number = 0; number < DOCUMENTS; number++) append(store, number);
        }
    }

    private static void append(SpaceStore store, int number) throws Exception {
        StoredDocument stored = store.find(Documents.id(number));
        int first = stored == null ? 0 : stored.changes();
        var failure = Documents.answer(Documents.append(store, number, first, AT_ONCE));
        if (failure != null) throw failure;
        int changes = first + AT_ONCE;
        System.out.println(number + " " + (changes - 1));
        Snapshot snapshot = Documents.snapshot(number, changes, SNAPSHOT_BYTES);
        if (!store.compaction().keep(Documents.id(number), snapshot)) {
            throw new IllegalStateException("the snapshot wasn't kept");
        }
        store.compaction().pack(Documents.id(number));
    }
}
