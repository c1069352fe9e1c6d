package xyz.groundmist.sync.access;

/**
 * One WebSocket under a grant, from its admission to its end. Nothing is counted before {@link
 * #begin} and after {@link #end}; a visit that never begins needs no end. Safe for use from any
 * thread.
 */
public interface Visit {
    Grant grant();

    /**
     * The WebSocket is about to open. {@code ended} is called once, within a second after the grant
     * has ended (of a parked visit: when its time is over or its token is good again), and at once,
     * in this call, when it has already. It must not block. Called after {@link #end}, this does
     * nothing.
     */
    void begin(Runnable ended);

    /** The WebSocket is gone, and this is what went over it. Idempotent; doesn't block. */
    void end(Traffic traffic);
}
