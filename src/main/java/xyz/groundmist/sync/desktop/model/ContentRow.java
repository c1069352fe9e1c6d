package xyz.groundmist.sync.desktop.model;

import org.jspecify.annotations.Nullable;

/**
 * A line of a document's content.
 *
 * @param path what it shows, as a JSON pointer
 * @param depth how far in, from 0 on
 * @param key what it is called in the map or list that it is in; empty for a piece of a text
 * @param words the value, or how much there is of it
 * @param open whether what is in it is shown below
 * @param mark "added" or "changed" at this step; null as a rule
 * @param spoken all of it, for a screen reader
 */
public record ContentRow(
        String path,
        int depth,
        Kind kind,
        String key,
        String words,
        boolean open,
        @Nullable String mark,
        String spoken) {
    /** What it is. */
    public enum Kind {
        /** A value. */
        LEAF,
        /** Something with more in it: a map, a list, a long text. */
        BRANCH,
        /** A paragraph of a long text, or a part of one. */
        PIECE,
        /** Stands for what wasn't loaded yet. */
        MORE
    }
}
