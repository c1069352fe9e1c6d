package xyz.groundmist.sync.backup;

import xyz.groundmist.sync.engine.Change;
import xyz.groundmist.sync.engine.ChangeGraph;
import xyz.groundmist.sync.engine.ChangeHash;
import xyz.groundmist.sync.engine.EngineLimits;
import xyz.groundmist.sync.engine.InvalidChangeException;
import xyz.groundmist.sync.store.SpaceName;
import xyz.groundmist.sync.store.SpaceStore;
import xyz.groundmist.sync.store.StoreException;
import xyz.groundmist.sync.store.StoredDocument;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Whether an unpacked space is what was backed up: every change is read, checked and hashed as if a
 * client had sent it, each document's heads follow from its changes, and they are the ones in the
 * list that was made with the backup.
 */
final class SpaceCheck {
    private static final int CHANGES_AT_ONCE = 256;

    private SpaceCheck() {}

    /**
     * @param folder with {@code space.db}
     * @param list the SHA-256 of the list of heads
     * @return how many documents there are
     */
    static long check(Path folder, SpaceName name, String list) throws BackupException {
        long documents = 0;
        try {
            SpaceStore.requireOurs(folder);
            MessageDigest found = Hashed.digest();
            try (var store = SpaceStore.open(folder, name)) {
                if (!store.integrityCheck().isEmpty()) throw damaged(name);
                // A cache that only native code could check; it is made again.
                store.compaction().dropAll();
                for (StoredDocument document : store.documents()) {
                    found.update(HeadsList.line(document));
                    check(store, document, name);
                    documents++;
                }
            }
            if (!HexFormat.of().formatHex(found.digest()).equals(list)) throw otherHeads(name);
            return documents;
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.FULL) {
                throw BackupException.failed(String.valueOf(e.getMessage()), e);
            }
            throw damaged(name);
        }
    }

    private static void check(SpaceStore store, StoredDocument document, SpaceName name)
            throws StoreException, BackupException {
        var graph = new ChangeGraph();
        List<byte[]> rows = store.graphRows(document);
        for (int from = 0; from < document.changes(); from += CHANGES_AT_ONCE) {
            int to = Math.min(document.changes(), from + CHANGES_AT_ONCE);
            int[] indices = IntStream.range(from, to).toArray();
            List<byte[]> bodies = store.bodies(document.row(), indices);
            for (int i = from; i < to; i++) {
                if (!add(graph, bodies.get(i - from), rows.get(i))) throw damaged(name);
            }
        }
        if (!graph.heads().equals(document.heads())) throw otherHeads(name);
    }

    private static boolean add(ChangeGraph graph, byte[] body, byte[] row) {
        try {
            Change change = Change.parse(ByteBuffer.wrap(body), EngineLimits.DEFAULT);
            if (graph.contains(change.hash())) return false;
            for (ChangeHash dependency : change.deps()) {
                if (!graph.contains(dependency)) return false;
            }
            graph.add(change);
            return Arrays.equals(graph.row(change), row);
        } catch (InvalidChangeException _) {
            return false;
        }
    }

    private static BackupException damaged(SpaceName name) {
        return BackupException.unfit("the documents of " + name + " in it are damaged");
    }

    private static BackupException otherHeads(SpaceName name) {
        return BackupException.unfit(
                "a document of " + name + " in it is not the one that was backed up");
    }
}
