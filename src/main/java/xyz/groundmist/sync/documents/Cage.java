package xyz.groundmist.sync.documents;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.documents.DocumentException.Reason;
import xyz.groundmist.sync.store.StoreException;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the worker: started when there is a job, given one job at a time, killed when a job takes
 * more memory or time than it may, ended when there has been nothing to do for a while. When it
 * dies only its job fails. One that doesn't start is tried again later and later.
 *
 * <p>Jobs wait for each other on their callers' threads, and are done on one of their own.
 */
public final class Cage implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Cage.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    /** For so long a job waits for one that gives way. */
    private static final Duration COURTESY = Duration.ofMillis(500);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** What goes into a job: frames of change chunks, or of a file. */
    @FunctionalInterface
    public interface Input {
        void write(DataOutputStream out) throws IOException, StoreException, DocumentException;
    }

    /** Why the worker was killed, when it was. */
    private enum Killed {
        MEMORY,
        TIME,
        CANCEL,
        GIVES_WAY
    }

    private final List<String> command;
    private final Path scratch;
    private final CageLimits limits;
    private final ReentrantLock turn = new ReentrantLock(true);

    /** Guarded by turn; read by anyone. */
    private volatile @Nullable WorkerProcess worker;

    private volatile boolean closed;

    // Guarded by turn.
    private @Nullable Thread idleness;
    private int failedStarts;
    private long notBefore;

    /** There is no native code for this system. Read by anyone. */
    private volatile boolean absent;

    /**
     * @param scratch a folder for the worker's files, which it alone uses
     */
    public Cage(Path scratch, CageLimits limits) {
        this(WorkerCommand.here(), scratch, limits);
    }

    Cage(List<String> command, Path scratch, CageLimits limits) {
        this.command = command;
        this.scratch = scratch;
        this.limits = limits;
    }

    public CageLimits limits() {
        return limits;
    }

    /**
     * Does one job, and waits for it.
     *
     * @param answer takes what comes of it, piece by piece; it may fail after some came
     */
    public void run(Job job, String parameter, List<Input> inputs, Frames.Sink answer)
            throws DocumentException, StoreException, InterruptedException {
        if (inputs.size() != job.inputs()) throw new IllegalArgumentException("inputs of " + job);
        turn.lockInterruptibly();
        try {
            talk(() -> {
                WorkerProcess ready = ready();
                stopWaiting();
                try {
                    converse(ready, job, parameter, inputs, answer);
                } finally {
                    if (worker != null) waitForWork();
                }
            });
        } finally {
            turn.unlock();
        }
    }

    /** What is said to the worker, and heard from it. */
    @FunctionalInterface
    private interface Talk {
        void run() throws DocumentException, StoreException, InterruptedException;
    }

    /**
     * On a thread of the platform's: who waits at a pipe holds the processor's thread that carries
     * a virtual one, and with few of these nobody else would go on, {@link #watch} included.
     */
    private static void talk(Talk talk)
            throws DocumentException, StoreException, InterruptedException {
        var failure = new AtomicReference<@Nullable Throwable>();
        Thread talking =
                Thread.ofPlatform()
                        .daemon()
                        .name("worker-talk")
                        .start(() -> {
                            try {
                                talk.run();
                            } catch (Throwable e) {
                                failure.set(e);
                            }
                        });
        boolean interrupted = false;
        while (talking.isAlive()) {
            try {
                talking.join();
            } catch (InterruptedException _) {
                interrupted = true;
                talking.interrupt();
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
        switch (failure.get()) {
            case null -> {}
            case DocumentException e -> throw e;
            case StoreException e -> throw e;
            case InterruptedException e -> {
                Thread.interrupted();
                throw e;
            }
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }

    private void converse(
            WorkerProcess ready, Job job, String parameter, List<Input> inputs, Frames.Sink answer)
            throws DocumentException, StoreException, InterruptedException {
        var killed = new AtomicReference<@Nullable Killed>();
        Thread watch =
                watch(
                        ready,
                        limits.patience().multipliedBy(job.patience()),
                        job.givesWay(),
                        killed);
        boolean done = false;
        var unwanted = new AtomicReference<@Nullable IOException>();
        try {
            var out = ready.out();
            out.writeInt(job.ordinal());
            out.writeUTF(parameter);
            for (Input input : inputs) {
                input.write(out);
                Frames.end(out);
            }
            Frames.read(ready.in(), Frames.PIECE, bytes -> hand(bytes, answer, unwanted));
            done = true;
        } catch (Frames.FailedException e) {
            done = true;
            throw refused(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            IOException notTaken = unwanted.get();
            if (notTaken != null) {
                throw new DocumentException(
                        Reason.OTHER, "It could not be written: " + notTaken.getMessage());
            }
            if (ready.isAlive() && killed.get() == null) ready.exitCode();
            throw died(ready, job, killed.get());
        } finally {
            watch.interrupt();
            // Half a job said or half an answer read: nothing sensible can follow.
            if (!done) discard(ready);
        }
    }

    private static void hand(
            byte[] bytes, Frames.Sink answer, AtomicReference<@Nullable IOException> unwanted)
            throws IOException {
        try {
            answer.take(bytes);
        } catch (IOException e) {
            unwanted.set(e);
            throw e;
        }
    }

    private static DocumentException refused(String why) {
        return switch (why) {
            case "memory" -> tooLarge();
            case "unreadable" -> unreadable();
            case "spoilt" -> spoilt();
            default -> new DocumentException(Reason.OTHER, why);
        };
    }

    static DocumentException tooLarge() {
        return new DocumentException(
                Reason.TOO_LARGE,
                "This document is too large to open here. It is synced all the same; open it in"
                        + " its app.");
    }

    static DocumentException unreadable() {
        return new DocumentException(
                Reason.UNREADABLE,
                "Automerge can't read this document. Its changes are kept and synced as they"
                        + " are.");
    }

    private static DocumentException spoilt() {
        return new DocumentException(
                Reason.SPOILT,
                "What Automerge saves of this document can't be loaded again. Its changes are kept"
                        + " and synced as they are.");
    }

    private DocumentException died(WorkerProcess dead, Job job, @Nullable Killed why)
            throws InterruptedException {
        if (why == Killed.CANCEL || closed) throw new InterruptedException();
        if (why == Killed.GIVES_WAY) {
            return new DocumentException(Reason.CANCELLED, "Another job was more urgent.");
        }
        int exit = dead.exitCode();
        LOG.warn(
                "The document worker ended during {} ({}); only that failed.",
                job,
                why == null ? "exit code " + exit : "it took too much " + why);
        return tooLarge();
    }

    /** Kills the worker when it takes too much, or when nobody waits any more. */
    private Thread watch(
            WorkerProcess watched,
            Duration patience,
            boolean givesWay,
            AtomicReference<@Nullable Killed> killed) {
        Thread caller = Thread.currentThread();
        long deadline = System.nanoTime() + patience.toNanos();
        return Thread.ofPlatform()
                .daemon()
                .name("worker-watch")
                .start(() -> {
                    try {
                        Duration waited = Duration.ZERO;
                        while (watched.isAlive()) {
                            Killed why = null;
                            if (watched.resident() > limits.memory()) why = Killed.MEMORY;
                            else if (System.nanoTime() > deadline) why = Killed.TIME;
                            else if (closed || caller.isInterrupted()) why = Killed.CANCEL;
                            else if (waited.compareTo(COURTESY) > 0) why = Killed.GIVES_WAY;
                            if (why != null) {
                                killed.set(why);
                                watched.kill();
                                return;
                            }
                            Thread.sleep(BETWEEN_LOOKS);
                            boolean awaited = givesWay && turn.hasQueuedThreads();
                            waited = awaited ? waited.plus(BETWEEN_LOOKS) : Duration.ZERO;
                        }
                    } catch (InterruptedException _) {
                        // the job is done
                    }
                });
    }

    // ---- under turn

    private WorkerProcess ready() throws DocumentException, InterruptedException {
        if (closed) throw new DocumentException(Reason.ABSENT, "The server is stopping.");
        if (absent) throw noNativeCode();
        WorkerProcess known = worker;
        if (known != null && known.isAlive()) return known;
        worker = null;
        if (failedStarts > 0 && System.nanoTime() < notBefore) throw notNow();
        try {
            clear("automerge-jni-*"); // what a killed worker left
            WorkerProcess started = WorkerProcess.start(command, scratch, limits.memory());
            if (greets(started)) {
                failedStarts = 0;
                worker = started;
                return started;
            }
            started.kill();
        } catch (IOException e) {
            LOG.warn("The document worker can't be started: {}", e.toString());
        }
        if (absent) {
            LOG.info(
                    "There is no native Automerge code for this system: documents are synced, but"
                            + " can't be looked into here.");
            throw noNativeCode();
        }
        failedStarts++;
        long pause = Math.min(1L << Math.min(failedStarts - 1, 6), LONGEST_PAUSE.toSeconds());
        notBefore = System.nanoTime() + Duration.ofSeconds(pause).toNanos();
        throw notNow();
    }

    private boolean greets(WorkerProcess started) throws InterruptedException {
        var late = new AtomicReference<@Nullable Killed>();
        Thread watch = watch(started, limits.start(), false, late);
        try {
            int said = started.in().read();
            absent = said == Frames.ABSENT;
            return said == Frames.READY;
        } catch (IOException _) {
            return false;
        } finally {
            watch.interrupt();
            if (late.get() == Killed.CANCEL) throw new InterruptedException();
        }
    }

    private static DocumentException noNativeCode() {
        return new DocumentException(
                Reason.ABSENT,
                "Documents can't be looked into on this computer: there is no Automerge for its"
                        + " system. They are synced all the same.");
    }

    private static DocumentException notNow() {
        return new DocumentException(
                Reason.ABSENT,
                "The part of Groundmist Sync that looks into documents doesn't start. It is tried"
                        + " again within a minute; the log says more.");
    }

    /** A file for what is too large to be held, one at a time; whoever asks for it deletes it. */
    Path draft() throws IOException {
        Files.createDirectories(scratch);
        clear("draft-*"); // of a server that was killed
        return Files.createTempFile(scratch, "draft-", "");
    }

    private void clear(String glob) throws IOException {
        if (!Files.isDirectory(scratch)) return;
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(scratch, glob)) {
            for (Path leftover : leftovers) Files.deleteIfExists(leftover);
        }
    }

    private void discard(WorkerProcess spoilt) {
        spoilt.kill();
        worker = null;
    }

    private void waitForWork() {
        idleness =
                Thread.ofVirtual()
                        .name("worker-idle")
                        .start(() -> {
                            try {
                                Thread.sleep(limits.idle());
                                turn.lockInterruptibly();
                                try {
                                    if (Thread.currentThread() == idleness) endWorker();
                                } finally {
                                    turn.unlock();
                                }
                            } catch (InterruptedException _) {
                                // there is work
                            }
                        });
    }

    private void stopWaiting() {
        Thread waiting = idleness;
        idleness = null;
        if (waiting != null) waiting.interrupt();
    }

    private void endWorker() {
        WorkerProcess known = worker;
        worker = null;
        if (known != null) known.end();
    }

    /** Ends the worker, so that the next job is done by a new one. */
    void renew() throws InterruptedException {
        turn.lockInterruptibly();
        try {
            stopWaiting();
            endWorker();
        } finally {
            turn.unlock();
        }
    }

    /** Whether it is known that there is no native code for this system. */
    boolean isAbsent() {
        return absent;
    }

    /** The worker's process, while there is one; for tests. */
    @Nullable WorkerProcess worker() {
        return worker;
    }

    /** Ends the worker, in the middle of a job too; jobs that come later fail. */
    @Override
    public void close() {
        closed = true;
        WorkerProcess busy = worker;
        if (busy != null) busy.kill();
        turn.lock();
        try {
            stopWaiting();
            endWorker();
        } finally {
            turn.unlock();
        }
    }
}
