package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.documents.DocumentException;
import xyz.groundmist.sync.documents.Progress;
import xyz.groundmist.sync.documents.TransferReport;
import xyz.groundmist.sync.store.StoreException;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The import or export under way, one at a time, on a thread of its own. Whoever began it asks
 * again and again how far it is; when nobody has asked for a while it is given up.
 */
final class Transfers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Transfers.class);
    private static final Duration UNASKED = Duration.ofSeconds(30);
    private static final String GIVEN_UP =
            "It was given up. What was brought over until then stays.";

    /** What is to be done. */
    @FunctionalInterface
    interface Work {
        TransferReport run(Progress progress)
                throws DocumentException, StoreException, IOException, InterruptedException;
    }

    private static final class Running {
        private volatile TransferState state = new TransferState(0, 0, null, null);
        private volatile long asked = System.nanoTime();
        private @Nullable Thread thread; // set before it is shown to anyone
    }

    private final AtomicReference<@Nullable Running> current = new AtomicReference<>();

    /**
     * @throws ControlException when another is under way
     */
    TransferState begin(Work work) throws ControlException {
        var running = new Running();
        Running before = current.get();
        if ((before != null && !before.state.ended()) || !current.compareAndSet(before, running)) {
            throw new ControlException(
                    "Another import or export is under way. Wait for its end, and try again.");
        }
        Thread worker = Thread.ofVirtual().name("transfer").unstarted(() -> run(running, work));
        running.thread = worker;
        worker.start();
        return running.state;
    }

    private static void run(Running running, Work work) {
        String failure;
        try {
            TransferReport report =
                    work.run((done, of) -> {
                        if (System.nanoTime() - running.asked > UNASKED.toNanos()) {
                            Thread.currentThread().interrupt();
                        }
                        running.state = new TransferState(done, of, null, null);
                    });
            TransferState last = running.state;
            running.state =
                    new TransferState(
                            last.done(), last.of(), TransferState.Outcome.of(report), null);
            return;
        } catch (DocumentException | StoreException e) {
            failure = Reason.sentence(e);
        } catch (ClosedByInterruptException _) {
            failure = GIVEN_UP;
        } catch (IOException e) {
            failure = "A file can't be read or written: " + Reason.of(e) + ".";
        } catch (InterruptedException _) {
            failure = GIVEN_UP;
        } catch (RuntimeException e) {
            LOG.error("An import or export failed", e);
            failure = "It failed inside the server. Its log file says more.";
        }
        TransferState last = running.state;
        running.state = new TransferState(last.done(), last.of(), null, failure);
    }

    /** How far it is, or how it ended; null when there was none since the start. */
    @Nullable TransferState state() {
        Running running = current.get();
        if (running == null) return null;
        running.asked = System.nanoTime();
        return running.state;
    }

    /** Gives it up. */
    void cancel() {
        Running running = current.get();
        if (running == null) return;
        Thread worker = running.thread;
        if (worker != null) worker.interrupt();
    }

    @Override
    public void close() {
        cancel();
    }
}
