package xyz.groundmist.sync.space;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.engine.DocumentId;

/**
 * A space's side of the same space on another machine of the owner's. Changes committed here are
 * offered to it from the start; documents that differ already have to be named.
 */
public interface Replica extends PeerConnection {
    /**
     * This document differs there: it is brought in step as soon as there is room for it. False
     * when too many wait already, and nobody will remember it: compare again when {@link
     * #takesMore}.
     */
    boolean differs(DocumentId document);

    /** Whether few enough wait that it is worth comparing again. */
    boolean takesMore();

    /** Documents that are known to differ. */
    int behind();

    /**
     * Why some can't be brought in step now, in a sentence; null when nothing stands in the way.
     */
    @Nullable String problem();
}
