package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A {@link Link} over a secure channel. A virtual thread says now and then that this side is alive,
 * and ends it when the other one isn't heard; while nobody here receives, nothing can be heard, and
 * nobody is blamed.
 */
final class SecureLink implements Link {
    private static final Logger LOG = LoggerFactory.getLogger(SecureLink.class);
    private static final byte[] EMPTY = {};
    private static final Duration LAST_WORD = Duration.ofMillis(300);

    private final Frames frames;
    private final Route route;
    private final LanLimits limits;
    private final Consumer<Hello> news;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Since when somebody receives, by {@link System#nanoTime}; null: nobody does. */
    private volatile @Nullable Long receivingSince;

    private volatile @Nullable Farewell farewell;

    /**
     * @param news told what the other side says of itself later on
     */
    SecureLink(Frames frames, Route route, LanLimits limits, Consumer<Hello> news) {
        this.frames = frames;
        this.route = route;
        this.limits = limits;
        this.news = news;
        Thread.ofVirtual().name("link-pulse").start(this::watch);
    }

    @Override
    public DeviceId device() {
        return frames.channel().device();
    }

    @Override
    public boolean dialled() {
        return frames.dialled();
    }

    Route route() {
        return route;
    }

    /** Why the other side ended it; null when it didn't, or not in words. */
    @Nullable Farewell farewell() {
        return farewell;
    }

    boolean isClosed() {
        return closed.get();
    }

    @Override
    public void send(byte[] frame) throws IOException {
        if (frame.length == 0 || frame.length > MAX_FRAME) {
            throw new IllegalArgumentException("a frame of " + frame.length + " bytes");
        }
        if (closed.get()) throw new IOException("the link has ended");
        frames.send(Frames.Kind.DATA, frame);
    }

    /** Tells the other side what is new about this one. */
    void tell(Hello hello) throws IOException {
        frames.send(Frames.Kind.HELLO, hello.json());
    }

    @Override
    public byte @Nullable [] receive() throws IOException {
        receivingSince = System.nanoTime();
        try {
            while (true) {
                Frames.Frame frame = frames.next(MAX_FRAME);
                if (closed.get()) return null;
                switch (frame.kind()) {
                    case DATA -> {
                        if (frame.body().length > 0) return frame.body();
                    }
                    case ARE_YOU_THERE -> Thread.ofVirtual().name("link-pulse").start(this::beat);
                    case HELLO -> {
                        Hello hello = Hello.read(frame.body());
                        if (hello != null) news.accept(hello);
                    }
                    case BYE -> {
                        farewell = Farewell.read(frame.body());
                        end();
                        return null;
                    }
                    case ALIVE, PAIR -> {}
                }
            }
        } catch (IOException e) {
            if (closed.get()) return null;
            end();
            throw e;
        } finally {
            receivingSince = null;
        }
    }

    private void beat() {
        try {
            frames.trySend(Frames.Kind.ALIVE, EMPTY, Duration.ZERO);
        } catch (IOException _) {
            end();
        }
    }

    private void watch() {
        long heartbeat = limits.heartbeat().toNanos();
        while (!closed.get()) {
            if (!pause(limits.heartbeat().dividedBy(2))) return;
            if (System.nanoTime() - frames.spoke() >= heartbeat / 2) beat();
            if (silentFor() > limits.silence().toNanos()) {
                LOG.info("The computer {} gives no sign of life", device().brief());
                end();
            }
        }
    }

    /** Nanoseconds, as far as anything could be heard. */
    private long silentFor() {
        Long since = receivingSince;
        long now = System.nanoTime();
        return since == null ? 0 : Math.min(now - frames.channel().heard(), now - since);
    }

    /**
     * Asks whether the other side is there, and ends the link when it doesn't say so in time.
     *
     * @return whether it lives
     */
    boolean check() {
        long asked = System.nanoTime();
        Duration step = limits.answerPatience().dividedBy(20);
        try {
            frames.trySend(Frames.Kind.ARE_YOU_THERE, EMPTY, step);
        } catch (IOException _) {
            end();
        }
        for (int i = 0; i < 20 && !closed.get(); i++) {
            boolean busyHere = receivingSince == null;
            if (busyHere || frames.channel().heard() - asked > 0) return true;
            if (!pause(step)) return true;
        }
        if (!closed.get()) LOG.info("The computer {} doesn't answer", device().brief());
        end();
        return false;
    }

    private static boolean pause(Duration time) {
        try {
            Thread.sleep(time);
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Cuts the connection. */
    private void end() {
        closed.set(true);
        frames.close();
    }

    @Override
    public void close() {
        close(Farewell.CLOSED);
    }

    /** Nothing comes or goes any more when this returns; the last word follows if it can. */
    void close(Farewell why) {
        if (!closed.compareAndSet(false, true)) return;
        Thread word =
                Thread.ofVirtual()
                        .name("link-end")
                        .start(() -> {
                            try {
                                frames.trySend(Frames.Kind.BYE, why.bytes(), LAST_WORD);
                            } catch (IOException _) {
                                // then the other side notices without it
                            }
                            frames.close();
                        });
        Thread.ofVirtual()
                .name("link-end")
                .start(() -> {
                    try {
                        word.join(LAST_WORD);
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                    frames.close();
                });
    }
}
