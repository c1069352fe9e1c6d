package xyz.groundmist.sync.owner;

import org.jspecify.annotations.Nullable;

/**
 * What is known of the owner from one start to the next.
 *
 * @param did of who signed in last, be the sign-in over or not
 * @param renewing whether new tokens were asked for when this was written: if the machine stops
 *     then, the ones in {@code session} may be good for nothing
 * @param ended why the last sign-in is over, when nobody here ended it
 * @param pds where the account was when it was last looked up
 * @param signingKey the account's, when it was last looked up
 */
record Kept(
        @Nullable String did,
        @Nullable String handle,
        @Nullable Session session,
        boolean renewing,
        @Nullable String ended,
        @Nullable Publication publication,
        @Nullable String pds,
        @Nullable String signingKey) {
    static final Kept NOTHING = new Kept(null, null, null, false, null, null, null, null);

    /** Somebody has signed in; what was published by somebody else's account is not theirs. */
    Kept signedIn(String who, @Nullable String as, Session as1) {
        boolean same = who.equals(did);
        return new Kept(
                who,
                as,
                as1,
                false,
                null,
                same ? publication : null,
                as1.pds(),
                same ? signingKey : null);
    }

    Kept with(@Nullable Session other) {
        return new Kept(did, handle, other, renewing, ended, publication, pds, signingKey);
    }

    Kept renewing(boolean now) {
        return new Kept(did, handle, session, now, ended, publication, pds, signingKey);
    }

    Kept renewed(Session fresh) {
        return new Kept(did, handle, fresh, false, null, publication, pds, signingKey);
    }

    Kept signedOut() {
        return new Kept(did, handle, null, false, null, publication, pds, signingKey);
    }

    Kept ended(String why) {
        return new Kept(did, handle, null, false, why, publication, pds, signingKey);
    }

    Kept published(@Nullable Publication now) {
        return new Kept(did, handle, session, renewing, ended, now, pds, signingKey);
    }

    Kept seen(@Nullable String as, @Nullable String at, @Nullable String withKey) {
        return new Kept(did, as, session, renewing, ended, publication, at, withKey);
    }
}
