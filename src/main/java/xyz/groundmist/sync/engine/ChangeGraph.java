package xyz.groundmist.sync.engine;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * One document's changes, without their contents: hashes, dependencies, actors and operation
 * numbers in compact arrays. A change's index is its place in the order of arrival, in which every
 * change comes after its dependencies.
 */
public final class ChangeGraph {
    private final HashIndex hashes = new HashIndex();
    private final Dependencies deps = new Dependencies();
    private final ActorTable actors = new ActorTable();
    private final ObjectTable objects = new ObjectTable();
    private final OpNumbers ops = new OpNumbers();
    private final CausalPasts pasts = new CausalPasts(deps, actors);
    private byte[] sizeClass = {};
    private @Nullable List<ChangeHash> headList;

    public int size() {
        return hashes.size();
    }

    /** The changes that none follows, sorted; immutable. */
    public List<ChangeHash> heads() {
        List<ChangeHash> list = headList;
        if (list == null) {
            list = Arrays.stream(deps.heads()).mapToObj(hashes::get).sorted().toList();
            headList = list;
        }
        return list;
    }

    public boolean contains(ChangeHash hash) {
        return hashes.find(hash) >= 0;
    }

    /** The change's index, or -1. */
    public int indexOf(ChangeHash hash) {
        return hashes.find(hash);
    }

    public ChangeHash hash(int index) {
        return hashes.get(checkIndex(index));
    }

    /** The indices of the changes that this one follows, ascending. */
    int[] deps(int index) {
        int[] found = new int[deps.count(checkIndex(index))];
        for (int i = 0; i < found.length; i++) found[i] = deps.get(index, i);
        return found;
    }

    /** An upper bound of the chunk's length in bytes, less than 10 % too large. */
    public int bodySizeAtMost(int index) {
        return SizeClass.bound(sizeClass[checkIndex(index)]);
    }

    private int checkIndex(int index) {
        return Objects.checkIndex(index, size());
    }

    /**
     * Adds a change whose dependencies are all known and that isn't there yet.
     *
     * @return its index
     * @throws InvalidChangeException if it refers to what isn't in its past; the graph is untouched
     */
    public int add(Change change) throws InvalidChangeException {
        if (contains(change.hash())) throw new IllegalStateException("the change is known");
        int[] after = new int[change.deps().size()];
        for (int i = 0; i < after.length; i++) {
            after[i] = indexOf(change.deps().get(i));
            if (after[i] < 0) throw new IllegalStateException("a dependency is missing");
        }
        Arrays.sort(after);
        Clock past = pasts.of(after);
        new ReferenceCheck(actors, ops, objects, change, past).check(after);
        byte[][] ids = change.actors();
        int author = change.seq() == 1 ? actors.add(ids[0]) : actors.find(ids[0]);
        int index = size();
        pasts.add(index, after, author, past);
        append(change.hash(), after, author, change.startOp(), change.opCount());
        sizeClass = Growth.room(sizeClass, index);
        sizeClass[index] = SizeClass.of(change.chunk().length);
        objects.add(index, change.references().objects());
        return index;
    }

    private void append(ChangeHash hash, int[] after, int author, long start, int count) {
        hashes.add(hash);
        deps.add(after);
        ops.add(start, count);
        actors.append(author);
        headList = null;
    }

    /** The graph row to store for the change just added; {@link #load} needs nothing else. */
    public byte[] row(Change added) {
        int index = indexOf(added.hash());
        if (index < 0) throw new IllegalArgumentException("the change isn't in this graph");
        int[] after = new int[deps.count(index)];
        for (int i = 0; i < after.length; i++) after[i] = deps.get(index, i);
        int seq = (int) added.seq();
        return new GraphRow(
                        added.hash(),
                        sizeClass[index],
                        after,
                        seq,
                        seq == 1 ? added.actor() : null,
                        actors.author(index),
                        added.startOp(),
                        added.opCount(),
                        added.references().objects())
                .encode(index);
    }

    /**
     * Loads a graph from its rows in index order. References were checked when each was added.
     *
     * @throws CorruptGraphException if a row doesn't decode or doesn't fit those before it
     */
    public static ChangeGraph load(Iterable<byte[]> rows) throws CorruptGraphException {
        var graph = new ChangeGraph();
        for (byte[] bytes : rows) graph.append(GraphRow.decode(graph.size(), bytes));
        return graph;
    }

    private void append(GraphRow row) throws CorruptGraphException {
        int index = size();
        if (contains(row.hash())) throw new CorruptGraphException(index, "repeats a change");
        byte[] newActor = row.newActor();
        int author;
        if (newActor == null) {
            author = row.actor();
            if (author >= actors.size() || row.seq() != actors.count(author) + 1) {
                throw new CorruptGraphException(index, "doesn't follow its author's last");
            }
        } else {
            if (actors.find(newActor) >= 0) {
                throw new CorruptGraphException(index, "repeats an author's first change");
            }
            author = actors.add(newActor);
        }
        append(row.hash(), row.after(), author, row.startOp(), row.opCount());
        sizeClass = Growth.room(sizeClass, index);
        sizeClass[index] = row.sizeClass();
        objects.add(index, row.objects());
    }

    /**
     * The changes that are neither in {@code known} nor in the past of one that is, ascending. A
     * walk back from the heads that ends where everything is known; unknown hashes are ignored.
     */
    public int[] since(Collection<ChangeHash> known) {
        int top = size() - 1;
        var fresh = new BitSet();
        var shared = new BitSet();
        for (ChangeHash hash : known) {
            int index = indexOf(hash);
            if (index >= 0) shared.set(top - index);
        }
        if (shared.isEmpty()) return IntStream.range(0, size()).toArray();
        int pending = 0;
        for (int head : deps.heads()) {
            if (!shared.get(top - head)) {
                fresh.set(top - head);
                pending++;
            }
        }
        int[] found = new int[Math.max(pending, 8)];
        int count = 0;
        for (int back = 0; pending > 0; back++) {
            back = next(fresh, shared, back);
            int index = top - back;
            boolean isShared = shared.get(back);
            if (!isShared) {
                pending--;
                if (count == found.length) found = Arrays.copyOf(found, count * 2);
                found[count++] = index;
            } else if (deps.full(index)) {
                break;
            }
            for (int i = deps.count(index) - 1; i >= 0; i--) {
                int at = top - deps.get(index, i);
                if (isShared) {
                    if (fresh.get(at) && !shared.get(at)) pending--;
                    shared.set(at);
                } else if (!shared.get(at) && !fresh.get(at)) {
                    fresh.set(at);
                    pending++;
                }
            }
        }
        int[] ascending = new int[count];
        for (int i = 0; i < count; i++) ascending[i] = found[count - 1 - i];
        return ascending;
    }

    /** Those of these changes, all known, and everything in their past; ascending. */
    public int[] until(Collection<ChangeHash> heads) {
        var past = new BitSet();
        for (ChangeHash head : heads) {
            int index = indexOf(head);
            if (index < 0) throw new IllegalArgumentException("a change isn't in this graph");
            past.set(index);
        }
        for (int at = past.length() - 1; at >= 0; at = past.previousSetBit(at - 1)) {
            for (int i = deps.count(at) - 1; i >= 0; i--) past.set(deps.get(at, i));
        }
        return past.stream().toArray();
    }

    /** The heads that the document had when it had only its first changes, sorted. */
    public List<ChangeHash> headsOfFirst(int changes) {
        var followed = new BitSet();
        for (int index = 0; index < changes; index++) {
            for (int i = deps.count(index) - 1; i >= 0; i--) followed.set(deps.get(index, i));
        }
        return IntStream.range(0, changes)
                .filter(index -> !followed.get(index))
                .mapToObj(hashes::get)
                .sorted()
                .toList();
    }

    /** How many operations these changes have in all. */
    public long operations(int[] indices) {
        long sum = 0;
        for (int index : indices) sum += ops.count(checkIndex(index));
        return sum;
    }

    /** How many actors wrote it. */
    public int actors() {
        return actors.size();
    }

    private static int next(BitSet a, BitSet b, int from) {
        int inA = a.nextSetBit(from);
        int inB = b.nextSetBit(from);
        return inA < 0 ? inB : inB < 0 ? inA : Math.min(inA, inB);
    }

    /** The memory held, from the lengths of the arrays; for tests. */
    long bytes() {
        return hashes.bytes()
                + deps.bytes()
                + actors.bytes()
                + ops.bytes()
                + sizeClass.length
                + pasts.bytes();
    }

    /** The memory held for objects. */
    long objectBytes() {
        return objects.bytes();
    }

    /** How many changes were visited to tell pasts; for tests. */
    long visited() {
        return pasts.visited();
    }
}
