package xyz.groundmist.sync.owner;

/** The page that the browser ends on: how the sign-in went. No script, nothing from elsewhere. */
final class CallbackPage {
    private static final String FORM =
            """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>%1$s · Groundmist Sync</title>
            <style>
            :root { --ground: #f4f6f6; --text: #1d2b2e; --quiet: #55676b; --mist: #5f8f96; }
            @media (prefers-color-scheme: dark) {
              :root { --ground: #172023; --text: #e6eeee; --quiet: #9fb3b6; --mist: #86b6bc; }
            }
            body { margin: 0; min-height: 100vh; display: grid; place-items: center;
              background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
            main { max-width: 26rem; padding: 2rem; text-align: center; }
            svg { width: 4rem; height: 4rem; }
            h1 { font-size: 1.4rem; font-weight: 600; margin: 1rem 0 .5rem; }
            p { margin: 0; color: var(--quiet); }
            </style>
            </head>
            <body>
            <main>
            <svg viewBox="0 0 32 32" fill="none" stroke="var(--mist)" stroke-width="2"
              stroke-linecap="round" aria-hidden="true"><circle cx="16" cy="16" r="14"/>
            <path d="M8 11c3-2 5 2 8 0s5-2 8 0M8 16c3-2 5 2 8 0s5-2 8 0M9 23h14"/></svg>
            <h1>%1$s</h1>
            <p>%2$s</p>
            </main>
            </body>
            </html>
            """;

    private CallbackPage() {}

    static Page signedIn() {
        return page(200, "You are signed in", "You can close this page and go back.");
    }

    static Page failed(String sentence) {
        return page(400, "You are not signed in", sentence);
    }

    /** For an address that no sign-in is waiting at. */
    static Page unexpected() {
        return page(
                404,
                "Nothing is waiting here",
                "This sign-in is over, or was never begun. Begin it again where you began it.");
    }

    private static Page page(int status, String title, String text) {
        return new Page(status, Page.HTML, FORM.formatted(escaped(title), escaped(text)));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
