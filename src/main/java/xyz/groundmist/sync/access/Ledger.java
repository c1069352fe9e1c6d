package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.store.StoreException;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who connected, and what became of grants, for 90 days; for the owner to read. It is written
 * behind everybody's back: nobody waits for it, and a line may be lost when the machine dies. Safe
 * for use from any thread.
 */
public final class Ledger {
    private static final Duration KEPT = Duration.ofDays(90);

    /** A client that is back within this time has not been away. */
    private static final Duration SAME_STRETCH = Duration.ofMinutes(1);

    private static final int MOST_AT_ONCE = 1_000;

    private final InstantSource clock;
    private final LedgerTable table;
    private final LateWriter late;
    private final int rows;
    private final AtomicLong nextId;
    // Both guarded by this.
    private final Map<Presence, Stretch> stretches = new HashMap<>();
    private final Map<Visit, Stretch> open = new HashMap<>();

    private record Presence(String grantId, ClientAddress from) {}

    /** Sockets of one grant from one network with no more than a moment between them. */
    private static final class Stretch {
        final long id;
        final Grant grant;
        final ClientAddress from;
        final Instant began;
        int openNow;
        int sockets;
        @Nullable Instant until;
        Traffic traffic = Traffic.NONE;

        Stretch(long id, Grant grant, ClientAddress from, Instant began) {
            this.id = id;
            this.grant = grant;
            this.from = from;
            this.began = began;
        }

        LedgerEntry entry() {
            return Ledger.entry(
                    LedgerEntry.Event.CONNECTED, grant, from, began, until, sockets, traffic);
        }
    }

    Ledger(InstantSource clock, LedgerTable table, LateWriter late, int rows)
            throws StoreException {
        this.clock = clock;
        this.table = table;
        this.late = late;
        this.rows = rows;
        nextId = new AtomicLong(table.lastId() + 1);
    }

    /**
     * The newest entries, the newest first; a stretch of connections stands where it began.
     *
     * @param grantId of this grant only; null: all
     * @param most 1 to 1,000
     */
    public List<LedgerEntry> newest(@Nullable String grantId, int most) throws StoreException {
        late.flush();
        return table.newest(grantId, Math.clamp(most, 1, MOST_AT_ONCE));
    }

    /** The owner, or time, did something to a grant. */
    void about(Grant grant, LedgerEntry.Event event) {
        about(grant, event, ClientAddress.UNKNOWN);
    }

    /** A client did something that concerns a grant. */
    void about(Grant grant, LedgerEntry.Event event, ClientAddress from) {
        write(nextId.getAndIncrement(), entry(event, grant, from, now(), null, 0, Traffic.NONE));
    }

    /** Something happened without a grant. */
    void event(
            LedgerEntry.Event event,
            @Nullable String app,
            @Nullable Holder holder,
            ClientAddress from) {
        write(
                nextId.getAndIncrement(),
                new LedgerEntry(
                        now(),
                        event,
                        null,
                        app,
                        holder == null ? null : holder.origin(),
                        from.network(),
                        holder == null ? null : holder.space().domain(),
                        null,
                        0,
                        Traffic.NONE));
    }

    private static LedgerEntry entry(
            LedgerEntry.Event event,
            Grant grant,
            ClientAddress from,
            Instant at,
            @Nullable Instant until,
            int sockets,
            Traffic traffic) {
        return new LedgerEntry(
                at,
                event,
                grant.id(),
                grant.name(),
                grant.origin(),
                from.network(),
                grant.space().domain(),
                until,
                sockets,
                traffic);
    }

    synchronized void connected(Visit visit, Grant grant, ClientAddress from) {
        Instant now = now();
        stretches.values().removeIf(stretch -> isOver(stretch, now));
        var presence = new Presence(grant.id(), from);
        Stretch stretch = stretches.get(presence);
        boolean isNew = stretch == null;
        if (stretch == null) {
            stretch = new Stretch(nextId.getAndIncrement(), grant, from, now);
            stretches.put(presence, stretch);
        }
        stretch.openNow++;
        stretch.sockets++;
        stretch.until = null;
        open.put(visit, stretch);
        if (isNew) write(stretch.id, stretch.entry());
    }

    private static boolean isOver(Stretch stretch, Instant now) {
        return stretch.until != null && now.isAfter(stretch.until.plus(SAME_STRETCH));
    }

    synchronized void disconnected(Visit visit, Traffic traffic) {
        Stretch stretch = open.remove(visit);
        if (stretch == null) return;
        stretch.openNow--;
        stretch.traffic = stretch.traffic.plus(traffic);
        if (stretch.openNow == 0) stretch.until = now();
        write(stretch.id, stretch.entry());
    }

    private void write(long id, LedgerEntry entry) {
        late.write("ledger " + id, LedgerTable.put(id, entry));
    }

    void forgetOld() {
        late.write("old ledger", LedgerTable.forget(now().minus(KEPT), nextId.get() - 1 - rows));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
