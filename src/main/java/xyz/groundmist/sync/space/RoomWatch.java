package xyz.groundmist.sync.space;

import xyz.groundmist.sync.store.StoreException;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Clients whose changes were refused because the disk is full. Looks every few seconds whether
 * there is room again, and then tells them: an app by closing its socket, so that it comes back and
 * offers its changes anew.
 */
final class RoomWatch {
    private final Space space;
    private final Duration betweenLooks;

    // Guarded by this.
    private final Set<Connection> refused = new HashSet<>();
    private boolean watching;

    RoomWatch(Space space, Duration betweenLooks) {
        this.space = space;
        this.betweenLooks = betweenLooks;
    }

    synchronized void refused(Connection connection) {
        refused.add(connection);
        if (watching) return;
        watching = true;
        lookLater();
    }

    synchronized void left(Connection connection) {
        refused.remove(connection);
    }

    private void lookLater() {
        space.after(betweenLooks, this::look);
    }

    private void look() {
        if (space.isClosing()) return;
        try {
            space.store().probe();
        } catch (StoreException e) {
            space.failed(e);
            lookLater();
            return;
        }
        space.wrote();
        takeRefused().forEach(Connection::roomAgain);
    }

    private synchronized List<Connection> takeRefused() {
        watching = false;
        List<Connection> all = List.copyOf(refused);
        refused.clear();
        return all;
    }
}
