package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * What is in a document, or in a part of it.
 *
 * @param heads of the point that was asked for, hexadecimal
 * @param changes up to there
 * @param bytes of all its changes
 * @param authors how many actors wrote it
 * @param created when its first change came here
 * @param changed when its latest change came here
 * @param title what the document may be called; null when nothing in it looks like a title
 * @param value maps, lists, texts, numbers, truth values and null; what is too much is left out
 * @param cut where something was left out
 */
public record DocumentContent(
        List<String> heads,
        int changes,
        long bytes,
        int authors,
        Instant created,
        Instant changed,
        @Nullable String title,
        @Nullable Object value,
        List<Cut> cut) {
    /**
     * A text, list or map of which only a part is there.
     *
     * @param path a JSON pointer, from the document's root
     * @param size in characters (code points) or entries
     * @param from where the part begins
     * @param shown how long it is
     */
    public record Cut(String path, long size, long from, long shown) {}
}
