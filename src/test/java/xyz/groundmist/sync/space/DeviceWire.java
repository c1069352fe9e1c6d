package xyz.groundmist.sync.space;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Two machines of the owner's, of which each has the other as a peer of one space. */
final class DeviceWire implements AutoCloseable {
    private final CompletableFuture<Replica> first = new CompletableFuture<>();
    private final CompletableFuture<Replica> second = new CompletableFuture<>();
    private final ExecutorService there = Executors.newSingleThreadExecutor();
    private final ExecutorService back = Executors.newSingleThreadExecutor();
    private final Semaphore open = new Semaphore(1);
    private final AtomicInteger messages = new AtomicInteger();

    DeviceWire(Space one, Space other) {
        first.complete(one.connectDevice(socket(there, second), "other", other.storageId()));
        second.complete(other.connectDevice(socket(back, first), "one", one.storageId()));
    }

    /** What the first space has of the second. */
    Replica first() {
        return first.join();
    }

    Replica second() {
        return second.join();
    }

    int messages() {
        return messages.get();
    }

    /** From now on nothing arrives. */
    void stop() {
        open.acquireUninterruptibly();
    }

    void resume() {
        open.release();
    }

    private PeerSocket socket(ExecutorService way, CompletableFuture<Replica> end) {
        return new PeerSocket() {
            @Override
            public void send(ByteBuffer message, Consumer<@Nullable Throwable> done) {
                ByteBuffer copy = ByteBuffer.allocate(message.remaining());
                copy.put(message.duplicate()).flip();
                messages.incrementAndGet();
                try {
                    way.execute(() -> {
                        open.acquireUninterruptibly();
                        open.release();
                        end.join().receive(copy);
                        done.accept(null);
                    });
                } catch (RejectedExecutionException e) {
                    done.accept(e);
                }
            }

            @Override
            public void close(int code, String reason) {}
        };
    }

    /** The link between them breaks; what was under way is lost. */
    @Override
    public void close() {
        there.shutdownNow();
        back.shutdownNow();
        first().closed();
        second().closed();
    }
}
