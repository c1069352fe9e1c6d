package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.store.SpaceName;

/**
 * Who may hold at most one living grant: a key, at a web origin (null: no browser), for a space.
 *
 * @param key its thumbprint
 * @param origin as {@link WebOrigin} writes it
 */
record Holder(String key, @Nullable String origin, SpaceName space) {}
