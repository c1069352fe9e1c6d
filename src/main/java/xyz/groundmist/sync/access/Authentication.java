package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/** The answer to {@code POST /authenticate}. Secrets are in no text form of it. */
public sealed interface Authentication {
    /**
     * 200.
     *
     * @param token 43 characters of base64url; the only time it is to be had
     * @param expires when it ends unless it is renewed; one of a prototype client ends an hour
     *     after its last WebSocket has closed
     * @param rootDocUrl the first one that was given for this owner, origin and space, or null
     */
    record Granted(String token, Instant expires, @Nullable String rootDocUrl, GrantKind kind)
            implements Authentication {
        @Override
        public String toString() {
            return "Granted[" + kind + "]";
        }
    }

    /** 401 with {@code WWW-Authenticate: DPoP error="use_dpop_nonce"} and this DPoP-Nonce. */
    record NonceNeeded(String nonce) implements Authentication, TicketAnswer {
        @Override
        public String toString() {
            return "NonceNeeded";
        }
    }

    /** 403: the owner sees the same code and hasn't decided yet. Asking again doesn't change it. */
    record ApprovalRequired(String code) implements Authentication {
        /** For the person who waits, without the code. */
        public static final String SENTENCE =
                "The owner of this server has been asked. Approve this code there, then try again.";

        @Override
        public String toString() {
            return "ApprovalRequired";
        }
    }

    /**
     * Not a token, and nothing else either.
     *
     * @param status of HTTP: 400, 403, 429 or 503; never 401
     * @param error a short name for programs, such as {@code proof_invalid}
     * @param sentence for people: what happened, and what to do next
     * @param retryAfter when to come back, for the Retry-After header; null: not by itself
     */
    record Refused(int status, String error, String sentence, @Nullable Duration retryAfter)
            implements Authentication, TicketAnswer {}
}
