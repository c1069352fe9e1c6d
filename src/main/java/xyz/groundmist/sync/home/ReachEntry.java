package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.reach.Finding;
import xyz.groundmist.sync.reach.Hop;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * The way in from the internet.
 *
 * @param way {@code ngrok}, {@code ssh}, {@code domain}, {@code proxy}, or {@code none}
 * @param state {@code off}, {@code connecting}, {@code up}, {@code degraded} (it stands, but the
 *     last look from outside found a fault) or {@code down}
 * @param since when the state began
 * @param url the public address
 * @param reason a sentence: what is wrong
 * @param nextStep a sentence: what to do about it
 * @param link a page that says more
 * @param waitsForOwner whether nothing is tried until the owner does something
 * @param nextTry when it is tried again
 * @param throwaway whether the address lasts only as long as the way's connection
 * @param hostKey the fingerprint that an SSH server showed and that is to be confirmed
 * @param publicKey the line for {@code authorized_keys} at an SSH server
 * @param look the last one from outside
 * @param use what went through ngrok in this month
 */
public record ReachEntry(
        String way,
        String state,
        Instant since,
        @Nullable String url,
        @Nullable String reason,
        @Nullable String nextStep,
        @Nullable String link,
        boolean waitsForOwner,
        @Nullable Instant nextTry,
        boolean throwaway,
        @Nullable String hostKey,
        @Nullable String publicKey,
        @Nullable Look look,
        @Nullable Use use) {
    /**
     * A look from outside.
     *
     * @param verdict {@code reached}, {@code unreachable} or {@code not_me}: somebody else answers
     */
    public record Look(
            Instant at,
            String verdict,
            @Nullable String sentence,
            @Nullable String nextStep,
            List<Step> hops) {
        static Look of(Finding finding) {
            return new Look(
                    finding.at(),
                    finding.verdict().name().toLowerCase(Locale.ROOT),
                    finding.sentence(),
                    finding.nextStep(),
                    finding.hops().stream().map(Step::of).toList());
        }

        public boolean reached() {
            return verdict.equals("reached");
        }
    }

    /**
     * A piece of the way.
     *
     * @param place {@code computer}, {@code tunnel}, {@code internet} or {@code back}
     * @param words a sentence when it isn't fine
     */
    public record Step(String place, boolean fine, long millis, @Nullable String words) {
        static Step of(Hop hop) {
            return new Step(
                    hop.place().name().toLowerCase(Locale.ROOT),
                    hop.fine(),
                    hop.took().toMillis(),
                    hop.words());
        }
    }

    /** What was used of ngrok's free plan, by our own count. */
    public record Use(
            String month, long requests, long freeRequests, long bytesOut, long freeBytesOut) {}

    /** Whether apps elsewhere can be expected to reach this server. */
    public boolean up() {
        return state.equals("up");
    }
}
