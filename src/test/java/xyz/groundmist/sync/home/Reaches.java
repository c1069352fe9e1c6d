package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** Ways in as a status shows them. */
public final class Reaches {
    private Reaches() {}

    /** Nothing is set up. */
    public static ReachEntry none() {
        return of("none", "off", null);
    }

    /** Nothing is wrong with it, and nobody has looked yet. */
    public static ReachEntry of(String way, String state, @Nullable String url) {
        return new ReachEntry(
                way,
                state,
                Instant.EPOCH,
                url,
                null,
                null,
                null,
                false,
                null,
                false,
                null,
                null,
                null,
                null);
    }
}
