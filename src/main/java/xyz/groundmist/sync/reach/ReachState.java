package xyz.groundmist.sync.reach;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Instant;

/** How a way in is at a moment. Reasons and next steps are sentences. */
public sealed interface ReachState {
    /** It isn't wanted. */
    record Off() implements ReachState {}

    /** It is being opened. */
    record Connecting() implements ReachState {}

    /** It stands, and nothing speaks against it. */
    record Up(URI publicUrl) implements ReachState {}

    /** It stands, but the last look from outside found a fault. */
    record Degraded(URI publicUrl, String reason) implements ReachState {}

    /**
     * It isn't open.
     *
     * @param link a page that says more
     * @param fatal whether it waits for the owner; then nothing is tried
     * @param nextTry when it is tried again
     */
    record Down(
            String reason,
            String nextStep,
            @Nullable URI link,
            boolean fatal,
            @Nullable Instant nextTry)
            implements ReachState {}
}
