package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.access.LedgerEntry;

import java.time.Instant;
import java.util.Locale;

/**
 * One line of what the owner can read of apps' comings and goings.
 *
 * @param at when it happened or began
 * @param event {@code connected}, {@code added}, {@code approved}, {@code denied}, {@code invited},
 *     {@code revoked}, {@code expired}, {@code replaced}, {@code window_opened}, {@code two_keys}
 *     or {@code second_network}
 * @param app the app's id, as {@link AppEntry#id}
 * @param name what it is called
 * @param network where it came from; null: this machine or a tunnel
 * @param until of {@code connected}: when its last WebSocket closed; null: it is still open
 * @param sockets of {@code connected}: how many WebSockets
 * @param documents of {@code connected}: how many documents it touched
 * @param received bytes from it
 * @param sent bytes to it
 */
public record LogEntry(
        Instant at,
        String event,
        @Nullable String app,
        @Nullable String name,
        @Nullable String origin,
        @Nullable String network,
        @Nullable String space,
        @Nullable Instant until,
        int sockets,
        int documents,
        long received,
        long sent) {
    static LogEntry of(LedgerEntry entry) {
        return new LogEntry(
                entry.at(),
                entry.event().name().toLowerCase(Locale.ROOT),
                entry.grantId(),
                entry.app(),
                entry.origin(),
                entry.network(),
                entry.space(),
                entry.until(),
                entry.sockets(),
                entry.traffic().documents(),
                entry.traffic().received(),
                entry.traffic().sent());
    }
}
