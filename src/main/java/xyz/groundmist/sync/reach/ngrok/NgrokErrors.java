package xyz.groundmist.sync.reach.ngrok;

import com.ngrok.NgrokException;

import xyz.groundmist.sync.reach.ReachException;

import java.net.URI;
import java.util.Locale;

/**
 * What ngrok's error codes mean to an owner (ngrok.com/docs/errors). ngrok's own words are shown
 * for codes that aren't known here, without the authtoken that they may repeat.
 */
final class NgrokErrors {
    static final URI TOKEN_PAGE =
            URI.create("https://dashboard.ngrok.com/get-started/your-authtoken");
    static final URI AGENTS_PAGE = URI.create("https://dashboard.ngrok.com/agents");
    static final URI DOMAINS_PAGE = URI.create("https://dashboard.ngrok.com/domains");
    static final URI USAGE_PAGE = URI.create("https://dashboard.ngrok.com/usage");
    private static final URI ACCOUNT_PAGE = URI.create("https://dashboard.ngrok.com/user/settings");
    private static final String ERRORS = "https://ngrok.com/docs/errors/";

    private NgrokErrors() {}

    static boolean isTaken(NgrokException e) {
        return e.getCode().equals("ERR_NGROK_334");
    }

    /** No authtoken is kept here. */
    static ReachException noToken() {
        return ReachException.fatal(
                        "ngrok needs your authtoken, and none is kept here.",
                        "Copy it from your ngrok account and enter it.")
                .linking(TOKEN_PAGE);
    }

    /**
     * @param token which is taken out of ngrok's words
     */
    static ReachException of(NgrokException e, String token) {
        return switch (e.getCode()) {
            case "ERR_NGROK_4018" -> noToken();
            case "ERR_NGROK_105", "ERR_NGROK_106", "ERR_NGROK_107", "ERR_NGROK_109" ->
                    ReachException.fatal(
                                    "ngrok doesn't accept the authtoken.",
                                    "Copy the authtoken from your ngrok account and enter it"
                                            + " again.")
                            .linking(TOKEN_PAGE);
            case "ERR_NGROK_108", "ERR_NGROK_348" ->
                    ReachException.passing(
                                    "Your ngrok account runs as many agents as it may.",
                                    "Stop one of the others; it is tried again until then.")
                            .linking(AGENTS_PAGE);
            case "ERR_NGROK_334" ->
                    ReachException.passing(
                                    "Your address at ngrok is in use: perhaps by this server's"
                                            + " former connection, which ends within a minute.",
                                    "It is tried again. If another program uses the address, stop"
                                            + " that one.")
                            .linking(AGENTS_PAGE);
            case "ERR_NGROK_320" ->
                    ReachException.fatal(
                                    "This domain belongs to another ngrok account.",
                                    "Use a domain of the account that your authtoken is from.")
                            .linking(DOMAINS_PAGE);
            case "ERR_NGROK_313", "ERR_NGROK_314", "ERR_NGROK_319", "ERR_NGROK_354" ->
                    ReachException.fatal(
                                    "Your ngrok account doesn't have this domain.",
                                    "Reserve it there, or leave the domain empty: ngrok then gives"
                                            + " the one that comes with your account.")
                            .linking(DOMAINS_PAGE);
            case "ERR_NGROK_103", "ERR_NGROK_338", "ERR_NGROK_3208", "ERR_NGROK_8014" ->
                    ReachException.fatal(
                                    "ngrok has suspended your account.",
                                    "Ask ngrok why, or use another way.")
                            .linking(page(e));
            case "ERR_NGROK_120", "ERR_NGROK_121" ->
                    ReachException.fatal(
                                    "ngrok doesn't serve this version of the program any more.",
                                    "Install a newer version of Groundmist Sync, or use another"
                                            + " way.")
                            .linking(page(e));
            case "ERR_NGROK_123" ->
                    ReachException.fatal(
                                    "ngrok wants you to confirm your e-mail address first.",
                                    "Do that in your ngrok account, then try again.")
                            .linking(ACCOUNT_PAGE);
            case "ERR_NGROK_725", "ERR_NGROK_726", "ERR_NGROK_727", "ERR_NGROK_4027" ->
                    ReachException.passing(
                                    "What your ngrok plan allows in a month is used up.",
                                    "Wait for the next month, choose a larger plan, or use another"
                                            + " way.")
                            .linking(USAGE_PAGE);
            default -> other(e, token);
        };
    }

    /** Our own last word on an address that stays in use. */
    static ReachException takenForLong() {
        return ReachException.fatal(
                        "Your address at ngrok is used by another program.",
                        "Stop that program, or choose another domain; then try again.")
                .linking(AGENTS_PAGE);
    }

    /** Somebody pressed that in ngrok's dashboard. */
    static ReachException stopped() {
        return ReachException.fatal(
                        "The way through ngrok was stopped in ngrok's dashboard.",
                        "Try again when you want it back.")
                .linking(AGENTS_PAGE);
    }

    private static ReachException other(NgrokException e, String token) {
        String words = e.getDetails().replace(token, "***").strip();
        String what =
                words.isEmpty()
                        ? "ngrok refused the connection."
                        : "ngrok says: " + sentence(words);
        ReachException passing =
                ReachException.passing(what, "It is tried again; ngrok's page may say more.");
        return e.getCode().isEmpty() ? passing : passing.linking(page(e));
    }

    private static String sentence(String words) {
        return words.endsWith(".") || words.endsWith("!") || words.endsWith("?")
                ? words
                : words + ".";
    }

    /** Every code has a page. */
    static URI page(NgrokException e) {
        String code = e.getCode().toLowerCase(Locale.ROOT);
        return URI.create(ERRORS + (code.matches("err_ngrok_[0-9]+") ? code : ""));
    }
}
