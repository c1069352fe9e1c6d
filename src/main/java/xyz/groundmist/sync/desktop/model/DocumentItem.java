package xyz.groundmist.sync.desktop.model;

import static xyz.groundmist.sync.desktop.model.Words.say;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.home.DocumentEntry;

import java.time.Instant;

/**
 * A document in the list, not yet in words: of ten thousand only those in sight are put into them.
 *
 * @param title null while nobody has looked, and when nothing in it looks like one
 * @param problem why it can't be opened here; null as a rule
 * @param trouble what is wrong with it since one of its changes; null as a rule
 */
public record DocumentItem(
        DocumentKey key,
        @Nullable String title,
        int changes,
        long bytes,
        Instant changed,
        @Nullable String problem,
        @Nullable String trouble) {

    static DocumentKey key(DocumentEntry entry) {
        return new DocumentKey(entry.space(), entry.id());
    }

    static DocumentItem of(DocumentEntry entry, @Nullable String title) {
        return new DocumentItem(
                key(entry),
                title,
                entry.changes(),
                entry.bytes(),
                entry.changed(),
                entry.problem(),
                entry.trouble());
    }

    /** Its title, else what is left of its id. */
    public String name() {
        return title == null ? key.brief() : title;
    }

    /** "4 KB · 812 changes · 2 min ago". */
    String line(Times times) {
        return say("documents.line", size(bytes), changes, times.ago(changed));
    }

    /** "812 B", "4 KB", "18 MB". */
    static String size(long bytes) {
        if (bytes < 1_000) return say("documents.bytes", bytes);
        if (bytes < 1_000_000) return say("documents.kilobytes", Math.round(bytes / 1e3));
        return say("documents.megabytes", Math.round(bytes / 1e6));
    }
}
