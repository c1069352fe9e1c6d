package xyz.groundmist.sync.store;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.engine.ChangeHash;
import xyz.groundmist.sync.engine.CorruptGraphException;
import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.engine.PrefixHeads;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps snapshots, and moves the changes they cover into packs. One at a time for a space, on the
 * caller's thread, in transactions of a few milliseconds each: the writer thread gets its turn
 * between them. After a crash, or on a full disk, whatever was done stays, and the rest is done
 * later; a change is at every moment either alone or in a pack.
 *
 * <p>Without room on the disk it stops with {@link StoreException.Kind#FULL}, and leaves what room
 * there is to new changes.
 */
public final class Compaction {
    private static final int ROWS_AT_ONCE = 4_096;

    /** Less than that isn't packed yet, if more may come. */
    private static final int LITTLE = Pack.MOST_BYTES / 4;

    private final Database database;
    private final FreeSpace freeSpace;

    /** Held for a whole piece of work. */
    private final ReentrantLock working = new ReentrantLock();

    Compaction(Database database, FreeSpace freeSpace) {
        this.database = database;
        this.freeSpace = freeSpace;
    }

    /**
     * Keeps a snapshot in place of the one the document has; on disk when this returns.
     *
     * @return false, and nothing is kept, when it doesn't fit: the document is deleted or purged,
     *     its first changes have other heads, or its snapshot holds as many
     */
    public boolean keep(DocumentId id, Snapshot snapshot)
            throws StoreException, InterruptedException {
        working.lockInterruptibly();
        try {
            StoredDocument document = find(id);
            if (document == null || document.deletion().deleted()) return false;
            int changes = snapshot.changes();
            if (changes > document.changes() || changes <= document.snapshotChanges()) return false;
            if (!heads(document, changes).equals(snapshot.heads())) return false;
            return keep(document, snapshot);
        } finally {
            working.unlock();
        }
    }

    private boolean keep(StoredDocument document, Snapshot snapshot)
            throws StoreException, InterruptedException {
        int changes = snapshot.changes();
        byte[] whole = snapshot.document();
        long covered = read(session -> SnapshotTables.bytes(session, document.row(), changes));
        boolean kept = false;
        write(session -> {
            SnapshotTables.removeUnused(session, document.row());
            return true;
        });
        try {
            for (int from = 0; from < whole.length; ) {
                pause();
                int to = Math.min(whole.length, from + SnapshotTables.PART_BYTES);
                byte[] part = Arrays.copyOfRange(whole, from, to);
                boolean fits =
                        write(session -> {
                            if (!SnapshotTables.fits(session, document, changes)) return false;
                            SnapshotTables.addPart(session, document.row(), changes, part);
                            if (to < whole.length) return true;
                            SnapshotTables.complete(
                                    session, document.row(), changes, whole.length, covered);
                            return true;
                        });
                if (!fits) return false;
                from = to;
            }
            kept = true;
            return true;
        } finally {
            if (!kept) clearUp(document.row());
        }
    }

    /** Best effort: what stays is cleared up by {@link #unfinished}. */
    private void clearUp(long document) {
        try {
            database.write(session -> SnapshotTables.removeUnused(session, document));
        } catch (StoreException _) {
            // Whoever wanted the snapshot kept hears what is wrong.
        }
    }

    private List<ChangeHash> heads(StoredDocument document, int changes)
            throws StoreException, InterruptedException {
        var heads = new PrefixHeads();
        try {
            for (int first = 0; first < changes; first += ROWS_AT_ONCE) {
                pause();
                int from = first;
                int count = Math.min(ROWS_AT_ONCE, changes - first);
                for (byte[] row :
                        read(session ->
                                SpaceTables.graphRows(session, document.row(), from, count))) {
                    heads.add(row);
                }
            }
        } catch (CorruptGraphException e) {
            throw StoreException.damaged(database.file(), String.valueOf(e.getMessage()), e);
        }
        return heads.heads();
    }

    /**
     * Moves what the document's snapshot covers into packs.
     *
     * @return false when there was nothing to do
     */
    public boolean pack(DocumentId id) throws StoreException, InterruptedException {
        working.lockInterruptibly();
        try {
            StoredDocument document = find(id);
            if (document == null || document.deletion().deleted()) return false;
            long row = document.row();
            int end = document.snapshotChanges();
            int next = document.packed();
            int looked = next;
            boolean packed = false;
            while (next < end) {
                pause();
                int from = next;
                PackTables.Loose loose = read(session -> PackTables.loose(session, row, from, end));
                if (loose == null) {
                    next = end;
                    break;
                }
                if (loose.bytes() < LITTLE && !loose.whole()) break;
                next = loose.next();
                byte[] pack = Pack.encode(loose.bodies());
                if (pack.length > loose.bytes() - loose.bytes() / 8) continue; // wins too little
                if (!write(session -> PackTables.move(session, row, loose, pack))) return packed;
                packed = true;
                looked = next;
            }
            int done = next;
            if (done > looked) {
                write(session -> {
                    PackTables.looked(session, row, done);
                    return true;
                });
            }
            return packed;
        } finally {
            working.unlock();
        }
    }

    /**
     * What a crash or a full disk left to {@link #pack}; leftovers of snapshots that weren't kept
     * are removed.
     */
    public List<DocumentId> unfinished() throws StoreException, InterruptedException {
        working.lockInterruptibly();
        try {
            write(session -> {
                SnapshotTables.removeUnused(session);
                return true;
            });
            return read(PackTables::unfinished);
        } finally {
            working.unlock();
        }
    }

    /**
     * Reads a document's snapshot.
     *
     * @param changes as {@link StoredDocument#snapshotChanges} said
     * @param into has room for exactly {@link StoredDocument#snapshotBytes}, and is full afterwards
     * @return false when there is no such snapshot any more, or not all of it
     */
    public boolean read(long document, int changes, ByteBuffer into) throws StoreException {
        return read(session -> SnapshotTables.read(session, document, changes, into));
    }

    /** Forgets a snapshot; the document stays whole, as it is made of its changes. */
    public void drop(long document, int changes) throws StoreException, InterruptedException {
        working.lockInterruptibly();
        try {
            database.write(session -> SnapshotTables.drop(session, document, changes));
        } finally {
            working.unlock();
        }
    }

    /** Forgets all snapshots: those of a database from elsewhere are nobody's we know. */
    public void dropAll() throws StoreException {
        database.write(SnapshotTables::dropAll);
    }

    private @Nullable StoredDocument find(DocumentId id) throws StoreException {
        return this.<@Nullable StoredDocument>read(session -> SpaceTables.find(session, id));
    }

    private static void pause() throws InterruptedException {
        if (Thread.interrupted()) throw new InterruptedException();
    }

    private <T extends @Nullable Object> T read(Database.Work<T> work) throws StoreException {
        try {
            return database.read(work);
        } catch (SpaceTables.Inconsistent e) {
            throw StoreException.damaged(database.file(), String.valueOf(e.getMessage()), e);
        }
    }

    private boolean write(Database.Work<Boolean> work) throws StoreException {
        StoreException shortage = freeSpace.shortage();
        if (shortage != null) throw shortage;
        try {
            return database.update(work);
        } catch (SpaceTables.Inconsistent e) {
            throw StoreException.failed(
                    "Changes of a document could not be packed: what was written is not what is"
                            + " read back. They stay as they were; check that the disk works.",
                    e);
        }
    }
}
