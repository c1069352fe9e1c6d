package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.store.SpaceName;

import java.time.Duration;
import java.time.Instant;

/**
 * The owner's consent that one key of an app, or whoever holds a token, may sync one space. Tokens
 * are nowhere in it.
 *
 * @param id eight letters and digits, for people to type ({@link Grants#revoke})
 * @param name what the owner called it, or null
 * @param key the thumbprint (RFC 7638) of the key that may have tokens; null: a script's grant
 * @param owner who owned the server when it was made; null: nobody did. It is good under that owner
 *     only
 * @param origin the one web origin that may use it, as {@link WebOrigin} writes it; null: any
 *     program if it is a script's, none but programs without an origin if it has a key
 * @param readOnly gets everything, changes nothing
 * @param expires when it ends by itself, or null: never
 * @param revoked when the owner ended it, or null
 * @param paused since when it isn't good until the owner confirms it: it came out of a backup, or
 *     spoilt a document; null: it is confirmed, or needs no confirmation
 * @param lastUsed the last admission, exact to a minute over restarts; null: never used
 */
public record Grant(
        String id,
        GrantKind kind,
        @Nullable String key,
        @Nullable Did owner,
        SpaceName space,
        @Nullable String name,
        @Nullable String origin,
        boolean readOnly,
        Instant created,
        @Nullable Instant expires,
        @Nullable Instant revoked,
        @Nullable Instant paused,
        @Nullable Instant lastUsed) {

    private static final Duration UNUSED = Duration.ofDays(90);

    /** Whether it has been revoked, has expired or has gone unused for too long at that moment. */
    public boolean endedAt(Instant now) {
        Instant ends = ends();
        return revoked != null || (ends != null && !now.isBefore(ends));
    }

    /** When it ends by itself if nobody uses it until then; null: never. */
    public @Nullable Instant ends() {
        if (kind == GrantKind.SCRIPT) return expires;
        Instant unused = (lastUsed == null ? created : lastUsed).plus(UNUSED);
        return expires == null || unused.isBefore(expires) ? unused : expires;
    }

    Grant revokedAt(Instant moment) {
        return new Grant(
                id, kind, key, owner, space, name, origin, readOnly, created, expires, moment,
                paused, lastUsed);
    }

    Grant withAccess(boolean reading) {
        return new Grant(
                id, kind, key, owner, space, name, origin, reading, created, expires, revoked,
                paused, lastUsed);
    }

    Grant usedAt(Instant moment) {
        return new Grant(
                id, kind, key, owner, space, name, origin, readOnly, created, expires, revoked,
                paused, moment);
    }

    /**
     * @param moment null: not any more
     */
    Grant pausedAt(@Nullable Instant moment) {
        return new Grant(
                id, kind, key, owner, space, name, origin, readOnly, created, expires, revoked,
                moment, lastUsed);
    }
}
