package xyz.groundmist.sync.reach;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A way in that stands. */
public interface OpenReach extends AutoCloseable {
    /** Scheme, host and perhaps port that lead here, without a path. */
    URI publicUrl();

    /** Completes when it broke by itself; never because of {@link #close}. */
    CompletableFuture<ReachException> lost();

    /**
     * Asks the other end for a sign of life, as after sleep or a change of network. A way that has
     * no other end of its own always answers.
     *
     * @return whether it came in time
     */
    default boolean answers(Duration patience) throws InterruptedException {
        return true;
    }

    /** Ends it and everything that goes through it. Idempotent. */
    @Override
    void close();
}
