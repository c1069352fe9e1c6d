package xyz.groundmist.sync.desktop.model;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The way in from the internet, as the page Address and the set-up show it.
 *
 * @param available whether there is a server to ask
 * @param way as the command line calls it; {@code none}
 * @param host the public host name, when it is known
 * @param summary what it is and how it is, in one line
 * @param tone of the summary
 * @param hops of the last look; empty: there was none
 * @param total a sentence on how long an app far away waits
 * @param problem a sentence, and what to do about it
 * @param link a page that helps
 * @param mayRetry whether it waits for the owner to try again
 * @param hostKey to be confirmed by the owner, who has compared it
 * @param publicKey a line for the SSH server
 * @param used what was used of a plan
 * @param warning about an address that doesn't last
 * @param testing whether a test is under way
 * @param busy whether another wish is being carried out
 * @param trouble a sentence: what a wish was refused for
 */
public record ReachView(
        boolean available,
        String way,
        @Nullable String host,
        String summary,
        Tone tone,
        List<HopView> hops,
        @Nullable String total,
        @Nullable String problem,
        @Nullable String link,
        boolean mayRetry,
        @Nullable String hostKey,
        @Nullable String publicKey,
        @Nullable String used,
        @Nullable String warning,
        boolean testing,
        boolean busy,
        @Nullable String trouble) {
    /**
     * A piece of the way.
     *
     * @param place {@code computer}, {@code tunnel}, {@code internet} or {@code back}
     * @param words how long it took, or that it fails
     */
    public record HopView(String place, String name, boolean fine, String words) {}

    /** Whether a way was chosen. */
    public boolean chosen() {
        return !way.equals("none");
    }
}
