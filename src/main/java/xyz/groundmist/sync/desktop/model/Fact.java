package xyz.groundmist.sync.desktop.model;

import org.jspecify.annotations.Nullable;

/**
 * A line that states something: what, how it is, since when.
 *
 * @param when null where there is no moment to tell
 */
public record Fact(String what, Sign sign, String words, @Nullable String when) {
    /** Told by shape; the colour only helps. */
    public enum Sign {
        DONE,
        WRONG,
        OPEN
    }
}
