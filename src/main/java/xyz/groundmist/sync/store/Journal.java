package xyz.groundmist.sync.store;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The writer thread of a space and the queue in front of it. It takes what has gathered, commits it
 * in one transaction, and only then answers each entry, in order.
 */
final class Journal {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final long BATCH_BYTES = 4 << 20;
    private static final int BATCH_ROWS = 4_096;

    private final Database database;
    private final FreeSpace freeSpace;
    private final Thread writer;

    /** Guards {@code queue} and {@code closing}; nobody waits for the disk under it. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();
    private final Queue<JournalEntry> queue = new ArrayDeque<>();
    private boolean closing;

    private final AtomicLong queuedBytes = new AtomicLong();

    /** Only the writer thread sets it. */
    private volatile SpaceTotals totals;

    /** Why the last commit failed, or null; only the writer thread touches it. */
    private StoreException.@Nullable Kind failing;

    private Journal(SpaceName name, Database database, FreeSpace freeSpace, SpaceTotals totals) {
        this.database = database;
        this.freeSpace = freeSpace;
        this.totals = totals;
        this.writer = Thread.ofPlatform().daemon().name("store " + name).unstarted(this::run);
    }

    static Journal start(
            SpaceName name, Database database, FreeSpace freeSpace, SpaceTotals totals) {
        var journal = new Journal(name, database, freeSpace, totals);
        journal.writer.start();
        return journal;
    }

    void add(JournalEntry entry) {
        boolean queued;
        lock.lock();
        try {
            queued = !closing;
            if (queued) {
                queuedBytes.addAndGet(entry.bytes());
                queue.add(entry);
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
        if (!queued) {
            entry.done()
                    .accept(
                            StoreException.failed(
                                    "The space is closed, as the server is stopping; the change"
                                            + " was not stored.",
                                    null));
        }
    }

    long queuedBytes() {
        return queuedBytes.get();
    }

    SpaceTotals totals() {
        return totals;
    }

    /** Returns when everything queued is committed and answered. */
    void close() {
        if (Thread.currentThread() == writer) {
            throw new IllegalStateException("the writer thread can't wait for itself");
        }
        lock.lock();
        try {
            closing = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (true) {
            try {
                writer.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    private void run() {
        while (commitNext()) {}
    }

    /**
     * False when the journal is closed and drained. A call of its own for each batch: a loop's
     * variable would keep the last one, megabytes of it, in memory while the thread waits.
     */
    private boolean commitNext() {
        List<JournalEntry> batch = next();
        if (batch.isEmpty()) return false;
        List<@Nullable StoreException> outcomes = commit(batch);
        for (int i = 0; i < batch.size(); i++) answer(batch.get(i), outcomes.get(i));
        return true;
    }

    /** What has gathered, up to a batch's size; empty when the journal is closed and drained. */
    private List<JournalEntry> next() {
        lock.lock();
        try {
            while (queue.isEmpty() && !closing) changed.awaitUninterruptibly();
            var batch = new ArrayList<JournalEntry>();
            long bytes = 0;
            int rows = 0;
            while (!queue.isEmpty() && bytes < BATCH_BYTES && rows < BATCH_ROWS) {
                JournalEntry entry = queue.remove();
                batch.add(entry);
                bytes += entry.bytes();
                rows += entry.rows();
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private List<@Nullable StoreException> commit(List<JournalEntry> batch) {
        StoreException failure = freeSpace.shortage();
        if (failure != null) return refused(batch, failure);
        try {
            Committed committed = database.update(session -> write(session, batch));
            totals = totals.plus(committed.added());
            if (failing != null) LOG.info("{} stores changes again", writer.getName());
            failing = null;
            return committed.outcomes();
        } catch (StoreException e) {
            failure = e.kind() == StoreException.Kind.FULL ? ranOut(batch, e) : e;
        } catch (RuntimeException | Error e) {
            failure =
                    StoreException.failed(
                            "The change could not be stored because of an error in the server; its"
                                    + " log says more.",
                            e);
        }
        return refused(batch, failure);
    }

    private List<@Nullable StoreException> refused(
            List<JournalEntry> batch, StoreException failure) {
        // Once, not for each batch: a full disk stays full for hours.
        if (failing != failure.kind()) LOG.error("{}", failure.getMessage(), failure.getCause());
        failing = failure.kind();
        return Collections.nCopies(batch.size(), failure);
    }

    private StoreException ranOut(List<JournalEntry> batch, StoreException full) {
        long bytes = 0;
        for (JournalEntry entry : batch) bytes += entry.bytes();
        freeSpace.ranOut(bytes);
        StoreException shortage = freeSpace.shortage();
        return shortage == null ? full : shortage;
    }

    private record Committed(List<@Nullable StoreException> outcomes, SpaceTotals added) {}

    private Committed write(Session session, List<JournalEntry> batch) throws SQLException {
        var outcomes = new ArrayList<@Nullable StoreException>(batch.size());
        SpaceTotals added = SpaceTotals.NOTHING;
        long now = System.currentTimeMillis();
        for (JournalEntry entry : batch) {
            SpaceTotals more = entry.write(session, now);
            if (more != null) added = added.plus(more);
            outcomes.add(more == null ? entry.outOfStep() : null);
        }
        return new Committed(outcomes, added);
    }

    private void answer(JournalEntry entry, @Nullable StoreException outcome) {
        queuedBytes.addAndGet(-entry.bytes());
        try {
            entry.done().accept(outcome);
        } catch (RuntimeException | Error e) {
            LOG.error("an answer to an append failed", e);
        }
    }
}
