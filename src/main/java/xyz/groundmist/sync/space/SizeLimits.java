package xyz.groundmist.sync.space;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.engine.DocumentId;

/**
 * How large documents and spaces may grow. At a limit new changes are refused, which the status
 * says; nothing that is stored is lost, and all of it can be read.
 *
 * @param documentChanges changes of one document. While it is in use each takes up to 64 bytes of
 *     memory, and twice that while it is loaded: a million is half the heap. A long novel typed
 *     with a change for every key has about as many
 * @param documentBytes bytes of one document's changes. A new reader gets all of them
 * @param snapshotBytes bytes of a document's compact snapshot. It is sent as one message, which is
 *     held in memory until it is through; a document with a larger one is sent in changes
 * @param spaceBytes bytes of all changes of a space, so that one app can't fill the disk for the
 *     others
 */
public record SizeLimits(
        int documentChanges, long documentBytes, int snapshotBytes, long spaceBytes) {
    public static final SizeLimits DEFAULT =
            new SizeLimits(1_000_000, 2L << 30, 4 << 20, 64L << 30);

    /** The same with another limit for a space. */
    public SizeLimits withSpaceBytes(long bytes) {
        return new SizeLimits(documentChanges, documentBytes, snapshotBytes, bytes);
    }

    /** Why no change is taken any more, and what to do; null when it is. */
    @Nullable String refuses(DocumentId document, int changes, long bytes, long spaceHas) {
        if (changes >= documentChanges || bytes >= documentBytes) {
            return "Document %s is full (%,d changes, %,d MB); new changes to it are not kept. Copy its content into a new document in the app."
                    .formatted(document, changes, bytes >> 20);
        }
        if (spaceHas >= spaceBytes) {
            return "The space is full (%,d MB); new changes are not kept. Move apps or documents that you need no longer elsewhere, or allow it more in the settings."
                    .formatted(spaceHas >> 20);
        }
        return null;
    }
}
