package xyz.groundmist.sync.space;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Runs tasks one at a time and in order: whoever confines its state to a mailbox needs no locks.
 * A task sees everything that earlier tasks of the same mailbox wrote.
 */
final class Mailbox {
    /** After so many tasks a borrowed thread is given back and the rest goes to the executor. */
    private static final int TASKS_PER_TURN = 64;

    private final Executor executor;
    private final Consumer<RuntimeException> failed;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * @param failed told of an exception that a task let out, which can only be a mistake of ours;
     *     the tasks behind it still run
     */
    Mailbox(Executor executor, Consumer<RuntimeException> failed) {
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
            } catch (RuntimeException e) {
                failed.accept(e);
            }
            if (waiting.decrementAndGet() == 0) return;
        }
        executor.execute(this::takeTurn);
    }
}
