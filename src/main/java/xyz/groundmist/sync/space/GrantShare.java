package xyz.groundmist.sync.space;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** What the sockets of one grant use at this moment, within {@link GrantLimits}. Thread-safe. */
final class GrantShare {
    private static final long LONGEST_PAUSE_MILLIS = 100;

    private final GrantLimits limits;
    private final TotalMemory total;
    private final ReentrantLock turn = new ReentrantLock(true);
    private final Semaphore largeMessages;
    private final AtomicLong held = new AtomicLong();
    private final AtomicInteger documents = new AtomicInteger();
    private final AtomicInteger unknown = new AtomicInteger();
    private long workedOffAt = System.nanoTime(); // guarded by this

    GrantShare(GrantLimits limits, TotalMemory total) {
        this.limits = limits;
        this.total = total;
        this.largeMessages = new Semaphore(limits.largeMessages(), true);
    }

    /** One message over {@value Connection#LARGEST_COPY} bytes takes a permit while it is read. */
    Semaphore largeMessages() {
        return largeMessages;
    }

    /** Memory held for this grant grew, or shrank; false when it is too much. */
    boolean hold(long more) {
        held.addAndGet(more);
        total.hold(more);
        return more <= 0 || !holdsTooMuch();
    }

    /** Whether the grant, or all together, hold too much. */
    boolean holdsTooMuch() {
        return held.get() > limits.heldBytes() || total.holdsTooMuch();
    }

    /** A socket opens a document, or (-1) closes it. */
    void open(int documents) {
        this.documents.addAndGet(documents);
    }

    /** A document that a socket has open doesn't exist, or (-1) does now. */
    void unknown(int documents) {
        unknown.addAndGet(documents);
    }

    boolean mayOpen() {
        return documents.get() < limits.documents();
    }

    boolean mayAskForUnknown() {
        return unknown.get() < limits.unknownDocuments();
    }

    // ---- work

    /** Begins a piece of work: with a lot owed, when the grant's other work is done. */
    Work begin() {
        boolean alone = owed() > limits.workAlone().toNanos();
        if (alone) turn.lock();
        return new Work(alone, System.nanoTime());
    }

    final class Work implements AutoCloseable {
        private final boolean alone;
        private final long began;

        private Work(boolean alone, long began) {
            this.alone = alone;
            this.began = began;
        }

        @Override
        public void close() {
            spend(System.nanoTime() - began);
            if (alone) turn.unlock();
        }
    }

    private synchronized void spend(long nanos) {
        workedOffAt += nanos + Math.max(0, System.nanoTime() - workedOffAt);
    }

    private synchronized long owed() {
        return workedOffAt - System.nanoTime();
    }

    /** Waits until the grant owes no more than it may, or is {@code over}. */
    void pause(BooleanSupplier over) {
        long owed = owed();
        if (owed <= limits.workAlone().toNanos()) return;
        Thread.yield();
        for (; mustPause(owed) && !over.getAsBoolean(); owed = owed()) {
            long millis = (owed - limits.workAtOnce().toNanos()) / 1_000_000 + 1;
            try {
                Thread.sleep(Math.min(millis, LONGEST_PAUSE_MILLIS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private boolean mustPause(long owed) {
        return owed > limits.workAtOnce().toNanos();
    }

    /** Whether a message that was begun then has taken too long. */
    boolean givesUp(long begunAtNanos) {
        return owed() > limits.workAlone().toNanos()
                && System.nanoTime() - begunAtNanos > limits.workOnMessage().toNanos();
    }
}
