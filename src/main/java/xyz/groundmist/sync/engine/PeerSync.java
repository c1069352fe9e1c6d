package xyz.groundmist.sync.engine;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What one peer and we know of each other's copy of one document, from the start of a connection to
 * its end; never kept longer (a peer's first message says enough). There is one per peer and
 * document, up to hundreds of thousands, so it is small when idle: its lists are those of the
 * document, its sets empty. Used by the document's thread only, through {@link DocumentSync}.
 */
public final class PeerSync {
    private static final long BYTES_PER_HASH = 48;

    /** Their heads as of their last message; null until the first. */
    @Nullable List<ChangeHash> theirHeads;

    /** What they asked for by hash; only of use while some of their heads are unknown to us. */
    List<ChangeHash> theirNeed = List.of();

    /** What they say they have; only kept while some of their heads are unknown to us. */
    List<Have> theirHave = List.of();

    /** Changes of ours that they surely have, with all ancestors. */
    List<ChangeHash> shared = List.of();

    /** Changes that they will have with all ancestors once they have read what we sent. */
    List<ChangeHash> covered = List.of();

    /** What was sent beyond {@link #covered} and isn't acknowledged. */
    IndexRanges sent = IndexRanges.NONE;

    /** The heads in our last message. */
    List<ChangeHash> lastSentHeads = List.of();

    /** We spoke last, and wait for their answer. */
    boolean inFlight;

    /** We have spoken at all. */
    boolean responded;

    /** They read messages of version 2. */
    boolean speaksV2;

    /** They were sent the document's beginning as one chunk, and won't be again. */
    boolean handed;

    /** They told us that they take no changes. */
    boolean readOnly;

    /** They understand a reset of the sync state, as Automerge 3 does. */
    boolean supportsSyncReset;

    /** They count on hearing our heads, even when theirs are the same. */
    private boolean waitsForOurHeads;

    /** A fingerprint of their last message and our answer, to notice a conversation in circles. */
    long exchange;

    /** What the changes held for this peer take in memory; kept by the orphan queue. */
    long orphanBytes;

    private @Nullable Refusal refusal;

    public PeerSync() {}

    /**
     * This peer counts itself in step only when it has heard our heads. Automerge's own peers don't
     * wait for that: whoever hears its own heads without changes says nothing more to them.
     */
    public void answerAlways() {
        waitsForOurHeads = true;
    }

    boolean waitsForOurHeads() {
        return waitsForOurHeads;
    }

    /**
     * The document had to be loaded again, without changes that couldn't be stored. What the peer
     * said of itself stays, its heads too: one that is in step with us wouldn't say them again.
     * What both were thought to share is found out anew.
     */
    public void startOver() {
        theirNeed = List.of();
        theirHave = List.of();
        shared = List.of();
        forgetWhatWasSent();
        lastSentHeads = List.of();
        inFlight = false;
        responded = false;
        exchange = 0;
        orphanBytes = 0;
    }

    /**
     * About how many bytes of memory this peer makes us hold until it is in step or gone: changes
     * whose predecessors are missing, and heads and filters that say what it has.
     */
    public long heldBytes() {
        List<ChangeHash> told = theirHeads;
        long hashes = (told == null ? 0 : told.size()) + (long) theirNeed.size();
        long filters = 0;
        for (Have have : theirHave) {
            hashes += have.lastSync().size();
            filters += have.since().encodedSize();
        }
        return orphanBytes + BYTES_PER_HASH * hashes + filters;
    }

    /** From now on takes no changes of this peer's; the first reason stands. */
    public void refuse(Refusal why) {
        if (refusal == null) refusal = why;
    }

    /** Why this peer's changes aren't taken, or null when they are. */
    public @Nullable Refusal refusal() {
        return refusal;
    }

    /** Their heads as of their last message, sorted; null until the first. */
    public @Nullable List<ChangeHash> lastHeads() {
        return theirHeads;
    }

    /** Whether the peer announced that it understands a reset, as Automerge 3 and later does. */
    public boolean supportsSyncReset() {
        return supportsSyncReset;
    }

    /** Their heads, once they have told. */
    List<ChangeHash> theirHeads() {
        List<ChangeHash> told = theirHeads;
        if (told == null) throw new IllegalStateException("the peer hasn't told its heads yet");
        return told;
    }

    /** Whether they are to get this beginning of a document of so many changes. */
    boolean takes(Compact compact, int size) {
        return compact.changes() > 0
                && compact.changes() <= size
                && speaksV2
                && !readOnly
                && !handed
                && theirHeads().isEmpty()
                && covered.isEmpty()
                && sent.isEmpty();
    }

    /** They have exactly what we have. */
    void inStepWith(List<ChangeHash> ourHeads) {
        knownHeads(ourHeads);
        forgetWhatWasSent();
    }

    /** All of their heads are known to us, so these say exactly what they have. */
    void knownHeads(List<ChangeHash> theirs) {
        theirHeads = theirs;
        shared = theirs;
        theirNeed = List.of();
        theirHave = List.of();
    }

    /**
     * Whether an answer without changes would be the one given last time to the very same message:
     * two peers of which neither takes what the other has would go on like that for ever.
     */
    boolean repeats(List<ChangeHash> ourHeads, List<ChangeHash> ourNeed) {
        long now = mix(ourHeads, 1);
        now = mix(ourNeed, now);
        now = mix(theirHeads(), now);
        now = mix(theirNeed, now);
        for (Have have : theirHave) {
            now = mix(have.lastSync(), now) * 31 + have.since().hashCode();
        }
        boolean repeated = now == exchange;
        exchange = now;
        return repeated;
    }

    private static long mix(List<ChangeHash> hashes, long seed) {
        long mixed = seed * 0x9E3779B97F4A7C15L + hashes.size();
        for (ChangeHash hash : hashes) mixed = (mixed ^ hash.a()) * 0xBF58476D1CE4E5B9L;
        return mixed ^ (mixed >>> 31);
    }

    void forgetWhatWasSent() {
        covered = List.of();
        sent = IndexRanges.NONE;
    }
}
