package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.store.SpaceName;

import java.time.Instant;

/**
 * The owner's consent that whoever holds a token may sync one space. The token itself is nowhere in
 * it.
 *
 * @param id eight letters and digits, for people to type ({@link Grants#revoke})
 * @param name what the owner called it, or null
 * @param origin the one web origin that may use it, as {@link WebOrigin} writes it; null: any
 *     program
 * @param readOnly gets everything, changes nothing
 * @param expires when it ends by itself, or null: never
 * @param revoked when the owner ended it, or null
 * @param lastUsed the last admission, exact to a minute over restarts; null: never used
 */
public record Grant(
        String id,
        SpaceName space,
        @Nullable String name,
        @Nullable String origin,
        boolean readOnly,
        Instant created,
        @Nullable Instant expires,
        @Nullable Instant revoked,
        @Nullable Instant lastUsed) {

    /** Whether it has been revoked or has expired at that moment. */
    public boolean endedAt(Instant now) {
        return revoked != null || (expires != null && !now.isBefore(expires));
    }

    Grant revokedAt(Instant moment) {
        return new Grant(id, space, name, origin, readOnly, created, expires, moment, lastUsed);
    }

    Grant usedAt(Instant moment) {
        return new Grant(id, space, name, origin, readOnly, created, expires, revoked, moment);
    }
}
