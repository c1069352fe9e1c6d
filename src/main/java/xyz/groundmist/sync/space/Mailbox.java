package xyz.groundmist.sync.space;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Runs tasks one at a time and in order: whoever confines its state to a mailbox needs no locks. A
 * task sees everything that earlier tasks of the same mailbox wrote.
 */
final class Mailbox {
    private static final Logger log = LoggerFactory.getLogger(Mailbox.class);

    /** After so many tasks a borrowed thread is given back and the rest goes to the executor. */
    private static final int TASKS_PER_TURN = 64;

    private final Executor executor;
    private final Consumer<Throwable> failed;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * @param failed told of what a task threw, which can only be a mistake of ours or a lack of
     *     memory; the tasks behind it still run
     */
    Mailbox(Executor executor, Consumer<Throwable> failed) {
        this.executor = executor;
        this.failed = failed;
    }

    /** Runs the task on this thread if the mailbox is idle, else after those before it. */
    void run(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) takeTurn();
    }

    /** Runs the task on a thread of the executor, never on this one. */
    void post(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) executor.execute(this::takeTurn);
    }

    private void takeTurn() {
        for (int i = 0; i < TASKS_PER_TURN; i++) {
            Runnable task = tasks.remove();
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                report(e);
            }
            if (waiting.decrementAndGet() == 0) return;
        }
        executor.execute(this::takeTurn);
    }

    private void report(Throwable failure) {
        try {
            failed.accept(failure);
        } catch (RuntimeException | Error e) {
            log.error("A failure could not be dealt with", e);
        }
    }
}
