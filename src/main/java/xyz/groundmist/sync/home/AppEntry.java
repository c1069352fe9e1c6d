package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.access.Grant;

import java.time.Instant;

/**
 * What one app may do: a grant, without its token.
 *
 * @param space the lexicon authority domain it may sync
 * @param origin the only web origin it may come from; null for a program or any origin
 */
public record AppEntry(
        String id,
        String space,
        @Nullable String name,
        @Nullable String origin,
        boolean readOnly,
        Instant created,
        @Nullable Instant expires,
        @Nullable Instant revoked,
        @Nullable Instant lastUsed) {
    static AppEntry of(Grant grant) {
        return new AppEntry(
                grant.id(),
                grant.space().domain(),
                grant.name(),
                grant.origin(),
                grant.readOnly(),
                grant.created(),
                grant.expires(),
                grant.revoked(),
                grant.lastUsed());
    }
}
