package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * One line of the {@link Ledger}. What doesn't apply is null; no token, proof or code is in it.
 *
 * @param at when it happened or began
 * @param app what the grant is called, or what the app calls itself
 * @param origin the web origin
 * @param network as {@link ClientAddress#network}
 * @param space the lexicon authority domain
 * @param until CONNECTED: when the last WebSocket of this stretch closed; null: still open, or the
 *     server was killed
 * @param sockets CONNECTED: how many WebSockets this stretch had
 * @param traffic CONNECTED: of all of them together
 */
public record LedgerEntry(
        Instant at,
        Event event,
        @Nullable String grantId,
        @Nullable String app,
        @Nullable String origin,
        @Nullable String network,
        @Nullable String space,
        @Nullable Instant until,
        int sockets,
        Traffic traffic) {
    /** What happened. */
    public enum Event {
        /** A client was connected, from {@code at} to {@code until}. */
        CONNECTED,
        /** The owner made a grant for a script. */
        ADDED,
        /** The owner allowed an app that asked. */
        APPROVED,
        /** The owner refused an app that asked. */
        DENIED,
        /** An app came in with an invitation. */
        INVITED,
        /** A grant was stopped until the owner confirms it, as it spoilt a document. */
        PAUSED,
        /** The owner confirmed a grant that was paused. */
        CONFIRMED,
        /** The owner lets an app read only. */
        NARROWED,
        /** The owner lets an app write too. */
        WIDENED,
        /** The owner ended a grant. */
        REVOKED,
        /** A grant ended while the server ran: nobody used it for 90 days, or its time was over. */
        EXPIRED,
        /** A grant ended because the server has another owner now, or because of a newer one. */
        REPLACED,
        /** The owner let prototype clients ask. */
        WINDOW_OPENED,
        /** Two keys asked in one window; both were refused. */
        TWO_KEYS,
        /** A prototype client's token was used from a second network at the same time. */
        SECOND_NETWORK
    }
}
