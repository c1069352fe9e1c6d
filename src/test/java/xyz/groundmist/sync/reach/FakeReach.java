package xyz.groundmist.sync.reach;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A way in whose every attempt goes as the test says. */
final class FakeReach implements Reach {
    static final URI ADDRESS = URI.create("https://sync.example.org");

    /** How attempts end, in their order: an exception, or what stands. */
    final BlockingQueue<Object> outcomes = new LinkedBlockingQueue<>();

    final AtomicInteger attempts = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();

    /** What stands until the test breaks it. */
    final class Standing implements OpenReach {
        final CompletableFuture<ReachException> lost = new CompletableFuture<>();
        volatile boolean answers = true;

        @Override
        public URI publicUrl() {
            return ADDRESS;
        }

        @Override
        public CompletableFuture<ReachException> lost() {
            return lost;
        }

        @Override
        public boolean answers(Duration patience) {
            return answers;
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    Standing stands() {
        var standing = new Standing();
        outcomes.add(standing);
        return standing;
    }

    void fails(ReachException why) {
        outcomes.add(why);
    }

    @Override
    public OpenReach open(@Nullable Inside inside) throws ReachException, InterruptedException {
        attempts.incrementAndGet();
        Object outcome = outcomes.take(); // nothing there: the attempt hangs
        if (outcome instanceof ReachException why) throw why;
        return (OpenReach) outcome;
    }
}
