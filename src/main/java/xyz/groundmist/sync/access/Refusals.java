package xyz.groundmist.sync.access;

import xyz.groundmist.sync.access.Authentication.Refused;

import java.time.Duration;

/**
 * Everything that {@code POST /authenticate} and {@code POST /ticket} refuse. Never a 401: OAuth
 * clients answer some of those by deleting the user's session (protocols.md).
 */
final class Refusals {
    static final Refused NO_SPACE =
            no(
                    400,
                    "invalid_space",
                    "lexiconAuthorityDomain must name a lexicon authority domain, such as"
                            + " xyz.groundmist.library.");
    static final Refused NO_ROOT_DOCUMENT =
            no(
                    400,
                    "invalid_root_document",
                    "rootDocUrl must be a document's address, automerge: and its id, or null.");
    static final Refused OPAQUE_ORIGIN =
            no(
                    403,
                    "opaque_origin",
                    "This page has no web address of its own, so it can't be told from others. Open"
                            + " the app from its own address.");
    static final Refused NO_PROOF =
            no(
                    400,
                    "proof_missing",
                    "This request needs one DPoP header with a proof of the app's key (RFC 9449).");
    static final Refused NO_AUTHORIZATION =
            no(
                    400,
                    "invalid_authorization",
                    "The Authorization header must be Bearer and a service-auth token, or DPoP and"
                            + " a token; or leave it out.");
    static final Refused NO_OWNER =
            no(
                    403,
                    "no_owner",
                    "This server belongs to nobody yet. Its owner can sign in there, or invite this"
                            + " app.");
    static final Refused NOT_WELCOMING =
            no(
                    403,
                    "account_deactivated",
                    "The account that this server belongs to is deactivated, so no new apps are let"
                            + " in.");
    static final Refused NOT_APPROVED =
            no(
                    403,
                    "not_approved",
                    "The owner of this server has not approved this app here, or has cut it off."
                            + " Ask again with a service-auth token of the owner's account.");
    static final Refused WINDOW_CLOSED =
            no(
                    403,
                    "window_closed",
                    "This app doesn't prove whose it is, so the owner of this server has to let it"
                            + " ask, for a few minutes. Then open the app again.");
    static final Refused TWO_ASKED =
            no(
                    403,
                    "two_asked",
                    "Two apps asked in the same window, so both were refused. The owner of this"
                            + " server can let older apps ask again.");
    static final Refused DENIED =
            no(
                    403,
                    "denied",
                    "The owner of this server has refused this app. It may ask again in an hour.");
    static final Refused NO_INVITATION =
            no(
                    403,
                    "invitation_unknown",
                    "This invitation is for another space, has been used or is older than two"
                            + " minutes. Ask the owner of this server for a new one.");
    static final Refused ASK_AGAIN =
            new Refused(
                    403,
                    "ask_again",
                    "The owner of this server has not decided. Try again.",
                    Duration.ofSeconds(5));
    static final Refused NO_DISK =
            new Refused(
                    503,
                    "not_written",
                    "This server can't write down that it lets this app in, so it doesn't. Its"
                            + " owner finds the reason in its status. Try again in a minute.",
                    Duration.ofMinutes(1));
    static final Refused NO_TOKEN =
            no(403, "token_unknown", "This token is not known here. Authenticate again.");
    static final Refused TOKEN_EXPIRED =
            no(403, "token_expired", "This token has expired. Authenticate again.");
    static final Refused WRONG_KEY =
            no(
                    403,
                    "wrong_key",
                    "This token belongs to another key than the one that made the proof.");

    private Refusals() {}

    private static Refused no(int status, String error, String sentence) {
        return new Refused(status, error, sentence, null);
    }

    static Refused tooMany(Duration retryAfter) {
        return new Refused(
                429,
                "too_many_requests",
                "That was asked too often. Try again a little later.",
                retryAfter);
    }

    static Refused tooManyWait(Duration retryAfter) {
        return new Refused(
                429,
                "too_many_waiting",
                "As many apps wait for the owner of this server as may. Try again in a minute.",
                retryAfter);
    }

    /** A grant's token that isn't good. */
    static Refused of(Admission.Why why) {
        return no(403, why.name().toLowerCase(java.util.Locale.ROOT), why.sentence());
    }

    /** Everything but a missing nonce. */
    static Refused of(ProofException e) {
        String sentence = String.valueOf(e.getMessage());
        return switch (e.kind()) {
            case NEED_NONCE, INVALID -> no(403, "proof_invalid", sentence);
            case WRONG_HOST -> no(403, "proof_for_another_host", sentence);
            case EXPIRED -> no(403, "proof_expired", sentence);
            case REPLAYED -> no(403, "proof_used", sentence);
            case NOT_THE_OWNER -> no(403, "not_the_owner", sentence);
            case DEACTIVATED -> no(403, "owner_deactivated", sentence);
            case UNREACHABLE ->
                    new Refused(503, "owner_unreachable", sentence, Duration.ofSeconds(30));
            case TOO_MANY -> new Refused(429, "too_many_requests", sentence, Duration.ofMinutes(1));
        };
    }
}
