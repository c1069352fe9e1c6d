package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.access.Grant;

import java.time.Instant;
import java.util.Locale;

/**
 * What one app may do: a grant, without its token.
 *
 * @param kind {@code app}; {@code prototype}: an app made for the prototype, whose token can leak;
 *     {@code script}: whoever has its token
 * @param space the lexicon authority domain it may sync
 * @param origin the only web origin it may come from; null for a program or any origin
 * @param paused since when it may not connect until the owner confirms it; null as a rule
 * @param expires when it ends if nobody uses it until then; null: never
 */
public record AppEntry(
        String id,
        String kind,
        String space,
        @Nullable String name,
        @Nullable String origin,
        boolean readOnly,
        Instant created,
        @Nullable Instant expires,
        @Nullable Instant revoked,
        @Nullable Instant paused,
        @Nullable Instant lastUsed) {
    static AppEntry of(Grant grant) {
        return new AppEntry(
                grant.id(),
                grant.kind().name().toLowerCase(Locale.ROOT),
                grant.space().domain(),
                grant.name(),
                grant.origin(),
                grant.readOnly(),
                grant.created(),
                grant.ends(),
                grant.revoked(),
                grant.paused(),
                grant.lastUsed());
    }
}
