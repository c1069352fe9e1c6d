package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * Whether apps made for the prototype may ask.
 *
 * @param openUntil null: they may not
 */
public record WindowState(@Nullable Instant openUntil) {}
