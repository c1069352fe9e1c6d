package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What a person would say has changed in a document between two points of its life.
 *
 * @param more there are more than these
 */
public record DocumentDifferences(boolean more, List<Difference> differences) {
    /**
     * One of them.
     *
     * @param path a JSON pointer
     * @param kind {@code added}, {@code removed}, {@code changed}, {@code text} for a place in a
     *     text, {@code marks} for its formatting
     * @param before what was there: a piece of the text, or the value; cut when it is long
     * @param after what is there now, likewise
     */
    public record Difference(
            String path, String kind, @Nullable Object before, @Nullable Object after) {}
}
