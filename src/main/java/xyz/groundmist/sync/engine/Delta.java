package xyz.groundmist.sync.engine;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;

/**
 * Which changes one peer gets in one message, and what that message says we have. Works on the
 * changes that the peer isn't known to have, never on the whole document.
 */
final class Delta {
    private final ChangeGraph graph;
    private final PeerSync peer;
    private final boolean exact;
    private List<ChangeHash> surelyTheirs; // with all ancestors, once they have read us
    private int[] missing; // not known to be theirs; ascending, hence topological
    private final int[] unsent; // of these

    Delta(ChangeGraph graph, PeerSync peer) {
        this.graph = graph;
        this.peer = peer;
        this.exact = peer.theirHeads().stream().allMatch(graph::contains);
        if (exact) {
            peer.knownHeads(peer.theirHeads());
        } else if (!peer.shared.stream().allMatch(graph::contains)) { // we were loaded again
            peer.shared = peer.shared.stream().filter(graph::contains).toList();
        }
        this.surelyTheirs = union(peer.shared, peer.covered);
        this.missing = graph.since(surelyTheirs);
        if (!exact && needsWhatItShared()) {
            peer.shared = peer.theirHeads().stream().filter(graph::contains).toList();
            this.surelyTheirs = union(peer.shared, peer.covered);
            this.missing = graph.since(surelyTheirs);
        }
        peer.sent = IndexRanges.of(peer.sent.pick(missing, true));
        this.unsent = peer.sent.pick(missing, false);
    }

    /**
     * Whether they ask for something that a last sync of theirs implies they have: they have lost
     * it since, and only their heads are to be believed.
     */
    private boolean needsWhatItShared() {
        int[] claimed =
                peer.theirNeed.stream()
                        .mapToInt(graph::indexOf)
                        .filter(index -> index >= 0 && Arrays.binarySearch(missing, index) < 0)
                        .toArray();
        if (claimed.length == 0) return false;
        int[] notUnderWay = graph.since(peer.covered);
        return Arrays.stream(claimed).anyMatch(i -> Arrays.binarySearch(notUnderWay, i) >= 0);
    }

    private static List<ChangeHash> union(List<ChangeHash> some, List<ChangeHash> others) {
        if (others.isEmpty() || some.equals(others)) return some;
        if (some.isEmpty()) return others;
        var all = new TreeSet<>(some);
        all.addAll(others);
        return List.copyOf(all);
    }

    /** Whether all of the peer's heads are known, so that what it lacks is known exactly. */
    boolean exact() {
        return exact;
    }

    /** The changes to send now, ascending: about {@code maxBytes} of bodies, but at least one. */
    int[] choose(long maxBytes) {
        if (peer.readOnly) return new int[0];
        int[] wanted = exact || (sharesUnknown() && peer.refusal() != null) ? unsent : guess();
        long bytes = 0;
        for (int i = 0; i < wanted.length; i++) {
            bytes += graph.bodySizeAtMost(wanted[i]);
            if (bytes > maxBytes && i > 0) return Arrays.copyOf(wanted, i);
        }
        return wanted;
    }

    /**
     * Whether they remember syncing something that isn't here (we were restored from an old copy).
     * Their filters then say too little: they get no changes, and send theirs first. A peer whose
     * changes we don't take gets everything instead.
     */
    private boolean sharesUnknown() {
        for (Have have : peer.theirHave) {
            if (!have.lastSync().stream().allMatch(graph::contains)) return true;
        }
        return false;
    }

    /** What they ask for, what their filters don't hold, and what depends on that. */
    private int[] guess() {
        if (unsent.length == 0) return unsent;
        int first = missing[0];
        var chosen = new BitSet(); // by distance from `first`
        if (!peer.theirHave.isEmpty() && !sharesUnknown()) {
            for (int index : missing) {
                if (!mayHave(graph.hash(index)) || anyIn(chosen, graph.deps(index), first)) {
                    chosen.set(index - first);
                }
            }
        }
        for (ChangeHash hash : peer.theirNeed) {
            int index = graph.indexOf(hash);
            if (Arrays.binarySearch(missing, index) >= 0) chosen.set(index - first);
        }
        return Arrays.stream(unsent).filter(index -> chosen.get(index - first)).toArray();
    }

    private boolean mayHave(ChangeHash hash) {
        for (Have have : peer.theirHave) if (have.since().mayContain(hash)) return true;
        return false;
    }

    private static boolean anyIn(BitSet chosen, int[] deps, int first) {
        for (int dep : deps) if (dep >= first && chosen.get(dep - first)) return true;
        return false;
    }

    /**
     * What to say we have, so that they send what we lack. When their heads are known they have
     * nothing else than what they got from us, so it is that, not a filter over our document.
     *
     * @param changes that go with the message
     * @param need what it asks for
     */
    List<Have> have(int[] changes, List<ChangeHash> need, List<ChangeHash> heads) {
        if (exact) {
            if (completes(changes)) return List.of(new Have(heads, BloomFilter.EMPTY));
            int[] underWay = minus(missing, minus(unsent, changes));
            return List.of(new Have(surelyTheirs, BloomFilter.over(underWay, graph::hash)));
        }
        if (!peer.theirHeads().containsAll(need)) return List.of();
        return List.of(new Have(surelyTheirs, BloomFilter.over(missing, graph::hash)));
    }

    /** Remembers that these changes went to the peer. */
    void sent(int[] changes, List<ChangeHash> heads) {
        if (completes(changes)) {
            peer.covered = heads;
            peer.sent = IndexRanges.NONE;
        } else if (changes.length > 0) {
            peer.sent = IndexRanges.of(minus(missing, minus(unsent, changes)));
        }
    }

    /** Whether they have all that we have once they have read these changes. */
    private boolean completes(int[] changes) {
        return exact && changes.length == unsent.length;
    }

    private static int[] minus(int[] ascending, int[] without) {
        return IndexRanges.of(without).pick(ascending, false);
    }
}
