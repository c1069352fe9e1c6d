package xyz.groundmist.sync.space;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.engine.ChangeGraph;
import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.store.Arrival;
import xyz.groundmist.sync.store.Deletion;
import xyz.groundmist.sync.store.DocumentState;
import xyz.groundmist.sync.store.Examination;
import xyz.groundmist.sync.store.Flaw;
import xyz.groundmist.sync.store.FlawedDocument;
import xyz.groundmist.sync.store.Snapshot;
import xyz.groundmist.sync.store.SpaceName;
import xyz.groundmist.sync.store.SpaceStore;
import xyz.groundmist.sync.store.SpaceTotals;
import xyz.groundmist.sync.store.StoreException;
import xyz.groundmist.sync.store.StoredDocument;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The documents of one lexicon authority domain and the clients connected to them. Spaces share
 * nothing: a document of another space is unknown here.
 */
public final class Space {
    private static final Logger log = LoggerFactory.getLogger(Space.class);

    /** Messages on their way out may take so many bytes of the heap's 256 MB. */
    private static final long MOST_SENDING = 32L << 20;

    /** How often a full disk is looked at. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(3);

    /** For so long a deleted document can be brought back. */
    private static final Duration KEPT_DELETED = Duration.ofDays(30);

    private final SpaceName name;
    private final SpaceStore store;
    private final String storageId;
    private final SpaceLimits limits;
    private final TotalMemory total;
    private final Executor executor;
    private final ScheduledExecutorService timer;
    private final InstantSource clock;

    /** Told of every commit. */
    private final Runnable news;

    private final Map<DocumentId, LiveDocument> live = new ConcurrentHashMap<>();
    private final Map<String, GrantShare> shares = new ConcurrentHashMap<>();
    private final SendBudget sending = new SendBudget(MOST_SENDING);
    private final Map<String, AppConnection> joined = new ConcurrentHashMap<>();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final List<DeviceConnection> devices = new CopyOnWriteArrayList<>();

    /** The last failure of the store, until a commit succeeds again; null when all is well. */
    private volatile @Nullable String problem;

    /** What of the space is full, since the last start; null when all is well. */
    private volatile @Nullable String fullness;

    private final SizeLimits sizes;

    private final Snapshots snapshots;

    private final RoomWatch roomWatch = new RoomWatch(this, BETWEEN_LOOKS);

    private volatile boolean closing;

    Space(
            SpaceName name,
            SpaceStore store,
            String storageId,
            SpaceLimits limits,
            SizeLimits sizes,
            TotalMemory total,
            Executor executor,
            ScheduledExecutorService timer,
            InstantSource clock,
            Runnable news) {
        this.name = name;
        this.store = store;
        this.storageId = storageId;
        this.limits = limits;
        this.sizes = sizes;
        this.snapshots = new Snapshots(this, sizes);
        this.total = total;
        this.executor = executor;
        this.timer = timer;
        this.clock = clock;
        this.news = news;
    }

    public SpaceName name() {
        return name;
    }

    /** Lets a client in. It gets nothing before it has joined. */
    public PeerConnection connect(PeerSocket socket, Terms terms) {
        var connection = new AppConnection(this, socket, terms);
        connections.add(connection);
        if (closing) connection.close(Connection.TRY_AGAIN_LATER, "The server is stopping.");
        else connection.expectJoin();
        return connection;
    }

    /**
     * Connects the same space on another machine of the owner's.
     *
     * @param device names the machine in logs
     * @param storageId of the space there
     */
    public Replica connectDevice(PeerSocket socket, String device, String storageId) {
        var connection = new DeviceConnection(this, socket, device, storageId);
        connections.add(connection);
        devices.add(connection);
        if (closing) connection.close(Connection.GOING_AWAY, "The server is stopping.");
        return connection;
    }

    public SpaceStatus status() {
        SpaceTotals totals = store.totals();
        return new SpaceStatus(
                name,
                totals.documents(),
                totals.changes(),
                totals.bytes(),
                joined.size(),
                problem());
    }

    boolean diskIsFull() {
        return store.shortage() != null;
    }

    private @Nullable String problem() {
        String met = problem;
        StoreException shortage = met == null ? store.shortage() : null;
        if (shortage != null) return shortage.getMessage();
        return met == null ? fullness : met;
    }

    /**
     * Documents in the order of their ids' bytes, deleted ones too, as they are on disk.
     *
     * @param after the last one of the page before; null from the start on
     */
    public List<DocumentState> states(@Nullable DocumentId after, int most) throws StoreException {
        return store.states(after, most);
    }

    /**
     * Deletes a document, on the owner's other machines too. Its content is kept for 30 days.
     *
     * @return false when there is no such document
     */
    public boolean delete(DocumentId id) throws StoreException {
        return decide(id, true);
    }

    /**
     * Brings a deleted document back.
     *
     * @return false when it isn't deleted, or its content is gone
     */
    public boolean undelete(DocumentId id) throws StoreException {
        return decide(id, false);
    }

    private boolean decide(DocumentId id, boolean delete) throws StoreException {
        StoredDocument stored = store.find(id);
        if (stored == null || stored.changes() == 0) return false;
        if (stored.deletion().deleted() == delete) return false;
        var outcome = new CompletableFuture<@Nullable StoreException>();
        decide(id, known -> known.next(delete, clock.millis()), null, outcome::complete);
        StoreException failure = outcome.join();
        if (failure != null) throw failure;
        return true;
    }

    /** Every document of the space that isn't deleted, in the order in which they came. */
    public List<DocumentStatus> documents() throws StoreException {
        var documents = new ArrayList<DocumentStatus>();
        for (StoredDocument stored : store.documents()) {
            LiveDocument open = live.get(stored.id());
            documents.add(
                    new DocumentStatus(
                            stored.id(),
                            stored.changes(),
                            stored.bytes(),
                            stored.snapshotBytes(),
                            stored.created(),
                            stored.changed(),
                            open == null ? 0 : open.connected()));
        }
        return documents;
    }

    /** Deleted documents whose content is still kept. */
    public List<StoredDocument> deleted() throws StoreException {
        return store.deleted();
    }

    /**
     * Brings changes into a document, which is made if there is none of that id: peers that have it
     * open get them like any other.
     *
     * @param chunks one change each, in any order; those that are there already are passed over
     * @return completes when they are on disk; exceptionally, with a sentence, when they can't be
     */
    public CompletableFuture<Inserted> insert(DocumentId id, List<byte[]> chunks) {
        if (closing) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("The server is stopping."));
        }
        LiveDocument document = acquire(id);
        var insertion = new Insertion(chunks);
        insertion.done().whenComplete((_, _) -> release(document));
        document.insert(insertion);
        return insertion.done().copy();
    }

    /** A document as it is on disk, a deleted one too; null when there is none. */
    public @Nullable StoredDocument find(DocumentId id) throws StoreException {
        return store.find(id);
    }

    /** What {@link ChangeGraph#load} makes a document's graph of. */
    public List<byte[]> graphRows(StoredDocument document) throws StoreException {
        return store.graphRows(document);
    }

    /** Changes of a document, by their places in its graph. */
    public List<byte[]> bodies(StoredDocument document, int[] indices) throws StoreException {
        return store.bodies(document.row(), indices);
    }

    /** By whom a document's changes came; see {@link SpaceStore#arrivals}. */
    public List<Arrival> arrivals(StoredDocument document) throws StoreException {
        return store.arrivals(document);
    }

    /** Documents that weren't looked into; see {@link SpaceStore#unexamined}. */
    public List<StoredDocument> unexamined(long after, int most) throws StoreException {
        return store.unexamined(after, most);
    }

    /** The documents with something wrong, in the order in which they came. */
    public List<FlawedDocument> flawed() throws StoreException {
        return store.flawed();
    }

    /**
     * Stores what came of looking into a document, and waits until it is on disk.
     *
     * @param passed so many of its changes, the first ones, are good
     */
    public void examined(DocumentId id, int passed, @Nullable Flaw flaw)
            throws StoreException, InterruptedException {
        var outcome = new CompletableFuture<@Nullable StoreException>();
        store.examined(new Examination(id, passed, flaw, outcome::complete));
        try {
            StoreException failure = outcome.get();
            if (failure != null) throw failure;
        } catch (ExecutionException e) {
            throw new IllegalStateException("it completes with what went wrong", e);
        }
    }

    /**
     * Keeps a snapshot of a document for new readers, and moves the changes it covers into packs.
     * For a background thread: waits for the disk, never under the document's mailbox.
     *
     * @return true when it is on disk; false, and nothing is kept, when it doesn't fit: the
     *     document is deleted or purged, its first changes have other heads, its snapshot holds as
     *     many already, or this one is too large to be sent in one message
     * @throws StoreException {@link StoreException.Kind#FULL} when there is no room; nothing is
     *     lost, and it may be tried again later
     */
    public boolean keepSnapshot(DocumentId id, Snapshot snapshot)
            throws StoreException, InterruptedException {
        return snapshots.keep(id, snapshot);
    }

    /** Closes every socket, commits what has been taken, and closes the store. */
    void close() {
        closing = true;
        for (Connection connection : connections) {
            connection.close(Connection.GOING_AWAY, "The server is stopping.");
        }
        long deadline = System.nanoTime() + limits.drain().toNanos();
        try {
            while (!live.isEmpty() && System.nanoTime() < deadline) Thread.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        store.close();
    }

    // ---- for this room

    SpaceStore store() {
        return store;
    }

    /** What this grant's sockets use; kept for good, as grants are few. */
    GrantShare share(String grantId) {
        return shares.computeIfAbsent(grantId, _ -> new GrantShare(GrantLimits.DEFAULT, total));
    }

    /** What another machine's connections use. */
    GrantShare deviceShare(String device) {
        return shares.computeIfAbsent(
                "device " + device, _ -> new GrantShare(GrantLimits.DEVICE, total));
    }

    /** Deletes a document or brings it back; see {@link LiveDocument#decide}. */
    void decide(
            DocumentId id,
            UnaryOperator<Deletion> wanted,
            @Nullable DeviceConnection from,
            Consumer<@Nullable StoreException> done) {
        LiveDocument document = acquire(id);
        document.decide(
                wanted,
                from,
                failure -> {
                    release(document);
                    done.accept(failure);
                });
    }

    /**
     * A document has news, on disk: for whoever looks into documents, and for the devices that
     * don't have it open, but for {@code from}.
     */
    void changed(DocumentId id, @Nullable DeviceConnection from) {
        for (DeviceConnection device : devices) if (device != from) device.changed(id);
        news.run();
    }

    /** Forgets the content of what was deleted long ago, one document after the other. */
    void purge() {
        try {
            store.purge(
                    clock.instant().minus(KEPT_DELETED),
                    failure -> {
                        if (failure == null) executor.execute(this::purge);
                        else failed(failure);
                    });
        } catch (StoreException e) {
            failed(e);
        }
    }

    Snapshots snapshots() {
        return snapshots;
    }

    /** The document, if it is in memory at this moment. */
    @Nullable LiveDocument open(DocumentId id) {
        return live.get(id);
    }

    /** Whether a document, or the space, takes no more changes. Says so in log and status. */
    boolean isFull(LiveDocument document, int changes, long bytes) {
        String full = sizes.refuses(document.id(), changes, bytes, store.totals().bytes());
        if (full == null) return false;
        if (!full.equals(fullness)) log.warn("Space {}: {}", name, full);
        fullness = full;
        return true;
    }

    /** What the clients of all spaces make us keep. */
    TotalMemory total() {
        return total;
    }

    SendBudget sending() {
        return sending;
    }

    /** Whether there is such a document, or somebody offers it. */
    boolean has(DocumentId id) {
        if (live.containsKey(id)) return true;
        try {
            return store.find(id) != null;
        } catch (StoreException e) {
            return true; // whoever opens it hears what is wrong
        }
    }

    RoomWatch roomWatch() {
        return roomWatch;
    }

    boolean isClosing() {
        return closing;
    }

    SpaceLimits limits() {
        return limits;
    }

    Executor executor() {
        return executor;
    }

    /** Does something later, on a thread of the executor. */
    void after(Duration delay, Runnable task) {
        Future<?> _ =
                timer.schedule(
                        () -> executor.execute(task), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    InstantSource clock() {
        return clock;
    }

    /** Under which the space's storage on this machine is known. */
    public String storageId() {
        return storageId;
    }

    /**
     * Our id as a peer. Apps push documents only to peers whose id their share policy accepts, and
     * those in the wild look for one of these two words (protocols.md). Short, as every message has
     * it in it.
     */
    String peerId() {
        return peerId(storageId);
    }

    static String peerId(String storageId) {
        return "storage-server-service-worker-" + storageId.substring(0, 8);
    }

    /**
     * Takes a client's peer id. An id in use passes to the newest socket of the same grant, as when
     * a laptop wakes up before its old socket is known to be dead; another grant's is refused.
     */
    boolean admit(AppConnection newcomer) {
        while (true) {
            AppConnection holder = joined.putIfAbsent(newcomer.peerId(), newcomer);
            if (holder == null) return true;
            if (!holder.terms().grantId().equals(newcomer.terms().grantId())) return false;
            if (joined.replace(newcomer.peerId(), holder, newcomer)) {
                holder.close(Connection.NORMAL, "The same peer has connected again.");
                return true;
            }
        }
    }

    void left(Connection connection) {
        connections.remove(connection);
        roomWatch.left(connection);
        switch (connection) {
            case AppConnection app -> {
                if (app.isJoined()) joined.remove(app.peerId(), app);
            }
            case DeviceConnection device -> devices.remove(device);
        }
    }

    /** The live document, held for the caller until {@link #release}. */
    LiveDocument acquire(DocumentId id) {
        LiveDocument document =
                live.compute(
                        id,
                        (key, known) -> {
                            LiveDocument one = known == null ? new LiveDocument(this, key) : known;
                            one.holders++;
                            return one;
                        });
        if (document == null) throw new IllegalStateException("compute always yields a document");
        return document;
    }

    /**
     * Holds a document a second time: what is on its way to the disk must not be loaded anew
     * meanwhile. It is held already, by the peer whose changes these are.
     */
    void hold(LiveDocument document) {
        live.compute(
                document.id(),
                (key, known) -> {
                    if (known != document) throw new IllegalStateException("not held: " + key);
                    document.holders++;
                    return document;
                });
    }

    void release(LiveDocument document) {
        live.compute(document.id(), (key, known) -> --document.holders == 0 ? null : known);
    }

    /** Documents in memory: somebody has them open, or they are being committed. */
    int openDocuments() {
        return live.size();
    }

    void restIdleDocuments() {
        live.values().forEach(LiveDocument::rest);
        devices.forEach(DeviceConnection::rest);
    }

    /** Something could not be read or written. */
    void failed(Exception e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        if (!message.equals(problem)) log.error("Space {}: {}", name, message);
        problem = message;
    }

    /** A commit succeeded. */
    void wrote() {
        if (problem != null) {
            problem = null;
            log.info("Space {}: changes are stored again.", name);
        }
    }
}
