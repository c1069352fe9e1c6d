package xyz.groundmist.sync.reach.ngrok;

import com.ngrok.Session;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks the other end for signs of life: four bytes, which come back. One that doesn't come ends the
 * session. A virtual thread ({@code ngrok-heartbeat}) does it.
 */
final class Heartbeat {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Muxado session;
    private final Duration interval;
    private final Duration tolerance;
    private final Session.@Nullable HeartbeatHandler handler;
    private final LinkedBlockingQueue<CompletableFuture<Void>> demands =
            new LinkedBlockingQueue<>();

    Heartbeat(
            Muxado session,
            Duration interval,
            Duration tolerance,
            Session.@Nullable HeartbeatHandler handler) {
        this.session = session;
        this.interval = interval;
        this.tolerance = tolerance;
        this.handler = handler;
    }

    void start() {
        Thread beating = Thread.ofVirtual().name("ngrok-heartbeat").start(this::beat);
        session.ended().thenRun(beating::interrupt);
    }

    /** Whether a sign of life comes in this time. */
    boolean answers(Duration patience) throws InterruptedException {
        var demand = new CompletableFuture<Void>();
        demands.add(demand);
        try {
            CompletableFuture.anyOf(demand, session.ended())
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException _) {
            return false;
        }
        return demand.isDone();
    }

    private void beat() {
        try (MuxStream stream = Calls.open(session, Calls.HEARTBEAT)) {
            while (!session.ended().isDone()) {
                CompletableFuture<Void> demand =
                        demands.poll(interval.toNanos(), TimeUnit.NANOSECONDS);
                long millis = beat(stream);
                if (demand != null) demand.complete(null);
                if (handler != null) handler.heartbeat(millis);
            }
        } catch (IOException e) {
            session.end(e);
        } catch (InterruptedException _) {
            // the session is over
        }
    }

    /** The clock runs while it is written too: a dead connection may take no more bytes. */
    private long beat(MuxStream stream) throws IOException {
        long begun = System.nanoTime();
        var answered = new CompletableFuture<Void>();
        answered.orTimeout(tolerance.toNanos(), TimeUnit.NANOSECONDS)
                .whenComplete((_, late) -> {
                    if (late == null) return;
                    if (handler != null) handler.timeout();
                    session.end(new IOException("No sign of life came from ngrok."));
                });
        byte[] sign = new byte[4];
        RANDOM.nextBytes(sign);
        stream.write(ByteBuffer.wrap(sign));
        if (!Arrays.equals(stream.readExactly(4), sign)) {
            throw new IOException("A wrong sign of life came from ngrok.");
        }
        answered.complete(null);
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }

    /** Gives the other end its bytes back, as long as it asks. */
    static void answer(MuxStream stream) throws IOException {
        ByteBuffer some = ByteBuffer.allocate(256);
        while (stream.read(some.clear()) >= 0) stream.write(some.flip());
    }
}
