package xyz.groundmist.sync.atproto;

/** A PDS's own pages between the start of a sign-in and its end: login, then consent. */
public final class ConsentPage {
    private static final String ALLOW = "role=button[name=/^(authorize|allow|accept)$/i]";
    private static final String DENY = "role=button[name=/^(deny|deny access|cancel)$/i]";

    private ConsentPage() {}

    /** Logs in, and allows what the app asks for. The page must be at the authorization address. */
    public static void allow(Browser.Page page, Devnet.Account account) {
        logIn(page, account);
        page.click(ALLOW);
    }

    /** Logs in, and denies what the app asks for. */
    public static void deny(Browser.Page page, Devnet.Account account) {
        logIn(page, account);
        page.click(DENY);
    }

    /** Logs in only: the page then asks for consent. */
    public static void logIn(Browser.Page page, Devnet.Account account) {
        page.await("input[type=password]");
        page.fill("input[type=password]", account.password());
        page.press("Enter");
        page.await(ALLOW);
    }
}
