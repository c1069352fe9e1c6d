package xyz.groundmist.sync.atproto;

/** A PDS's own pages between the start of a sign-in and its end: login, then consent. */
public final class ConsentPage {
    private static final String PASSWORD = "input[type=password]";
    private static final String SIGN_IN = "button:has-text('Sign in')";

    /** Without a handle to expect, a PDS first asks whether to sign in or to sign up. */
    private static final String FIRST = ":is(" + PASSWORD + ", " + SIGN_IN + ")";

    private static final String ALLOW = "role=button[name=/^(authorize|allow|accept)$/i]";
    private static final String DENY = "role=button[name=/^(deny|deny access|cancel)$/i]";

    private ConsentPage() {}

    /** Logs in, and allows what the app asks for. The page must be at the authorization address. */
    public static void allow(Browser.Page page, Devnet.Account account) {
        logIn(page, account);
        page.click(ALLOW);
    }

    /** Allows what the app asks for, after {@link #logIn}. */
    public static void allow(Browser.Page page) {
        page.click(ALLOW);
    }

    /** Logs in, and denies what the app asks for. */
    public static void deny(Browser.Page page, Devnet.Account account) {
        logIn(page, account);
        page.click(DENY);
    }

    /** Logs in only: the page then asks for consent. */
    public static void logIn(Browser.Page page, Devnet.Account account) {
        page.await(FIRST);
        if (!page.isVisible(PASSWORD)) {
            page.click(SIGN_IN);
            page.fill("input[name=username]", account.handle());
        }
        page.fill(PASSWORD, account.password());
        page.press("Enter");
        page.await(ALLOW);
    }
}
