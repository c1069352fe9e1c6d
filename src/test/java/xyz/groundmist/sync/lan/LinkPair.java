package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Two ends of a link in memory: what one sends the other receives. Each direction holds a few
 * frames before it holds its sender back.
 */
final class LinkPair {
    private static final int FRAMES_HELD = 8;

    final End caller;
    final End called;

    private LinkPair(String callerName, String calledName) {
        var closed = new AtomicBoolean();
        var there = new Way();
        var back = new Way();
        caller = new End(id(calledName), true, there, back, closed);
        called = new End(id(callerName), false, back, there, closed);
    }

    /** The machine with the first name called the one with the second. */
    static LinkPair between(String caller, String called) {
        return new LinkPair(caller, called);
    }

    /** The id of a machine that exists in tests only. */
    static DeviceId id(String name) {
        return DeviceId.ofHash(DeviceId.sha256(name.getBytes(StandardCharsets.UTF_8)));
    }

    /** The cable is cut: both ends fail. */
    void cut() {
        caller.close();
        called.close();
    }

    private static final class Way {
        final BlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();
        final Semaphore room = new Semaphore(FRAMES_HELD);
    }

    /** One end. */
    static final class End implements Link {
        private static final byte[] THE_END = {};

        private final DeviceId device;
        private final boolean dialled;
        private final Way out;
        private final Way in;
        private final AtomicBoolean closed;
        private final AtomicLong sent = new AtomicLong();

        private End(DeviceId device, boolean dialled, Way out, Way in, AtomicBoolean closed) {
            this.device = device;
            this.dialled = dialled;
            this.out = out;
            this.in = in;
            this.closed = closed;
        }

        /** Bytes that this end has sent. */
        long sent() {
            return sent.get();
        }

        @Override
        public DeviceId device() {
            return device;
        }

        @Override
        public boolean dialled() {
            return dialled;
        }

        @Override
        public void send(byte[] frame) throws IOException {
            if (frame.length == 0 || frame.length > MAX_FRAME) {
                throw new IllegalArgumentException("a frame of " + frame.length + " bytes");
            }
            out.room.acquireUninterruptibly();
            if (closed.get()) {
                out.room.release();
                throw new IOException("the link has ended");
            }
            sent.addAndGet(frame.length);
            out.frames.add(frame.clone());
        }

        @Override
        public byte @Nullable [] receive() throws IOException {
            try {
                byte[] frame = in.frames.take();
                if (frame == THE_END) {
                    in.frames.add(THE_END);
                    return null;
                }
                in.room.release();
                return frame;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }

        @Override
        public void close() {
            if (!closed.compareAndSet(false, true)) return;
            for (Way way : new Way[] {in, out}) {
                way.frames.add(THE_END);
                way.room.release(Integer.MAX_VALUE / 2);
            }
        }
    }
}
