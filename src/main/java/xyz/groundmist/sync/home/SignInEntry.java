package xyz.groundmist.sync.home;

import xyz.groundmist.sync.owner.SignIn;

/**
 * A sign-in that waits for a browser.
 *
 * @param link what to open; good for minutes, and once
 * @param port of 127.0.0.1, which the browser comes back to, so that it must run on this machine or
 *     be led here; 0: the browser may run anywhere
 * @param seconds for which the browser is awaited
 */
public record SignInEntry(String id, String link, int port, long seconds) {
    static SignInEntry of(SignIn signIn) {
        return new SignInEntry(
                signIn.id(), signIn.link().toString(), signIn.port(), SignIn.PATIENCE.toSeconds());
    }

    /** Without the link. */
    @Override
    public String toString() {
        return "SignInEntry[" + id + "]";
    }
}
