package xyz.groundmist.sync.space;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.store.SpaceName;

/**
 * How a space is doing.
 *
 * @param bytes size of all changes, as they came
 * @param connected clients that have joined
 * @param problem what is wrong and what to do, in a sentence; null when all is well
 */
public record SpaceStatus(
        SpaceName name,
        long documents,
        long changes,
        long bytes,
        int connected,
        @Nullable String problem) {}
