package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * A deleted document whose content is still kept.
 *
 * @param space its lexicon authority domain
 * @param title what it was called when it was last looked into; null when nobody has, since the
 *     server started
 * @param deleted when that was decided, by the clock of the machine where it was
 */
public record DeletedDocument(
        String space,
        String id,
        @Nullable String title,
        int changes,
        long bytes,
        Instant deleted) {}
