package xyz.groundmist.sync.documents;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.documents.DocumentException.Reason;
import xyz.groundmist.sync.engine.Change;
import xyz.groundmist.sync.engine.ChangeGraph;
import xyz.groundmist.sync.engine.EngineLimits;
import xyz.groundmist.sync.engine.InvalidChangeException;
import xyz.groundmist.sync.store.Arrival;
import xyz.groundmist.sync.store.Flaw;
import xyz.groundmist.sync.store.Source;
import xyz.groundmist.sync.store.StoreException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;

/**
 * Finds the change since which a document can't be loaded any more, by halving. An app is paused
 * for it, so nothing is taken from one attempt: the whole document fails twice, and in the end a
 * new worker loads a document that is known to be good, and what was there before that change, and
 * fails with it.
 */
final class FaultSearch {
    /** A text of eight letters, as Automerge wrote it. */
    private static final byte[] IN_ORDER =
            HexFormat.of()
                    .parseHex(
                            "856f4a832355ea05014f00040102030401010000000a01040204110413071508340242"
                                    + "0456045708700200010800000108010002070000017e000206017f0474"
                                    + "657874000801087f0408017f000816696e206f726465720900");

    private final Cage cage;
    private final Rest rest;

    /** Leaves the processor to others after a job that took so long. */
    @FunctionalInterface
    interface Rest {
        void after(Duration work) throws InterruptedException;
    }

    /**
     * What was found.
     *
     * @param by by whom the change came; null when nobody knows
     */
    record Fault(Flaw flaw, @Nullable Source by) {}

    FaultSearch(Cage cage, Rest rest) {
        this.cage = cage;
        this.rest = rest;
    }

    /** Whether a failure lies in the document. */
    static boolean isFault(DocumentException e) {
        return e.reason() == Reason.SPOILT || e.reason() == Reason.UNREADABLE;
    }

    /**
     * Searches a document that has failed once.
     *
     * @throws DocumentException when it can't be told
     */
    Fault in(OpenDocument document) throws DocumentException, StoreException, InterruptedException {
        cage.renew();
        int bad = document.graph().size();
        if (fault(document, bad) == null) throw unsure();
        int good = document.stored().examined();
        if (fault(document, good) != null) good = 0;
        while (bad - good > 1) {
            int middle = (good + bad) >>> 1;
            if (fault(document, middle) == null) good = middle;
            else bad = middle;
        }
        cage.renew();
        requireSound();
        Reason why = fault(document, bad);
        if (why == null || fault(document, good) != null) throw unsure();
        boolean foreign = why == Reason.UNREADABLE || isForeign(document, good);
        Flaw.Kind kind = foreign ? Flaw.Kind.FOREIGN : Flaw.Kind.SPOILT;
        return new Fault(
                new Flaw(kind, good, document.graph().headsOfFirst(good)), by(document, good));
    }

    /**
     * @throws DocumentException when the worker fails with what is in order
     */
    private void requireSound() throws DocumentException, StoreException, InterruptedException {
        var graph = new ChangeGraph();
        try {
            graph.add(Change.parse(ByteBuffer.wrap(IN_ORDER), EngineLimits.DEFAULT));
        } catch (InvalidChangeException e) {
            throw new IllegalStateException(e);
        }
        try {
            Compacted.of(cage, out -> Frames.writeWhole(out, IN_ORDER), graph, 1, false);
        } catch (DocumentException e) {
            if (!isFault(e)) throw e;
            throw new DocumentException(
                    Reason.OTHER, "The worker can't even load what is in order.");
        }
    }

    private static DocumentException unsure() {
        return new DocumentException(Reason.OTHER, "It failed once, and then it didn't.");
    }

    /** Why the first changes alone can't be loaded; null when they can. */
    private @Nullable Reason fault(OpenDocument document, int changes)
            throws DocumentException, StoreException, InterruptedException {
        if (changes == 0) return null;
        long begun = System.nanoTime();
        Reason why = null;
        try {
            Compacted.of(cage, document, changes, false);
        } catch (DocumentException e) {
            if (!isFault(e)) throw e;
            why = e.reason();
        }
        rest.after(Duration.ofNanos(System.nanoTime() - begun));
        return why;
    }

    /** What no released Automerge writes is perhaps what the next one does, and can read. */
    private static boolean isForeign(OpenDocument document, int change)
            throws DocumentException, StoreException {
        var foreign = new boolean[1];
        try {
            document.read(
                    new int[] {change},
                    chunks -> {
                        for (byte[] chunk : chunks) foreign[0] |= isForeign(chunk);
                    });
        } catch (IOException e) {
            throw new IllegalStateException("nothing is written here", e);
        }
        return foreign[0];
    }

    private static boolean isForeign(byte[] chunk) throws DocumentException {
        try {
            return Change.parse(ByteBuffer.wrap(chunk), EngineLimits.DEFAULT).isForeign();
        } catch (InvalidChangeException _) {
            throw Cage.unreadable();
        }
    }

    private static @Nullable Source by(OpenDocument document, int change) throws StoreException {
        Source by = null;
        for (Arrival arrival : document.arrivals()) {
            if (arrival.first() <= change) by = arrival.source();
        }
        return by;
    }
}
