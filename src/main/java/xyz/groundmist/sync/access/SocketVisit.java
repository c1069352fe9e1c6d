package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;

/** A socket that syncs. */
final class SocketVisit implements Visit {
    private final Grant grant;
    private final ClientAddress from;

    /** What a prototype client showed; the others' tokens don't care for sockets. */
    private final Token.@Nullable Hash token;

    private final GrantBook book;
    private final Tokens tokens;
    private final Parking parking;
    private final Ledger ledger;
    // All guarded by this.
    private boolean begun;
    private @Nullable Closeable watch;
    private @Nullable Traffic traffic;

    SocketVisit(
            Grant grant,
            ClientAddress from,
            Token.@Nullable Hash token,
            GrantBook book,
            Tokens tokens,
            Parking parking,
            Ledger ledger) {
        this.grant = grant;
        this.from = from;
        this.token = token;
        this.book = book;
        this.tokens = tokens;
        this.parking = parking;
        this.ledger = ledger;
    }

    @Override
    public Grant grant() {
        return grant;
    }

    @Override
    public void begin(Runnable ended) {
        synchronized (this) {
            if (begun || traffic != null) return;
            begun = true;
        }
        if (token != null && !tokens.opened(token, this, from)) {
            // Two came at once from different networks, or its time ran out just now.
            ended.run();
        }
        ledger.connected(this, grant, from);
        Closeable watching = book.onEnd(grant, ended);
        Traffic over;
        synchronized (this) {
            watch = watching;
            over = traffic;
        }
        if (over != null) leave(watching, over);
    }

    @Override
    public void end(Traffic over) {
        Closeable watching;
        synchronized (this) {
            if (traffic != null) return;
            traffic = over;
            watching = watch;
        }
        if (watching != null) leave(watching, over);
    }

    private void leave(Closeable watching, Traffic over) {
        Parking.close(watching);
        if (token != null && tokens.closed(token, this)) parking.free(token);
        if (book.whyNot(grant) == null) book.used(grant);
        ledger.disconnected(this, over);
    }
}
