package xyz.groundmist.sync.http;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Every TCP connection, from its opening to its end. Until a connection has become a WebSocket with
 * a valid token it is a newcomer: it has {@link HttpLimits#requestDeadline} to become one or to be
 * done, whatever it sends, and when there are too many the oldest goes.
 *
 * <p>Jetty tells of the end of a connection here in every case, so this is also where a socket
 * learns that it is gone.
 */
final class Connections implements Connection.Listener {
    private final ScheduledExecutorService clock;
    private final long deadlineMillis;
    private final int maxNewcomers;
    // Both guarded by this; newcomers in the order of their opening.
    private final Map<EndPoint, Future<?>> newcomers = new LinkedHashMap<>();
    private final Map<EndPoint, ClientSocket> sockets = new HashMap<>();

    Connections(ScheduledExecutorService clock, HttpLimits limits) {
        this.clock = clock;
        deadlineMillis = limits.requestDeadline().toMillis();
        maxNewcomers = limits.newcomers();
    }

    /**
     * Jetty opens a second connection on the same end point for the WebSocket: its deadline begins
     * anew, and {@link #established} ends it.
     */
    @Override
    public void onOpened(Connection connection) {
        newcomer(connection.getEndPoint());
    }

    /** Counts as a newcomer from now on, the newest. */
    void newcomer(EndPoint endPoint) {
        EndPoint oldest = null;
        synchronized (this) {
            Future<?> deadline =
                    clock.schedule(() -> expire(endPoint), deadlineMillis, TimeUnit.MILLISECONDS);
            Future<?> earlier = newcomers.put(endPoint, deadline);
            if (earlier != null) earlier.cancel(false);
            // one connection, one newcomer: within TLS it is the inner end point that counts
            if (endPoint instanceof SslConnection.SslEndPoint inner) {
                established(inner.getSslConnection().getEndPoint());
            }
            if (newcomers.size() > maxNewcomers) {
                // Taken out at once: its end is told later, and the next one more closes another.
                var first = newcomers.entrySet().iterator();
                Map.Entry<EndPoint, Future<?>> entry = first.next();
                oldest = entry.getKey();
                entry.getValue().cancel(false);
                first.remove();
            }
        }
        if (oldest != null) oldest.close();
        if (!endPoint.isOpen()) ended(endPoint);
    }

    private void expire(EndPoint endPoint) {
        boolean late;
        synchronized (this) {
            late = newcomers.containsKey(endPoint);
        }
        if (late) endPoint.close();
    }

    /** Before the upgrade: from now on the socket hears of the connection's end. */
    void attach(EndPoint endPoint, ClientSocket socket) {
        synchronized (this) {
            sockets.put(endPoint, socket);
        }
        if (!endPoint.isOpen()) ended(endPoint);
    }

    /** The WebSocket is open, or the request is held: no newcomer any more. */
    synchronized void established(EndPoint endPoint) {
        Future<?> deadline = newcomers.remove(endPoint);
        if (deadline != null) deadline.cancel(false);
    }

    /** Called for the HTTP connection too when it gives way to the WebSocket. */
    @Override
    public void onClosed(Connection connection) {
        EndPoint endPoint = connection.getEndPoint();
        if (!endPoint.isOpen()) ended(endPoint);
    }

    private void ended(EndPoint endPoint) {
        ClientSocket socket;
        synchronized (this) {
            Future<?> deadline = newcomers.remove(endPoint);
            if (deadline != null) deadline.cancel(false);
            socket = sockets.remove(endPoint);
        }
        if (socket != null) socket.disconnected();
    }

    synchronized int newcomers() {
        return newcomers.size();
    }
}
