package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * Who wants in, and who may.
 *
 * @param requests apps that wait, the one that asked first at the head
 * @param windowOpenUntil when older apps may ask no more; null: they may not now
 * @param apps those that were let in, also those whose time is over, the oldest first
 */
public record AppList(
        List<AppRequest> requests, @Nullable Instant windowOpenUntil, List<AppEntry> apps) {}
