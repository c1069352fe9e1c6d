package xyz.groundmist.sync.http;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.access.Grant;
import xyz.groundmist.sync.space.PeerConnection;
import xyz.groundmist.sync.space.PeerSocket;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A space that echoes; or fails, or blocks, when the message's first byte says so. */
final class FakeSync implements SyncService {
    static final byte BLOCK = 'B';
    static final byte FAIL = 'F';

    final List<Peer> peers = new CopyOnWriteArrayList<>();
    final BlockingQueue<@Nullable Throwable> failures = new LinkedBlockingQueue<>();
    volatile @Nullable Exception refusal;
    volatile boolean full;
    volatile Consumer<PeerSocket> atConnect = socket -> {};
    final CountDownLatch unblocked = new CountDownLatch(1);
    final AtomicInteger blocked = new AtomicInteger();

    @Override
    public PeerConnection connect(Grant grant, PeerSocket socket) throws Exception {
        var peer = new Peer(grant, socket);
        atConnect.accept(socket);
        Exception why = refusal;
        if (why != null) throw why;
        peers.add(peer);
        return peer;
    }

    @Override
    public boolean diskIsFull() {
        return full;
    }

    final class Peer implements PeerConnection {
        final Grant grant;
        final PeerSocket socket;
        final AtomicInteger closed = new AtomicInteger();
        final AtomicInteger received = new AtomicInteger();
        final AtomicInteger atOnce = new AtomicInteger();
        final AtomicInteger sent = new AtomicInteger();
        final AtomicInteger failed = new AtomicInteger();
        volatile String seen = "";

        Peer(Grant grant, PeerSocket socket) {
            this.grant = grant;
            this.socket = socket;
        }

        @Override
        public void receive(ByteBuffer message) {
            if (atOnce.incrementAndGet() != 1) throw new AssertionError("received two at once");
            try {
                received.incrementAndGet();
                seen =
                        (message.isDirect() ? "direct" : "heap")
                                + (message.isReadOnly() ? " read-only " : " ")
                                + message.remaining();
                byte first = message.hasRemaining() ? message.get(message.position()) : 0;
                if (first == BLOCK) block();
                if (first == FAIL) throw new IllegalStateException("planted, not for the peer");
                var copy = ByteBuffer.allocate(message.remaining()).put(message).flip();
                send(copy);
            } finally {
                atOnce.decrementAndGet();
            }
        }

        void send(ByteBuffer message) {
            socket.send(
                    message,
                    failure -> {
                        if (failure == null) sent.incrementAndGet();
                        else failed.incrementAndGet();
                    });
        }

        @SuppressWarnings("ThreadJoinLoop")
        private void block() {
            blocked.incrementAndGet();
            try {
                unblocked.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public int documents() {
            return received.get();
        }

        @Override
        public void closed() {
            closed.incrementAndGet();
        }
    }
}
