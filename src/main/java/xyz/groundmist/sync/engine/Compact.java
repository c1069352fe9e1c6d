package xyz.groundmist.sync.engine;

/**
 * That the caller has the beginning of a document as one document chunk: for peers that have
 * nothing and read messages of version 2.
 *
 * @param changes how many of the first changes it holds; 0: there is none
 * @param bytes its length
 * @param restBytes of the chunks of all changes behind these
 */
public record Compact(int changes, int bytes, long restBytes) {
    public static final Compact NONE = new Compact(0, 0, 0);
}
