package xyz.groundmist.sync.space;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.store.SpaceName;

/** How a space is. */
public record SpaceStatus(
        SpaceName name,
        long documents,
        long changes,
        long bytes,
        int connected,
        @Nullable String problem) {}
