package xyz.groundmist.sync.http;

import jakarta.websocket.Session;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Finds out whether one socket's peer is still there. Sends a ping every interval, but never a
 * second one while the first is unanswered, so a peer that doesn't read gets no queue of pings. A
 * peer of which nothing was heard for two intervals, no data and no answer, is silent; so is one
 * that began a message and sent nothing more of it for two intervals, pings or not, as it holds
 * memory or disk.
 */
final class Heartbeat {
    private final ScheduledExecutorService clock;
    private final long interval;
    private final AtomicBoolean pingOutstanding = new AtomicBoolean();
    private volatile long heardAt = System.nanoTime();
    private volatile long partAt = heardAt;
    private volatile boolean midMessage;
    private volatile boolean paused;
    private volatile boolean stopped;
    private @Nullable Future<?> beat; // guarded by this

    Heartbeat(ScheduledExecutorService clock, Duration interval) {
        this.clock = clock;
        this.interval = interval.toNanos();
    }

    synchronized void start(Session session, Runnable silent) {
        if (stopped) return;
        heardAt = System.nanoTime();
        beat =
                clock.scheduleAtFixedRate(
                        () -> beat(session, silent), interval, interval, TimeUnit.NANOSECONDS);
    }

    private void beat(Session session, Runnable silent) {
        if (paused) return;
        long now = System.nanoTime();
        boolean stuck = midMessage && now - partAt > 2 * interval;
        if (stuck || now - heardAt > 2 * interval) {
            stop();
            silent.run();
        } else if (pingOutstanding.compareAndSet(false, true)) {
            // On a thread of its own: it blocks until the frame is written, however long that is.
            Thread.ofVirtual().name("ping").start(() -> ping(session));
        }
    }

    private static void ping(Session session) {
        try {
            session.getAsyncRemote().sendPing(ByteBuffer.allocate(0));
        } catch (IOException | RuntimeException e) {
            // The connection is going; its end is told elsewhere.
        }
    }

    void pong() {
        pingOutstanding.set(false);
        heardAt = System.nanoTime();
    }

    /** A part of a message has come; {@code last} when it was its end. */
    void part(boolean last) {
        long now = System.nanoTime();
        heardAt = now;
        partAt = now;
        midMessage = !last;
    }

    /** From now on nothing is read from the peer, so it can't be heard. */
    void pause() {
        paused = true;
    }

    void resume() {
        heardAt = System.nanoTime();
        paused = false;
    }

    synchronized void stop() {
        stopped = true;
        if (beat != null) beat.cancel(false);
    }
}
