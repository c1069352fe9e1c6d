package xyz.groundmist.sync.reach.ngrok;

import com.ngrok.Connection;
import com.ngrok.Listener;
import com.ngrok.NgrokException;
import com.ngrok.Session;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.reach.Inside;
import xyz.groundmist.sync.reach.OpenReach;
import xyz.groundmist.sync.reach.ReachException;
import xyz.groundmist.sync.reach.Visitor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An endpoint that is bound. A virtual thread ({@code ngrok-accept}) takes its connections; each
 * has two ({@code ngrok-in}, {@code ngrok-out}) that carry bytes, and wait when the other side
 * does.
 */
final class OpenNgrok implements OpenReach {
    private static final Logger LOG = LoggerFactory.getLogger(OpenNgrok.class);
    private static final int PIECE = 32 * 1024;

    private final Session session;
    private final Listener.Endpoint listener;
    private final Inside inside;
    private final MonthlyUse use;
    private final String secret; // to keep it out of what is shown
    private final CompletableFuture<ReachException> lost;
    private final URI address;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    OpenNgrok(
            Session session,
            Listener.Endpoint listener,
            Inside inside,
            MonthlyUse use,
            String secret,
            CompletableFuture<ReachException> lost)
            throws IOException {
        this.session = session;
        this.listener = listener;
        this.inside = inside;
        this.use = use;
        this.secret = secret;
        this.lost = lost;
        address = NgrokReach.address(listener);
    }

    void start() {
        Thread.ofVirtual().name("ngrok-accept").start(this::accept);
    }

    @Override
    public URI publicUrl() {
        return address;
    }

    @Override
    public CompletableFuture<ReachException> lost() {
        return lost;
    }

    @Override
    public boolean answers(Duration patience) throws InterruptedException {
        return !(session instanceof AgentSession own) || own.answers(patience);
    }

    private void accept() {
        try {
            while (!closed) {
                Connection.Endpoint visit = listener.accept();
                Thread.ofVirtual().name("ngrok-in").start(() -> carry(visit));
            }
        } catch (NgrokException e) {
            lose(NgrokErrors.of(e, secret));
        } catch (IOException | RuntimeException e) {
            LOG.debug("The session with ngrok ended: {}", e.toString());
            lose(
                    ReachException.passing(
                            "The connection to ngrok was lost.", "It is opened again."));
        }
    }

    private void lose(ReachException why) {
        if (!closed) lost.complete(why);
    }

    private void carry(Connection.Endpoint visit) {
        try (visit;
                SocketChannel door = inside.connect(visitor(visit.getRemoteAddr()))) {
            open.add(door);
            if (closed) return;
            Thread out = Thread.ofVirtual().name("ngrok-out").start(() -> carryOut(door, visit));
            carryIn(visit, door);
            out.join();
        } catch (IOException e) {
            LOG.debug("A connection through ngrok ended: {}", e.toString());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            open.removeIf(door -> !door.isOpen());
        }
    }

    private void carryIn(Connection.Endpoint visit, SocketChannel door) {
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
        try {
            while (visit.read(piece.clear()) >= 0) {
                piece.flip();
                while (piece.hasRemaining()) door.write(piece);
            }
            door.shutdownOutput();
        } catch (IOException _) {
            close(door); // the other direction ends with it
        }
    }

    private void carryOut(SocketChannel door, Connection.Endpoint visit) {
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        try {
            while (door.read(piece.clear()) >= 0) {
                piece.flip();
                use.add(0, piece.remaining());
                while (piece.hasRemaining()) visit.write(piece);
            }
        } catch (IOException _) {
            // as at the end
        }
        try {
            visit.close();
        } catch (IOException _) {
            // it is over already
        }
    }

    /** The address is what the service says; one that can't be read is none. */
    private static Visitor visitor(@Nullable String address) {
        return new Visitor(parsed(address), true);
    }

    private static @Nullable InetAddress parsed(@Nullable String address) {
        int colon = address == null ? -1 : address.lastIndexOf(':');
        if (address == null || colon < 0) return null;
        try {
            return InetAddress.ofLiteral(address.substring(0, colon));
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static void close(SocketChannel door) {
        try {
            door.close();
        } catch (IOException _) {
            // it is closed in any case
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            session.close();
        } catch (IOException e) {
            LOG.debug("The session with ngrok did not close: {}", e.toString());
        }
        open.forEach(OpenNgrok::close);
        use.save();
    }
}
