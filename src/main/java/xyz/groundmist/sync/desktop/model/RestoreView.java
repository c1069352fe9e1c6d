package xyz.groundmist.sync.desktop.model;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** How far bringing back a backup is. */
public sealed interface RestoreView {
    /** Nobody wants to. */
    record None() implements RestoreView {}

    /** It is looked at. */
    record Looking() implements RestoreView {}

    /** It can't be used, and why. */
    record Unfit(String sentence) implements RestoreView {}

    /**
     * It can be brought back.
     *
     * @param more what is in it
     * @param replaces what becomes of what is here; null: nothing is
     * @param sealed whether it has secrets, which take a passphrase
     * @param trouble why the last try failed
     */
    record Ready(
            String title,
            String more,
            @Nullable String replaces,
            boolean sealed,
            @Nullable String trouble)
            implements RestoreView {}

    /** It is brought back. */
    record Running() implements RestoreView {}

    /**
     * It is back.
     *
     * @param next sentences on what waits for the owner, and where things are
     */
    record Done(String more, List<String> next) implements RestoreView {}
}
