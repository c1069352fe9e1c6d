package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A link between two machines: what went over it is counted, and it breaks when told to. */
final class Cable {
    private final Computer caller;
    private final Computer called;
    private final LinkPair pair;
    private final AtomicLong framesLeft;
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final List<byte[]> frames = new CopyOnWriteArrayList<>();
    private final Thread callerThread;
    private final Thread calledThread;
    private volatile boolean recording;
    private volatile long delayMillis;
    private final Object gate = new Object();
    private boolean stopped; // guarded by gate

    Cable(Computer caller, Computer called, long frames) {
        this.caller = caller;
        this.called = called;
        this.framesLeft = new AtomicLong(frames);
        this.pair = LinkPair.between(caller.name(), called.name());
        this.callerThread =
                Thread.ofVirtual().unstarted(() -> run(caller, new Counted(pair.caller)));
        this.calledThread =
                Thread.ofVirtual().unstarted(() -> run(called, new Counted(pair.called)));
    }

    void start() {
        callerThread.start();
        calledThread.start();
    }

    private void run(Computer machine, Link link) {
        try {
            machine.replication().run(link);
        } catch (IOException e) {
            failures.add(e);
        } catch (RuntimeException | Error e) {
            failures.add(new AssertionError("a mistake", e));
        }
    }

    /** Ends both sides and waits for their ends. */
    void cut() {
        resume();
        pair.cut();
        await();
    }

    void await() {
        try {
            callerThread.join();
            calledThread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    boolean isOver() {
        return !callerThread.isAlive() && !calledThread.isAlive();
    }

    boolean joins(Computer one, Computer other) {
        return (one == caller && other == called) || (one == called && other == caller);
    }

    /** Bytes sent by both ends. */
    long bytes() {
        return pair.caller.sent() + pair.called.sent();
    }

    /** What the ends failed with. */
    List<Throwable> failures() {
        return failures;
    }

    /** From now on frames are kept for {@link #takeFrames}. */
    void record() {
        recording = true;
    }

    List<byte[]> takeFrames() {
        var all = List.copyOf(frames);
        frames.clear();
        return all;
    }

    /** From now on nothing gets through, and nothing is lost. */
    void stop() {
        synchronized (gate) {
            stopped = true;
        }
    }

    void resume() {
        synchronized (gate) {
            stopped = false;
            gate.notifyAll();
        }
    }

    void delay(long millis) {
        delayMillis = millis;
    }

    @Override
    public String toString() {
        return caller.name() + " to " + called.name();
    }

    private final class Counted implements Link {
        private final Link link;

        Counted(Link link) {
            this.link = link;
        }

        @Override
        public DeviceId device() {
            return link.device();
        }

        @Override
        public boolean dialled() {
            return link.dialled();
        }

        @Override
        public void send(byte[] frame) throws IOException {
            if (framesLeft.getAndDecrement() <= 0) pair.cut();
            waitWhileStopped();
            if (delayMillis > 0) Computer.pause(delayMillis);
            if (recording) frames.add(frame.clone());
            link.send(frame);
        }

        private void waitWhileStopped() throws IOException {
            synchronized (gate) {
                try {
                    while (stopped) gate.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException(e);
                }
            }
        }

        @Override
        public byte @Nullable [] receive() throws IOException {
            return link.receive();
        }

        @Override
        public void close() {
            link.close();
        }
    }
}
