package xyz.groundmist.sync.store;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.engine.DocumentId;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * The documents of one space on disk: a folder of its own with one SQLite file. Reads from any
 * thread, writes through one writer thread that commits what has gathered.
 */
public final class SpaceStore implements AutoCloseable {
    /** The database's name in the space's folder. */
    public static final String FILE = "space.db";

    private final SpaceName name;
    private final Database database;
    private final FreeSpace freeSpace;
    private final Journal journal;
    private final Compaction compaction;

    private SpaceStore(SpaceName name, Database database, FreeSpace freeSpace, SpaceTotals totals) {
        this.name = name;
        this.database = database;
        this.freeSpace = freeSpace;
        this.journal = Journal.start(name, database, freeSpace, totals);
        this.compaction = new Compaction(database, freeSpace);
    }

    /**
     * Opens the space in the folder, or creates both, and starts its writer thread.
     *
     * @throws StoreException also when the folder holds another space
     */
    public static SpaceStore open(Path folder, SpaceName name) throws StoreException {
        var database =
                Database.open(
                        folder.resolve(FILE), SpaceTables.APPLICATION_ID, SpaceTables.MIGRATIONS);
        try {
            String kept = database.update(session -> SpaceTables.claim(session, name));
            if (!kept.equals(name.domain())) {
                throw StoreException.failed(
                        "The folder %s holds the space %s, not %s. Move it back to where it was."
                                .formatted(folder, kept, name),
                        null);
            }
            SpaceTotals totals = database.read(SpaceTables::totals);
            return new SpaceStore(name, database, FreeSpace.around(database.file()), totals);
        } catch (StoreException | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** Refuses a database from elsewhere that isn't exactly of the form that this room writes. */
    public static void requireOurs(Path folder) throws StoreException {
        DatabaseCopy.requireOurs(
                folder.resolve(FILE), SpaceTables.APPLICATION_ID, SpaceTables.MIGRATIONS);
    }

    public SpaceName name() {
        return name;
    }

    /**
     * The document as committed, or null when this space knows none of that id. One without changes
     * was deleted, or brought back, elsewhere.
     */
    public @Nullable StoredDocument find(DocumentId id) throws StoreException {
        return this.<@Nullable StoredDocument>intact(session -> SpaceTables.find(session, id));
    }

    /** All documents that aren't deleted, in the order in which they came. */
    public List<StoredDocument> documents() throws StoreException {
        return intact(SpaceTables::documents);
    }

    /** All deleted documents whose content is still kept. */
    public List<StoredDocument> deleted() throws StoreException {
        return intact(SpaceTables::deleted);
    }

    /** The graph rows of the changes that the document had when it was looked up, by index. */
    public List<byte[]> graphRows(StoredDocument document) throws StoreException {
        return graphRows(document, 0, document.changes());
    }

    /** Some of them. */
    public List<byte[]> graphRows(StoredDocument document, int first, int count)
            throws StoreException {
        return intact(session -> SpaceTables.graphRows(session, document.row(), first, count));
    }

    /**
     * The chunks of changes of a document.
     *
     * @param document its {@link StoredDocument#row}
     * @param indices ascending
     */
    public List<byte[]> bodies(long document, int[] indices) throws StoreException {
        return intact(session -> SpaceTables.bodies(session, document, indices));
    }

    /** Snapshots, and what they make room for. */
    public Compaction compaction() {
        return compaction;
    }

    /**
     * By whom the changes came that the document had when it was looked up, ascending. Nobody knows
     * of those before the first arrival.
     */
    public List<Arrival> arrivals(StoredDocument document) throws StoreException {
        return intact(session -> ArrivalTables.of(session, document.row(), document.changes()));
    }

    /** By whom the last change came that it had then; null when nobody knows. */
    public @Nullable Source lastSource(StoredDocument document) throws StoreException {
        return this.<@Nullable Source>intact(
                session -> ArrivalTables.last(session, document.row(), document.changes()));
    }

    /**
     * Queues changes to be stored; never waits for the disk. Appends to one document are stored in
     * the order of these calls. After {@link #close} it is answered with a failure at once.
     */
    public void append(Append append) {
        journal.add(append);
    }

    /**
     * Queues a deletion, or that a document is brought back, behind the appends before it; never
     * waits for the disk.
     */
    public void decide(Decision decision) {
        journal.add(decision);
    }

    /** Queues what came of looking into a document; never waits for the disk. */
    public void examined(Examination examination) {
        journal.add(examination);
    }

    /**
     * Documents with changes that weren't looked into, in the order in which they came, but for
     * those that are known to be flawed.
     *
     * @param after the {@link StoredDocument#row} of the last one of the page before; 0 at first
     */
    public List<StoredDocument> unexamined(long after, int most) throws StoreException {
        return intact(session -> CareTables.unexamined(session, after, most));
    }

    /** The documents with something wrong, in the order in which they came. */
    public List<FlawedDocument> flawed() throws StoreException {
        return intact(CareTables::flawed);
    }

    /**
     * Forgets the content of one document that was deleted on this machine before that moment.
     *
     * @param done called once on the writer thread, with null or with what went wrong
     * @return false when there is none, and nothing is called
     */
    public boolean purge(Instant before, Consumer<@Nullable StoreException> done)
            throws StoreException {
        long millis = before.toEpochMilli();
        if (!intact(session -> DeletionTables.canPurge(session, millis))) return false;
        journal.add(new Purge(millis, done));
        return true;
    }

    /**
     * Documents in the order of their ids' bytes, deleted ones too.
     *
     * @param after the last one of the page before; null from the start on
     */
    public List<DocumentState> states(@Nullable DocumentId after, int most) throws StoreException {
        byte[] from = after == null ? new byte[0] : after.bytes();
        return intact(session -> SpaceTables.states(session, from, most));
    }

    /** The bytes of changes queued and not yet answered, for callers to slow down by. */
    public long queuedBytes() {
        return journal.queuedBytes();
    }

    /** What new changes are refused with for want of room on the disk; null when there is room. */
    public @Nullable StoreException shortage() {
        return freeSpace.shortage();
    }

    /**
     * Tries whether changes could be stored now, by a small write; waits for the disk.
     *
     * @throws StoreException what still stands in the way
     */
    public void probe() throws StoreException {
        StoreException shortage = freeSpace.shortage();
        if (shortage != null) throw shortage;
        database.write(SpaceTables::rewriteName);
    }

    /** What is committed. */
    public SpaceTotals totals() {
        return journal.totals();
    }

    /**
     * Reads everything and compares it; takes seconds for a large space, while others go on.
     *
     * @return what is wrong, in words; empty when all is well
     */
    public List<String> integrityCheck() throws StoreException {
        try {
            return database.read(SpaceTables::problems);
        } catch (StoreException e) {
            if (e.kind() != StoreException.Kind.DAMAGED) throw e;
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    /** Commits what was appended, answers it, and closes the file. Not from the writer thread. */
    @Override
    public void close() {
        journal.close();
        database.close();
    }

    Database database() {
        return database;
    }

    private <T extends @Nullable Object> T intact(Database.Work<T> work) throws StoreException {
        try {
            return database.read(work);
        } catch (SpaceTables.Inconsistent e) {
            throw StoreException.damaged(database.file(), String.valueOf(e.getMessage()), e);
        }
    }
}
