package xyz.groundmist.sync.access;

import java.time.Duration;

/** The answer to {@code POST /ticket}. */
public sealed interface TicketAnswer
        permits TicketAnswer.Issued, Authentication.NonceNeeded, Authentication.Refused {
    /**
     * 200.
     *
     * @param ticket opens one WebSocket, as {@code ?token=}, from the origin that asked for it
     * @param lifetime how long it is good
     */
    record Issued(String ticket, Duration lifetime) implements TicketAnswer {
        @Override
        public String toString() {
            return "Issued";
        }
    }
}
