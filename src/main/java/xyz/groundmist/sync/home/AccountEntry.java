package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.owner.AccountState;

import java.time.Instant;
import java.util.Locale;

/**
 * The sign-in to the owner's account, and what this machine has published there.
 *
 * @param standing {@code signed_out}, {@code signed_in}, {@code due_soon} (still signed in, and
 *     should sign in again in the days to come) or {@code ended} (by the account's server, or time)
 * @param did of who is signed in, or was last
 * @param pds the account's server
 * @param since when the sign-in began
 * @param until when it ends at the latest
 * @param mayPublish whether the sign-in allows publishing
 * @param published the host that apps find in the account, by this machine's doing
 * @param place where the sign-in is kept, to go into a sentence; null without one
 */
public record AccountEntry(
        String standing,
        @Nullable String did,
        @Nullable String handle,
        @Nullable String pds,
        @Nullable Instant since,
        @Nullable Instant until,
        boolean mayPublish,
        @Nullable String published,
        @Nullable Instant publishedAt,
        @Nullable String place) {
    static AccountEntry of(AccountState state) {
        return new AccountEntry(
                state.standing().name().toLowerCase(Locale.ROOT),
                state.did() == null ? null : state.did().text(),
                state.handle() == null ? null : state.handle().text(),
                state.pds(),
                state.since(),
                state.until(),
                state.mayPublish(),
                state.published(),
                state.publishedAt(),
                state.place());
    }

    /** How to call who is signed in: by handle, or else by DID; null when nobody ever was. */
    public @Nullable String name() {
        return handle == null ? did : "@" + handle;
    }
}
