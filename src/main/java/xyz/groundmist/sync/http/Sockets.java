package xyz.groundmist.sync.http;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The WebSockets there are, counted in all and per grant; each holds its place until it is gone.
 */
final class Sockets {
    private final int maxInAll;
    private final int maxPerGrant;
    // All guarded by this.
    private final Set<ClientSocket> open = new LinkedHashSet<>();
    private final Map<String, Integer> perGrant = new HashMap<>();
    private boolean stopping;

    Sockets(HttpLimits limits) {
        maxInAll = limits.sockets();
        maxPerGrant = limits.socketsPerGrant();
    }

    /** Takes a place for a socket about to be opened; null, or why there is none. */
    synchronized @Nullable Refusal take(ClientSocket socket) {
        String grant = socket.grant().id();
        if (stopping) return Refusal.STOPPING;
        if (open.size() >= maxInAll) return Refusal.TOO_MANY_SOCKETS;
        int ofGrant = perGrant.getOrDefault(grant, 0);
        if (ofGrant >= maxPerGrant) return Refusal.TOO_MANY_SOCKETS_OF_GRANT;
        open.add(socket);
        perGrant.put(grant, ofGrant + 1);
        return null;
    }

    /** Idempotent. */
    synchronized void leave(ClientSocket socket) {
        if (!open.remove(socket)) return;
        perGrant.computeIfPresent(
                socket.grant().id(), (id, count) -> count == 1 ? null : Integer.valueOf(count - 1));
        if (open.isEmpty()) notifyAll();
    }

    synchronized int count() {
        return open.size();
    }

    /** Grants of which at least one socket is there. */
    synchronized int grants() {
        return perGrant.size();
    }

    /** Takes no more sockets, and returns those there are. */
    synchronized List<ClientSocket> stop() {
        stopping = true;
        return List.copyOf(open);
    }

    /** Waits until all are gone; false when some are still there after that time. */
    synchronized boolean awaitNone(long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!open.isEmpty()) {
            long rest = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (rest <= 0) return false;
            wait(rest);
        }
        return true;
    }
}
