package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Single-use tokens for one WebSocket, good for 30 seconds, in memory only: an app gets another in
 * no time.
 */
final class Tickets {
    static final Duration LIFETIME = Duration.ofSeconds(30);

    private final GrantBook book;
    private final AccessLimits limits;
    private final SecureRandom random;
    // Guarded by this; the oldest first.
    private final Map<Token.Hash, Ticket> tickets = new LinkedHashMap<>();

    private record Ticket(String grantId, Instant expires) {}

    Tickets(GrantBook book, AccessLimits limits, SecureRandom random) {
        this.book = book;
        this.limits = limits;
        this.random = random;
    }

    String issue(Grant grant) {
        String ticket = Token.random(random);
        Instant now = book.now();
        synchronized (this) {
            makeRoom(grant.id(), now);
            tickets.put(Token.hash(ticket), new Ticket(grant.id(), now.plus(LIFETIME)));
        }
        return ticket;
    }

    /** An app that asks for too many loses its own oldest, before anybody else loses one. */
    private void makeRoom(String grantId, Instant now) {
        tickets.values().removeIf(ticket -> !now.isBefore(ticket.expires()));
        int ofGrant = 0;
        for (Ticket ticket : tickets.values()) {
            if (ticket.grantId().equals(grantId)) ofGrant++;
        }
        Iterator<Ticket> oldest = tickets.values().iterator();
        while (ofGrant >= limits.ticketsPerGrant() && oldest.hasNext()) {
            if (!oldest.next().grantId().equals(grantId)) continue;
            oldest.remove();
            ofGrant--;
        }
    }

    /** The grant of a good ticket, which is used up by this; null when it is none. */
    @Nullable Grant take(Token.Hash hash) {
        Ticket ticket;
        synchronized (this) {
            ticket = tickets.remove(hash);
        }
        if (ticket == null || !book.now().isBefore(ticket.expires())) return null;
        return book.byId(ticket.grantId());
    }
}
