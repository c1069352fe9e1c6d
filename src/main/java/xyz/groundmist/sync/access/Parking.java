package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where sockets wait in silence that show a prototype client's token which was good once. Their
 * number is bounded, and so is their time.
 */
final class Parking {
    private final GrantBook book;
    private final GrantEnds ends;
    private final AccessLimits limits;
    // Guarded by this.
    private final Map<Place, Token.Hash> places = new HashMap<>();
    private long next;

    Parking(GrantBook book, GrantEnds ends, AccessLimits limits) {
        this.book = book;
        this.ends = ends;
        this.limits = limits;
    }

    synchronized boolean hasRoom() {
        return places.size() < limits.parked();
    }

    Visit visit(Token.Hash token, Grant grant) {
        return new Place(token, grant);
    }

    /** The token may be used again by those who wait with it: let them come anew. */
    void free(Token.Hash token) {
        List<Place> waiting = new ArrayList<>();
        synchronized (this) {
            places.forEach((place, shown) -> {
                if (shown.equals(token)) waiting.add(place);
            });
        }
        for (Place place : waiting) ends.ended(place.id);
    }

    private synchronized boolean enter(Place place) {
        if (places.size() >= limits.parked()) return false;
        place.id = "parked " + next++;
        places.put(place, place.token);
        return true;
    }

    private synchronized void leave(Place place) {
        places.remove(place);
    }

    /** One parked socket. */
    private final class Place implements Visit {
        private final Token.Hash token;
        private final Grant grant;
        private String id = "";
        // Guarded by this.
        private boolean begun;
        private boolean done;
        private @Nullable Closeable watch;

        Place(Token.Hash token, Grant grant) {
            this.token = token;
            this.grant = grant;
        }

        @Override
        public Grant grant() {
            return grant;
        }

        @Override
        public void begin(Runnable ended) {
            synchronized (this) {
                if (begun || done) return;
                begun = true;
            }
            if (!enter(this)) {
                ended.run();
                return;
            }
            Closeable watching = ends.watch(id, book.now().plus(limits.parkedTime()), ended);
            boolean late;
            synchronized (this) {
                watch = watching;
                late = done;
            }
            if (late) vacate();
        }

        @Override
        public void end(Traffic traffic) {
            synchronized (this) {
                if (done) return;
                done = true;
            }
            vacate();
        }

        private void vacate() {
            Closeable watching;
            synchronized (this) {
                watching = watch;
            }
            leave(this);
            if (watching != null) close(watching);
        }
    }

    static void close(Closeable watch) {
        try {
            watch.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
