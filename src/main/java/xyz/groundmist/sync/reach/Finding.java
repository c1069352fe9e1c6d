package xyz.groundmist.sync.reach;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Instant;
import java.util.List;

/**
 * What a look from outside found.
 *
 * @param sentence what is wrong; null when the server was reached
 * @param nextStep a sentence: what to do about it; null when it was reached
 * @param hops as far as the look came
 */
public record Finding(
        Instant at,
        URI url,
        Verdict verdict,
        @Nullable String sentence,
        @Nullable String nextStep,
        List<Hop> hops) {
    /** How it ended. */
    public enum Verdict {
        REACHED,
        UNREACHABLE,
        /** Somebody answers under this name, and it isn't this server. */
        NOT_ME
    }
}
