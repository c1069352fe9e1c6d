package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.space.Spaces;
import xyz.groundmist.sync.store.SpaceName;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

/**
 * All spaces over one link. The reading thread never sends: so two machines that both have much to
 * say can't wait for each other.
 */
final class ReplicatedLink {
    private static final Logger log = LoggerFactory.getLogger(ReplicatedLink.class);
    private static final int PART_BYTES = 1 << 20;
    private static final Duration BETWEEN_FIGURES = Duration.ofSeconds(1);

    private final Link link;
    private final Spaces spaces;
    private final Map<SpaceName, SharedSpace> shared = new ConcurrentHashMap<>();

    /** Spaces by the number that the other side gave them; only the reading thread. */
    private final SharedSpace[] numbered = new SharedSpace[ReplicaFrame.MOST_SPACES];

    private final CountDownLatch helloSent = new CountDownLatch(1);

    /** Held while a message is sent in parts. */
    private final ReentrantLock parting = new ReentrantLock();

    /** The message whose parts are coming in, and how much of it has come; the reading thread. */
    private byte @Nullable [] coming;

    private int came;
    private boolean greeted;
    private volatile boolean over;

    ReplicatedLink(Link link, Spaces spaces) {
        this.link = link;
        this.spaces = spaces;
    }

    void run() throws IOException {
        Thread clock = Thread.ofVirtual().name("replica-figures").start(this::tellFigures);
        try (link) {
            // Nobody reads yet on the other side, perhaps: not on the thread that has to read here.
            start(() -> {
                try {
                    link.send(new ReplicaFrame.Hello(ReplicaFrame.VERSION).encode());
                } finally {
                    helloSent.countDown();
                }
                spaces.names().forEach(this::share);
            });
            for (byte[] frame = link.receive(); frame != null; frame = link.receive()) {
                take(ReplicaFrame.decode(frame));
            }
        } finally {
            over = true;
            clock.interrupt();
            shared.values().forEach(SharedSpace::close);
        }
    }

    DeviceId device() {
        return link.device();
    }

    /** Whether this side compares the lists; the other one sends them. */
    boolean compares() {
        return link.dialled();
    }

    /** Shares a space with the device, unless that is done already; waits for the disk only. */
    void share(SpaceName name) {
        if (over) return;
        int most = ReplicaFrame.MOST_SPACES;
        SharedSpace space;
        synchronized (shared) {
            space = shared.get(name);
            if (space == null && shared.size() >= most) {
                log.warn("Only {} spaces are kept in step; {} isn't among them.", most, name);
                return;
            }
            if (space == null) space = new SharedSpace(this, name, shared.size());
            shared.put(name, space);
        }
        space.open(spaces);
        if (over) space.close();
    }

    private void take(ReplicaFrame frame) throws IOException {
        if (frame instanceof ReplicaFrame.Hello hello) {
            greeted = true;
            if (hello.version() == ReplicaFrame.VERSION) return;
            throw new IOException(
                    "The other machine has another version of Groundmist Sync. Bring both up to"
                            + " date.");
        }
        if (!greeted) throw new MalformedFrameException("its first frame");
        switch (frame) {
            case ReplicaFrame.Hello f -> {}
            case ReplicaFrame.Announce f -> announced(f);
            case ReplicaFrame.Digest f -> numbered(f.space()).digest(f.digest());
            case ReplicaFrame.Listing f -> numbered(f.space()).compare(f);
            case ReplicaFrame.Again f -> numbered(f.space()).list();
            case ReplicaFrame.Behind f -> numbered(f.space()).behindThere(f.documents());
            case ReplicaFrame.Part f -> part(numbered(f.space()), f);
        }
    }

    private void announced(ReplicaFrame.Announce there) throws IOException {
        if (numbered[there.space()] != null) throw new MalformedFrameException("a space's number");
        share(there.name());
        SharedSpace space = shared.get(there.name());
        if (space == null) throw new MalformedFrameException("the number of spaces");
        numbered[there.space()] = space;
        space.announced(there.storageId());
    }

    private SharedSpace numbered(int number) throws MalformedFrameException {
        SharedSpace space = numbered[number];
        if (space == null) throw new MalformedFrameException("a space's number");
        return space;
    }

    private void part(SharedSpace space, ReplicaFrame.Part part) throws IOException {
        ByteBuffer bytes = part.part();
        if (bytes.remaining() == part.whole()) {
            space.receive(bytes);
            return;
        }
        if (part.from() == 0) {
            coming = new byte[part.whole()];
            came = 0;
        }
        byte[] whole = coming;
        if (whole == null || whole.length != part.whole() || part.from() != came) {
            throw new MalformedFrameException("the order of parts");
        }
        int length = bytes.remaining();
        bytes.get(whole, came, length);
        came += length;
        if (came < whole.length) return;
        coming = null;
        space.receive(ByteBuffer.wrap(whole));
    }

    /** Sends a message about a document; blocks while the other side takes nothing. */
    void sendMessage(int space, ByteBuffer message) throws IOException {
        int whole = message.remaining();
        if (whole <= PART_BYTES) {
            send(new ReplicaFrame.Part(space, whole, 0, message));
            return;
        }
        parting.lock();
        try {
            for (int from = 0; from < whole; from += PART_BYTES) {
                ByteBuffer part =
                        message.slice(
                                message.position() + from, Math.min(PART_BYTES, whole - from));
                send(new ReplicaFrame.Part(space, whole, from, part));
            }
        } finally {
            parting.unlock();
        }
    }

    /** After our hello: what answers the other side's may be ready before that has gone out. */
    void send(ReplicaFrame frame) throws IOException {
        try {
            helloSent.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
        link.send(frame.encode());
    }

    /** Something that sends, on a thread of its own; when that fails the link ends. */
    void start(Work work) {
        Thread.ofVirtual()
                .name("replica-send")
                .start(() -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        log.debug("Device {}: {}", device().brief(), e.getMessage());
                        end();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    /** Work that sends. */
    interface Work {
        void run() throws IOException, InterruptedException;
    }

    boolean isOver() {
        return over;
    }

    void end() {
        link.close();
    }

    private void tellFigures() {
        try {
            while (!over) {
                Thread.sleep(BETWEEN_FIGURES);
                for (SharedSpace space : shared.values()) space.tellBehind();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            end();
        }
    }

    List<ReplicaStatus> status() {
        ReplicaStatus[] all =
                shared.values().stream().map(SharedSpace::status).toArray(ReplicaStatus[]::new);
        Arrays.sort(all, Comparator.comparing(ReplicaStatus::space));
        return List.of(all);
    }
}
