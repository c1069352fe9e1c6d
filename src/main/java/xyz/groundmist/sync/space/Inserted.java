package xyz.groundmist.sync.space;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.engine.Refusal;

/**
 * What came of changes that the server itself brought in.
 *
 * @param added how many were new, and are on disk now
 * @param refusal why the others weren't taken; null when all are there
 */
public record Inserted(int added, @Nullable Refusal refusal) {}
