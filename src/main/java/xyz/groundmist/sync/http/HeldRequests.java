package xyz.groundmist.sync.http;

import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * The requests whose answers may take long: they wait for the owner's decision, or for another
 * server. Their connections are no newcomers meanwhile. Each waits on its own virtual thread, which
 * is interrupted when its client goes, when the server stops, or when newer ones want its place.
 */
final class HeldRequests {
    /** Longer than anything is held; Jetty's own deadline is for requests that are still coming. */
    private static final Duration IDLE = Duration.ofMinutes(2);

    private final Connections connections;
    private final int most;
    private final Duration idle;
    // All guarded by this; the oldest first.
    private final Deque<Held> held = new ArrayDeque<>();
    private boolean stopping;
    private int unanswered;

    HeldRequests(Connections connections, HttpLimits limits) {
        this.connections = connections;
        most = limits.heldRequests();
        idle = limits.requestDeadline();
    }

    /**
     * Runs the work on this thread while somebody waits for what comes of it. The request must have
     * been read to its end: a client that sends more has gone astray, and is taken for gone.
     *
     * @throws LetGoException when nobody waits any more; the work was interrupted
     */
    <T> T hold(EndPoint endPoint, Callable<T> work) throws Exception {
        var mine = new Held(Thread.currentThread(), endPoint);
        take(mine);
        connections.established(endPoint);
        endPoint.setIdleTimeout(IDLE.toMillis());
        T result = null;
        Exception failure = null;
        var watch = new ClientWatch(endPoint, () -> mine.end(LetGoException.Cause.CLIENT_GONE));
        try {
            watch.begin();
            result = work.call();
        } catch (Exception e) {
            failure = e;
        } finally {
            watch.end();
            leave(mine);
        }
        LetGoException.Cause ended = mine.finish();
        if (ended != null) throw new LetGoException(ended);
        endPoint.setIdleTimeout(idle.toMillis());
        connections.newcomer(endPoint);
        if (failure != null) throw failure;
        if (result == null) throw new IllegalStateException("nothing came of a held request");
        return result;
    }

    private void take(Held mine) throws LetGoException {
        Held oldest = null;
        synchronized (this) {
            if (stopping) throw new LetGoException(LetGoException.Cause.STOPPING);
            held.add(mine);
            if (held.size() > most) oldest = held.remove();
        }
        if (oldest != null) oldest.end(LetGoException.Cause.CROWDED);
    }

    private synchronized void leave(Held mine) {
        held.remove(mine);
    }

    synchronized int count() {
        return held.size();
    }

    /** Ends all of them, and whatever comes from now on. */
    void stop() {
        List<Held> all;
        synchronized (this) {
            stopping = true;
            all = List.copyOf(held);
        }
        for (Held one : all) one.end(LetGoException.Cause.STOPPING);
    }

    /** Until what is returned is closed, {@link #awaitAnswered} waits for this request's answer. */
    synchronized Answering answering() {
        unanswered++;
        return this::answered;
    }

    /** A request between its coming and its answer. */
    interface Answering extends AutoCloseable {
        @Override
        void close();
    }

    private synchronized void answered() {
        unanswered--;
        notifyAll();
    }

    /** Waits until every request has been answered, that long at most. */
    synchronized void awaitAnswered(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (unanswered > 0) {
            long rest = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (rest <= 0) return;
            wait(rest);
        }
    }

    private static final class Held {
        private final Thread thread;
        private final EndPoint endPoint;
        // Both guarded by this.
        private LetGoException.@Nullable Cause ended;
        private boolean over;

        Held(Thread thread, EndPoint endPoint) {
            this.thread = thread;
            this.endPoint = endPoint;
        }

        synchronized void end(LetGoException.Cause what) {
            if (over || ended != null) return;
            ended = what;
            if (what == LetGoException.Cause.CLIENT_GONE) endPoint.close();
            thread.interrupt();
        }

        /** The work is done: no interrupt comes after this. */
        synchronized LetGoException.@Nullable Cause finish() {
            over = true;
            Thread.interrupted(); // meant for the work
            return ended;
        }
    }
}
