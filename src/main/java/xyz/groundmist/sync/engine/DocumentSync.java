package xyz.groundmist.sync.engine;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The Automerge sync protocol for one document ({@code sync.rs}; protocols.md, "Automerge sync
 * message"): a received message in, the changes it added out; a peer in, the message for it out.
 *
 * <p>Holds the change graph, or after {@link #detach} only the heads, which is enough for a peer in
 * step with us; {@link #needsGraph} says when it isn't. Nothing here is durable: the caller makes
 * {@link Received#added} durable before it calls {@link #generate}, and when it can't, throws this
 * object away, loads again, and refuses those whose changes are lost; the {@link PeerSync}s stay.
 * One thread at a time.
 */
public final class DocumentSync {
    private static final int FIRST_SUPPORTED_CHUNK = 1; // 0: a whole document
    private static final int LAST_SUPPORTED_CHUNK = 2; // 3: a bundle
    private static final int[] NO_CHANGES = {};

    private final EngineLimits limits;
    private final OrphanQueue orphans;
    private @Nullable ChangeGraph graph;
    private List<ChangeHash> heads;
    private int size;

    private DocumentSync(
            EngineLimits limits, @Nullable ChangeGraph graph, List<ChangeHash> heads, int size) {
        this.limits = limits;
        this.orphans = new OrphanQueue(limits);
        this.graph = graph;
        this.heads = List.copyOf(heads);
        this.size = size;
    }

    /** A new, empty document. */
    public DocumentSync(EngineLimits limits) {
        this(limits, new ChangeGraph(), List.of(), 0);
    }

    /**
     * A stored document of which only the heads are in memory, until {@link #attach}.
     *
     * @param heads sorted
     * @param size its number of changes
     */
    public static DocumentSync evicted(EngineLimits limits, List<ChangeHash> heads, int size) {
        return new DocumentSync(limits, null, heads, size);
    }

    /** The changes that no other depends on, sorted. */
    public List<ChangeHash> heads() {
        return heads;
    }

    /** How many changes the document has. */
    public int size() {
        return size;
    }

    public boolean loaded() {
        return graph != null;
    }

    /** Whether this peer last told the heads that are ours, and was told them. */
    public boolean inStep(PeerSync peer) {
        return heads.equals(peer.theirHeads) && toldOfHeads(peer);
    }

    /** Takes the graph of this document, as loaded from its rows. */
    public void attach(ChangeGraph loaded) {
        if (loaded.size() != size || !loaded.heads().equals(heads)) {
            throw new IllegalStateException(
                    "the graph of another document, or of another state of it, was attached");
        }
        graph = loaded;
    }

    /** Lets go of the graph, unless changes wait here for their predecessors. */
    public void detach() {
        if (orphans.isEmpty()) graph = null;
    }

    /** The peer is gone: what only it sent and can't be placed yet goes too. */
    public void leave(PeerSync peer) {
        orphans.forget(peer);
    }

    /** Whether {@link #receive} of this message needs the graph, and it isn't attached. */
    public boolean needsGraph(PeerSync from, SyncMessage message) {
        if (graph != null) return false;
        if (message.hasMoreChanges() && from.refusal() == null) return true;
        return !message.heads().stream().allMatch(this::knows);
    }

    /**
     * Whether {@link #generate} for this peer needs the graph, and it isn't attached.
     *
     * @param maxBytes as for generate
     * @param compact as for generate
     */
    public boolean needsGraph(PeerSync to, long maxBytes, Compact compact) {
        if (graph != null || speaksFromHeads(to) || waitsFor(to)) return false;
        return !to.takes(compact, size) || !isWhole(compact, maxBytes);
    }

    /**
     * Takes a message in: its changes first, then, once all are read, what it says about the peer.
     *
     * <p>A change that can't be taken refuses the peer ({@link PeerSync#refusal}); those before it
     * stay. A refused peer's changes are passed over unread.
     *
     * @param maxBytes about how many bytes of changes to read at once; at least one change is. An
     *     operation counts as a byte, as a change of a hundred bytes may have millions to check
     */
    public Received receive(PeerSync from, SyncMessage message, long maxBytes) {
        var added = new ArrayList<Received.Added>();
        boolean brought = message.hasMoreChanges();
        for (long read = 0; message.hasMoreChanges() && read < maxBytes; ) {
            if (from.refusal() == null) {
                read += takeNext(from, message, added);
            } else {
                message.skipChanges();
            }
        }
        boolean more = message.hasMoreChanges();
        if (!more) listen(from, message);
        return new Received(added, brought ? from.refusal() : null, more);
    }

    /**
     * Takes changes of this server's own, or of a folder it reads: those it has are passed over,
     * and those whose predecessors are missing left out. The graph is attached.
     *
     * @param chunks in any order within one call
     * @return what was added, and why the first change that wasn't taken wasn't; those before it
     *     stay
     */
    public Received insert(Iterable<byte[]> chunks) {
        var added = new ArrayList<Received.Added>();
        var from = new PeerSync();
        for (byte[] chunk : chunks) {
            if (from.refusal() != null) break;
            take(from, ByteBuffer.wrap(chunk), added);
        }
        Refusal refusal = from.refusal();
        if (refusal == null && from.orphanBytes > 0) refusal = Refusal.ORPHANS;
        orphans.forget(from);
        return new Received(added, refusal, false);
    }

    private int takeNext(PeerSync from, SyncMessage message, List<Received.Added> added) {
        try {
            ByteBuffer chunk = message.nextChunk();
            return chunk == null ? 0 : take(from, chunk, added);
        } catch (InvalidChangeException e) {
            from.refuse(refusalFor(e));
            return 0;
        }
    }

    private int take(PeerSync from, ByteBuffer chunk, List<Received.Added> added) {
        Change change;
        int length;
        try {
            length = chunk.remaining();
            int type = SyncMessage.chunkType(chunk);
            if (type < FIRST_SUPPORTED_CHUNK || type > LAST_SUPPORTED_CHUNK) {
                from.refuse(Refusal.UNSUPPORTED_CHUNK);
                return length;
            }
            change = Change.parse(chunk, limits);
        } catch (InvalidChangeException e) {
            from.refuse(refusalFor(e));
            return 0;
        }
        ChangeGraph known = attached();
        int cost = Math.max(length, change.opCount());
        if (known.contains(change.hash())) return cost;
        if (!change.deps().stream().allMatch(known::contains)) {
            if (!orphans.hold(change, from, known::contains)) from.refuse(Refusal.ORPHANS);
            return cost;
        }
        add(change, List.of(from), added);
        return cost;
    }

    /** Adds a change whose predecessors are known, and the orphans that waited for it. */
    private void add(Change first, List<PeerSync> sentBy, List<Received.Added> added) {
        var ready = new ArrayDeque<Sent>();
        ready.add(new Sent(first, sentBy));
        while (!ready.isEmpty()) {
            Sent next = ready.remove();
            ChangeHash hash = next.change.hash();
            try {
                int index = attached().add(next.change);
                byte[] row = attached().row(next.change);
                PeerSync waited = next.change == first ? null : next.by.getFirst();
                added.add(new Received.Added(index, next.change, row, waited));
            } catch (InvalidChangeException e) {
                next.by.forEach(peer -> peer.refuse(refusalFor(e)));
                orphans.dropDependents(hash);
                continue;
            }
            for (OrphanQueue.Orphan orphan : orphans.release(hash)) {
                ready.add(new Sent(orphan.change(), orphan.senders()));
            }
        }
        heads = attached().heads();
        size = attached().size();
    }

    private record Sent(Change change, List<PeerSync> by) {}

    private static Refusal refusalFor(InvalidChangeException e) {
        return e.reason() == InvalidChangeException.Reason.LIMIT
                ? Refusal.LIMIT
                : Refusal.INVALID_CHANGE;
    }

    /** Takes in what the message says about its sender. */
    private void listen(PeerSync from, SyncMessage message) {
        from.inFlight = false;
        SyncMessage.Flags flags = message.flags();
        if (flags != null) {
            from.speaksV2 = flags.speaksV2();
            from.readOnly = flags.readOnly();
            from.supportsSyncReset = flags.supportsSyncReset();
            if (flags.syncReset()) from.forgetWhatWasSent();
        }
        List<ChangeHash> theirs = message.heads();
        if (theirs.isEmpty()) { // it has nothing, or lost everything
            from.forgetWhatWasSent();
            from.shared = List.of();
            from.lastSentHeads = List.of();
        }
        if (theirs.equals(heads)) {
            from.inStepWith(heads);
            if (!message.hasChanges() && !from.waitsForOurHeads()) from.lastSentHeads = heads;
        } else if (theirs.stream().allMatch(this::knows)) {
            from.knownHeads(theirs);
        } else {
            from.theirHeads = theirs;
            from.theirNeed = message.need();
            from.theirHave = message.have();
            if (message.resets()) {
                from.shared = List.of();
                from.covered = List.of();
            }
            from.shared = knownToBoth(from.shared, message);
        }
    }

    /**
     * What a peer of whose heads we lack some surely has: those of its heads and of its last syncs'
     * that we know, and of what it was known to have, what these don't imply.
     */
    private List<ChangeHash> knownToBoth(List<ChangeHash> before, SyncMessage message) {
        var now = new TreeSet<ChangeHash>();
        for (ChangeHash hash : message.heads()) if (knows(hash)) now.add(hash);
        for (Have have : message.have()) {
            for (ChangeHash hash : have.lastSync()) if (knows(hash)) now.add(hash);
        }
        if (now.isEmpty()) return before;
        var earlier = new TreeSet<>(before);
        earlier.removeAll(now);
        if (!earlier.isEmpty()) {
            int[] notImplied = attached().since(now);
            for (ChangeHash hash : earlier) {
                if (Arrays.binarySearch(notImplied, attached().indexOf(hash)) >= 0) now.add(hash);
            }
        }
        return List.copyOf(now);
    }

    /**
     * The message for this peer at this moment, or null when there is nothing to say. What it says
     * counts as said: the caller sends it.
     *
     * <p>Changes are an exact delta when all of the peer's heads are known here, else what its
     * Bloom filters lack. A delta of more than {@code maxBytes} is begun: the first part has all
     * its predecessors, and the peer's answer calls for the next.
     *
     * @param maxBytes about how many bytes of change bodies to send; at least one change is
     */
    public @Nullable Outgoing generate(PeerSync to, long maxBytes) {
        return generate(to, maxBytes, Long.MAX_VALUE, Compact.NONE);
    }

    /**
     * The same, but {@link Outgoing#LATER} when the message would have a single change, or a
     * document chunk, larger than {@code largestChange}; nothing counts as said then.
     *
     * @param compact what the caller has of the document in one chunk. A peer gets it at most once,
     *     however it answers
     */
    public @Nullable Outgoing generate(
            PeerSync to, long maxBytes, long largestChange, Compact compact) {
        boolean refused = to.refusal() != null;
        if (refused && heads.isEmpty()) return null; // empty heads would make it send all again
        if (waitsFor(to)) return null;
        if (speaksFromHeads(to)) return greet(to);
        if (to.takes(compact, size)) {
            return compact.bytes() > largestChange ? Outgoing.LATER : hand(to, maxBytes, compact);
        }
        var delta = new Delta(attached(), to);
        List<ChangeHash> need =
                refused ? List.of() : orphans.missing(to.theirHeads(), attached()::contains);
        int[] changes = delta.choose(maxBytes);
        if (changes.length == 1 && attached().bodySizeAtMost(changes[0]) > largestChange) {
            return Outgoing.LATER;
        }
        if (changes.length == 0 && toldOfHeads(to)) {
            if (refused || delta.exact() || to.repeats(heads, need)) return null;
        }
        List<Have> have = refused ? List.of() : delta.have(changes, need, heads);
        boolean v2 = to.speaksV2 && to.theirHeads().isEmpty() && changes.length > 0;
        delta.sent(changes, heads);
        return say(to, new Outgoing(v2, heads, need, have, 0, changes));
    }

    /** A message that needs nothing but our heads. */
    private @Nullable Outgoing greet(PeerSync to) {
        boolean inStep = to.theirHeads != null;
        if (inStep) {
            to.inStepWith(heads);
            if (toldOfHeads(to)) return null;
        }
        List<Have> have =
                inStep && to.refusal() == null
                        ? List.of(new Have(heads, BloomFilter.EMPTY))
                        : List.of();
        return say(to, new Outgoing(false, heads, List.of(), have, 0, NO_CHANGES));
    }

    /** The document's beginning in one chunk, and what fits of the changes behind it. */
    private Outgoing hand(PeerSync to, long maxBytes, Compact compact) {
        int end = size;
        if (!isWhole(compact, maxBytes)) {
            end = compact.changes();
            long room = maxBytes - compact.bytes();
            while (end < size && (room -= attached().bodySizeAtMost(end)) >= 0) end++;
        }
        to.handed = true;
        to.covered = end == size ? heads : attached().headsOfFirst(end);
        to.sent = IndexRanges.NONE;
        List<Have> have =
                to.refusal() == null ? List.of(new Have(to.covered, BloomFilter.EMPTY)) : List.of();
        int[] rest = IntStream.range(compact.changes(), end).toArray();
        return say(to, new Outgoing(true, heads, List.of(), have, compact.changes(), rest));
    }

    /**
     * Whether what isn't in the chunk goes into the same message: it fits, or is next to nothing.
     */
    private static boolean isWhole(Compact compact, long maxBytes) {
        return compact.restBytes() == 0 || compact.bytes() + compact.restBytes() <= maxBytes;
    }

    /**
     * What was generated last for this peer couldn't be made into a message: it counts as unsaid.
     */
    public void unsay(PeerSync to) {
        to.forgetWhatWasSent();
        to.handed = false;
        to.lastSentHeads = List.of();
        to.inFlight = false;
        to.responded = false;
    }

    private Outgoing say(PeerSync to, Outgoing message) {
        to.responded = true;
        to.inFlight = true;
        to.lastSentHeads = heads;
        return message;
    }

    private boolean toldOfHeads(PeerSync peer) {
        return peer.responded && peer.lastSentHeads.equals(heads);
    }

    /** Whether our last message is unanswered and its heads are still ours. */
    private boolean waitsFor(PeerSync peer) {
        return peer.inFlight && (toldOfHeads(peer) || peer.theirHeads == null);
    }

    /** Whether the peer hasn't spoken yet, or is where we are. */
    private boolean speaksFromHeads(PeerSync peer) {
        return peer.theirHeads == null || peer.theirHeads.equals(heads);
    }

    private boolean knows(ChangeHash hash) {
        ChangeGraph known = graph;
        if (known == null) return Collections.binarySearch(heads, hash) >= 0;
        return known.contains(hash);
    }

    private ChangeGraph attached() {
        ChangeGraph known = graph;
        if (known == null) {
            throw new IllegalStateException("the document's graph is needed and isn't attached");
        }
        return known;
    }
}
