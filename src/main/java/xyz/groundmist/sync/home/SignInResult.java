package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

/**
 * Whether a browser has come back.
 *
 * @param account once somebody has signed in; null: ask again
 * @param publishable the host that could be published now, and isn't; null: there is none
 */
public record SignInResult(@Nullable AccountEntry account, @Nullable String publishable) {
    static final SignInResult WAITING = new SignInResult(null, null);
}
