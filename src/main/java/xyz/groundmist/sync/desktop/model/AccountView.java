package xyz.groundmist.sync.desktop.model;

import org.jspecify.annotations.Nullable;

/**
 * The owner's account and what is published in it.
 *
 * @param available whether the server runs, so that there is somebody to ask
 * @param name of who is signed in, or was last: "@anna.example"
 * @param signedIn "since 3 May"; null: nobody is
 * @param again why it is time to sign in again, or null
 * @param host the public address, or null: there is none
 * @param published the host that stands in the account by this machine's doing, or null
 * @param publishedSince "since 3 May"
 * @param sentence exactly what everybody can read once it is published, or null: nothing can be
 * @param signIn how far a sign-in has come
 * @param busy while something else is under way
 * @param trouble why the last thing asked for did not happen
 * @param allTheSame what to press for publishing the address all the same; null: nothing
 */
public record AccountView(
        boolean available,
        @Nullable String name,
        @Nullable String signedIn,
        @Nullable String again,
        @Nullable String host,
        @Nullable String published,
        @Nullable String publishedSince,
        @Nullable String sentence,
        SignIn signIn,
        boolean busy,
        @Nullable String trouble,
        @Nullable String allTheSame) {

    /** Whether the address that stands in the account is the one there is. */
    public boolean inStep() {
        return published != null && published.equals(host);
    }

    /** A sign-in. */
    public sealed interface SignIn {
        /** None. */
        record None() implements SignIn {}

        /** The account's server is being asked. */
        record Beginning() implements SignIn {}

        /**
         * The browser is to come back.
         *
         * @param link for another browser
         * @param anywhere whether that may be on another computer or a phone
         * @param unopened whether none could be opened here
         */
        record Waiting(String link, boolean anywhere, boolean unopened) implements SignIn {
            /** Without the link. */
            @Override
            public String toString() {
                return "Waiting";
            }
        }
    }
}
