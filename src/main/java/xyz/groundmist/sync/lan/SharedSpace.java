package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.space.PeerSocket;
import xyz.groundmist.sync.space.Replica;
import xyz.groundmist.sync.space.Space;
import xyz.groundmist.sync.space.Spaces;
import xyz.groundmist.sync.store.SpaceName;
import xyz.groundmist.sync.store.StoreException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * One space over one link. Each side announces it; whoever has heard the other's announcement
 * offers news from then on, and tells its digest. When the digests differ the called side lists its
 * documents, and the calling side begins with those that differ.
 */
final class SharedSpace {
    private static final Logger log = LoggerFactory.getLogger(SharedSpace.class);
    private static final Duration TRY_AGAIN = Duration.ofMinutes(1);

    private final ReplicatedLink link;
    private final SpaceName name;
    private final int number;

    /** Zero when the other side knows of the space. */
    private final CountDownLatch announced = new CountDownLatch(1);

    private final CompletableFuture<byte[]> digestHere = new CompletableFuture<>();

    // Guarded by this.
    private @Nullable Space space;
    private @Nullable String storageThere;

    /** The list that is coming in; only the reading thread. */
    private @Nullable Comparison comparison;

    private volatile @Nullable Replica replica;
    private volatile boolean compared;

    /** More differs than could be remembered. */
    private volatile boolean compareAgain;

    private volatile int behindThere;
    private volatile @Nullable String problem;

    /** What was last told of {@link Replica#behind}; only the thread that tells figures. */
    private int told = -1;

    SharedSpace(ReplicatedLink link, SpaceName name, int number) {
        this.link = link;
        this.name = name;
        this.number = number;
    }

    /**
     * Opens the space, which may be new here, and tells the other side of it. Waits for this
     * machine's disk, never for the link.
     */
    void open(Spaces spaces) {
        if (tryToOpen(spaces)) return;
        link.start(() -> {
            do pause();
            while (!link.isOver() && !tryToOpen(spaces));
        });
    }

    private synchronized boolean tryToOpen(Spaces spaces) {
        if (space != null) return true;
        try {
            Space opened = spaces.open(name);
            space = opened;
            problem = null;
            link.start(() -> {
                link.send(new ReplicaFrame.Announce(number, name, opened.storageId()));
                announced.countDown();
            });
            connect();
            return true;
        } catch (StoreException e) {
            failed(e);
            return false;
        }
    }

    /** The other side has the space, under this storage id: it gets news from now on. */
    synchronized void announced(String storageId) {
        storageThere = storageId;
        connect();
    }

    private void connect() {
        Space here = space;
        String there = storageThere;
        if (here == null || there == null || link.isOver()) return;
        replica = here.connectDevice(new Socket(), link.device().brief(), there);
        link.start(() -> {
            while (!link.isOver()) {
                try {
                    byte[] digest = SpaceListing.digest(here);
                    announced.await();
                    link.send(new ReplicaFrame.Digest(number, digest));
                    digestHere.complete(digest);
                    return;
                } catch (StoreException e) {
                    failed(e);
                    pause();
                }
            }
        });
    }

    private synchronized Space opened() throws MalformedFrameException {
        Space here = space;
        // Only who heard of it from us may speak of it.
        if (here == null) throw new MalformedFrameException("a space's number");
        return here;
    }

    /** The other side's digest has come. */
    void digest(byte[] there) {
        link.start(() -> {
            if (Arrays.equals(there, digestHere.join())) compared = true;
            else if (!link.compares()) sendList();
        });
    }

    /** The other side asks for the list. */
    void list() {
        link.start(this::sendList);
    }

    private void sendList() throws IOException, InterruptedException {
        while (!link.isOver()) {
            try {
                var listing = new SpaceListing(opened());
                for (boolean first = true; ; first = false) {
                    var page = new ArrayList<SpaceListing.Entry>();
                    SpaceListing.Entry entry = listing.peek();
                    for (;
                            entry != null && page.size() < SpaceListing.PAGE;
                            entry = listing.peek()) {
                        page.add(entry);
                        listing.advance();
                    }
                    link.send(new ReplicaFrame.Listing(number, first, entry == null, page));
                    if (entry == null) return;
                }
            } catch (StoreException e) {
                failed(e);
                pause();
            }
        }
    }

    /** A page of the other side's documents. */
    void compare(ReplicaFrame.Listing page) throws MalformedFrameException {
        Replica with = replica;
        if (!link.compares() || with == null) throw new MalformedFrameException("a list");
        try {
            if (page.first()) comparison = new Comparison(opened(), with);
            Comparison current = comparison;
            if (current == null) return; // the rest of a list that couldn't be used
            current.take(page.entries());
            if (!page.last()) return;
            current.end();
            comparison = null;
            problem = null;
            if (current.isCutShort()) compareAgain = true;
            else compared = true;
        } catch (StoreException e) {
            comparison = null;
            failed(e);
            link.start(() -> {
                pause();
                link.send(new ReplicaFrame.Again(number));
            });
        }
    }

    void behindThere(int documents) {
        behindThere = documents;
        compared = true;
    }

    void receive(ByteBuffer message) {
        Replica with = replica;
        // Without one the space can't be opened here. What is lost now is compared when it can.
        if (with != null) with.receive(message);
    }

    /** Tells the other side how much is known to differ here, when that has changed. */
    void tellBehind() throws IOException {
        Replica with = replica;
        if (with == null) return;
        if (compareAgain && with.takesMore()) {
            compareAgain = false;
            link.send(new ReplicaFrame.Again(number));
        }
        if (!compared) return;
        int behind = with.behind();
        if (behind == told) return;
        told = behind;
        link.send(new ReplicaFrame.Behind(number, behind));
    }

    ReplicaStatus status() {
        Replica with = replica;
        String trouble = problem;
        if (trouble == null && with != null) trouble = with.problem();
        int behind = Math.max(behindThere, with == null ? 0 : with.behind());
        return new ReplicaStatus(link.device(), name, compared, behind, trouble);
    }

    void close() {
        announced.countDown();
        digestHere.complete(new byte[0]);
        Replica with = replica;
        if (with != null) with.closed();
    }

    private void failed(StoreException e) {
        problem = e.getMessage();
        log.warn("Device {}, space {}: {}", link.device().brief(), name, e.getMessage());
    }

    private static void pause() throws InterruptedException {
        Thread.sleep(TRY_AGAIN);
    }

    /** The way of this space's messages into the link: one at a time, never on their own thread. */
    private final class Socket implements PeerSocket {
        @Override
        public void send(ByteBuffer message, Consumer<@Nullable Throwable> done) {
            link.start(() -> {
                try {
                    announced.await();
                    link.sendMessage(number, message);
                } catch (IOException e) {
                    done.accept(e);
                    throw e;
                }
                done.accept(null);
            });
        }

        @Override
        public void close(int code, String reason) {
            link.end();
        }
    }
}
