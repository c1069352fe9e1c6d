package xyz.groundmist.sync.owner;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.identity.Handle;

import java.time.Instant;
import java.util.List;

/**
 * How the owner's account is, as far as this server knows.
 *
 * @param did of who is signed in, or was last
 * @param until when the sign-in ends at the latest; null unless somebody is signed in
 * @param mayPublish whether the sign-in allows publishing
 * @param published the host that this machine has published, or null
 * @param place where the sign-in is kept, to go into a sentence; null unless there is one
 * @param problems sentences, each with what to do
 */
public record AccountState(
        Standing standing,
        @Nullable Did did,
        @Nullable Handle handle,
        @Nullable String pds,
        @Nullable Instant since,
        @Nullable Instant until,
        boolean mayPublish,
        @Nullable String published,
        @Nullable Instant publishedAt,
        @Nullable String place,
        List<String> problems) {
    /** Whether somebody is signed in. */
    public enum Standing {
        SIGNED_OUT,
        SIGNED_IN,
        /** still signed in, and should sign in again in the days to come */
        DUE_SOON,
        /** was signed in until the server, or time, ended it */
        ENDED
    }
}
