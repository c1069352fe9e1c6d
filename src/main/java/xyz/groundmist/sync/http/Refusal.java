package xyz.groundmist.sync.http;

/**
 * The requests that are turned away, as {@code {"error", "message"}}. None but {@link
 * #NONCE_NEEDED} is ever a 401: OAuth clients answer some of those by deleting the user's session
 * (protocols.md).
 */
record Refusal(int status, String error, String message) {
    static final Refusal WRONG_HOST =
            new Refusal(
                    421,
                    "wrong_host",
                    "This server does not answer under this host name. If it is yours, start"
                            + " the server with --public-url and its address.");
    static final Refusal WRONG_ORIGIN =
            new Refusal(
                    421,
                    "wrong_origin",
                    "This server is not the one at that origin. If it is yours, start the server"
                            + " with --public-url and its address.");
    static final Refusal NONCE_NEEDED =
            new Refusal(
                    401,
                    "use_dpop_nonce",
                    "Make the proof again with the nonce of the header DPoP-Nonce.");
    static final Refusal TOO_MANY_WAIT =
            new Refusal(
                    503,
                    "too_many_wait",
                    "More requests wait here than this server holds. Try again in a few seconds.");
    static final Refusal FAILED =
            new Refusal(
                    500, "failed", "Something went wrong inside this server. Its log says what.");
    static final Refusal NO_TOKEN =
            new Refusal(
                    403,
                    "no_token",
                    "This address needs a token: ws://host/?token=... The owner of this server can"
                            + " make one with: groundmist-sync apps add --space DOMAIN");
    static final Refusal TOO_MANY_SOCKETS =
            new Refusal(
                    503,
                    "too_many_sockets",
                    "This server has as many connections as it takes. Close some and try again in"
                            + " a minute.");
    static final Refusal TOO_MANY_SOCKETS_OF_GRANT =
            new Refusal(
                    503,
                    "too_many_sockets",
                    "This token has as many connections as one token may have. Close some tabs of"
                            + " this app and try again in a minute.");
    static final Refusal STOPPING =
            new Refusal(503, "stopping", "This server is being stopped. Try again in a minute.");
    static final Refusal BAD_HANDSHAKE =
            new Refusal(
                    400,
                    "bad_handshake",
                    "This is not a WebSocket handshake of version 13 (RFC 6455).");

    String json() {
        return JsonText.object().put("error", error).put("message", message).end();
    }
}
