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
            :root { --ground: #f4f6f6; --text: #1d2b2e; --quiet: #55676b; }
            @media (prefers-color-scheme: dark) {
              :root { --ground: #172023; --text: #e6eeee; --quiet: #9fb3b6; }
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
            <svg viewBox="0 0 16 16" aria-hidden="true">
            <circle cx="8" cy="8" r="7.45" fill="#e3f0ef"/>
            <path fill="#4f99a3"
              d="M2.42 2.99A7.5 7.5 0 0 1 13.55 2.96C12.62 3.2 11.69 3.71 10.77 4.02
              C9.84 4.33 8.91 4.38 7.98 4.13C7.06 3.87 6.13 3.36 5.2 3.06
              C4.27 2.76 3.34 2.73 2.42 2.99Z"/>
            <path fill="#4b969a"
              d="M1.14 4.97C2.26 4.49 3.37 4.17 4.49 4.37C5.6 4.58 6.72 5.25 7.83 5.58
              C8.95 5.92 10.06 5.8 11.18 5.37C12.29 4.94 13.41 4.35 14.53 4.3
              A7.5 7.5 0 0 1 15.36 6.54C14.12 6.96 12.88 7.6 11.64 7.6C10.41 7.6 9.17 6.95 7.93 6.53
              C6.7 6.11 5.46 6.14 4.22 6.58C2.98 7.02 1.75 7.64 0.51 7.6A7.5 7.5 0 0 1 1.14 4.97Z"/>
            <path fill="#2d777b"
              d="M0.58 9.1C1.82 9.12 3.07 8.48 4.31 8.05C5.55 7.62 6.8 7.63 8.04 8.07
              C9.28 8.51 10.53 9.13 11.77 9.1C13.01 9.06 14.26 8.39 15.5 7.99
              A7.5 7.5 0 0 1 14.89 10.95C13.74 11.08 12.58 10.87 11.42 10.57
              C10.27 10.27 9.11 10.02 7.95 10.13C6.79 10.24 5.64 10.66 4.48 10.87
              C3.32 11.08 2.17 10.99 1.01 10.72A7.5 7.5 0 0 1 0.58 9.1Z"/>
            <path fill="#16484f"
              d="M1.66 12H14.34A7.5 7.5 0 0 1 1.66 12Z"/>
            </svg>
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
