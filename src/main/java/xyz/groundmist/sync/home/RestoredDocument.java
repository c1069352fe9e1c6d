package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

/**
 * An earlier state that was brought back.
 *
 * @param change the hash of the new change; null when the document showed that state already
 */
public record RestoredDocument(@Nullable String change) {}
