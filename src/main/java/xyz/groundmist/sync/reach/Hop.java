package xyz.groundmist.sync.reach;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * A piece of the way from this computer out and back, as a look found it.
 *
 * @param took how long it was under way, or until it was given up
 * @param words a sentence about it when it isn't fine, or when there is something to add
 */
public record Hop(Place place, boolean fine, Duration took, @Nullable String words) {
    /** In their order. */
    public enum Place {
        /** The server's own port. */
        COMPUTER,
        /** The connection to who takes requests in for us; a way without one has none. */
        TUNNEL,
        /** The public name, a connection to it, and its certificate. */
        INTERNET,
        /** The request came back in here, and was answered with this server's own signature. */
        BACK
    }
}
