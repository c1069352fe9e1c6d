package xyz.groundmist.sync.http;

import jakarta.websocket.CloseReason;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;

import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.access.Grant;
import xyz.groundmist.sync.access.Traffic;
import xyz.groundmist.sync.access.Visit;
import xyz.groundmist.sync.space.PeerConnection;
import xyz.groundmist.sync.space.PeerSocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * One client's WebSocket, from the accepted token to the end of the TCP connection.
 *
 * <p>Three steps end it, each once: {@link #close} (or the peer's close frame) begins the closing;
 * the space's side is told on a thread of its own, so that a space may call {@code close} with a
 * lock held; and {@link #disconnected} gives back what the socket held. A peer that doesn't let the
 * second lead to the third is cut off.
 */
final class ClientSocket implements PeerSocket {
    private static final Logger log = LoggerFactory.getLogger(ClientSocket.class);
    private static final int LONGEST_REASON = 123;
    private static final String OVER = "The owner's permission for this app has ended.";
    private static final String RELOAD = "This app must sign in again: load its page again.";

    /** Shorter than a second, so that a revoked app is out within one whatever it does. */
    private static final Duration PATIENCE_WITH_ENDED_GRANT = Duration.ofMillis(500);

    private final Visit visit;
    private final boolean parked;
    private final Grant grant;
    private final EndPoint endPoint;
    private final Services services;
    private final Heartbeat heartbeat;
    private final LongAdder received = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final SendsUnderWay sends = new SendsUnderWay();
    private final AtomicBoolean disconnected = new AtomicBoolean();

    /** Completes when the space's side knows of the end, or never was. */
    private final CompletableFuture<@Nullable Void> told = new CompletableFuture<>();

    // Held while a part is taken in, also while the space blocks; so only readers wait for it.
    private final ReentrantLock reading = new ReentrantLock();
    private final IncomingMessage incoming;

    // Guarded by this; volatile for the threads that send and receive.
    private volatile @Nullable Session session;
    private volatile @Nullable PeerConnection connection;
    private volatile boolean ended;
    private volatile int documents; // once the space has been left
    private boolean connecting;
    private boolean closing;
    private @Nullable Future<?> cutOff;

    /** One that will be connected to its space. */
    static ClientSocket of(Visit visit, EndPoint endPoint, Services services) {
        return new ClientSocket(visit, false, endPoint, services);
    }

    /**
     * One that stays open and hears nothing, until its visit ends: refused, a prototype client
     * would come back every 5 s for ever (protocols.md).
     */
    static ClientSocket parked(Visit visit, EndPoint endPoint, Services services) {
        return new ClientSocket(visit, true, endPoint, services);
    }

    private ClientSocket(Visit visit, boolean parked, EndPoint endPoint, Services services) {
        this.visit = visit;
        this.parked = parked;
        grant = visit.grant();
        this.endPoint = endPoint;
        this.services = services;
        incoming = new IncomingMessage(services.spool(), services.limits());
        heartbeat = new Heartbeat(services.clock(), services.limits().pingInterval());
    }

    Grant grant() {
        return grant;
    }

    /** The WebSocket is there: connects it to its space. Called by Jetty before any message. */
    void opened(Session opened) {
        boolean late;
        synchronized (this) {
            session = opened;
            late = ended;
            connecting = !late;
        }
        services.connections().established(endPoint);
        if (late) {
            endPoint.close();
            return;
        }
        opened.addMessageHandler(ByteBuffer.class, this::part);
        opened.addMessageHandler(PongMessage.class, pong -> heartbeat.pong());
        visit.begin(() -> close(1008, parked ? RELOAD : OVER, PATIENCE_WITH_ENDED_GRANT));
        if (ended || parked) {
            connectingEnded(null);
            if (parked) heartbeat.start(opened, this::silent);
            return;
        }
        PeerConnection connected;
        try {
            connected = services.sync().connect(grant, this);
        } catch (Exception | Error e) {
            log.warn("A socket of grant {} could not be connected to its space", grant.id(), e);
            connectingEnded(null);
            close(1011, "The server could not open this space. Its log says why.");
            return;
        }
        connectingEnded(connected);
        log.info("Socket opened for grant {} ({} open)", grant.id(), services.sockets().count());
        heartbeat.start(opened, this::silent);
    }

    private void connectingEnded(@Nullable PeerConnection connected) {
        boolean late;
        synchronized (this) {
            connecting = false;
            late = ended;
            if (!late) connection = connected;
        }
        if (late) tell(connected);
    }

    private void part(@Nullable ByteBuffer part, boolean last) {
        heartbeat.part(last);
        if (part != null) received.add(part.remaining());
        reading.lock();
        try {
            PeerConnection to = connection;
            if (to == null) {
                incoming.discard();
                return;
            }
            incoming.add(part == null ? ByteBuffer.allocate(0) : part, last, m -> receive(to, m));
        } catch (MessageRefusedException e) {
            close(e.closeCode(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            log.warn("A large message could not be kept on disk while it came in", e);
            close(
                    MessageRefusedException.TRY_AGAIN_LATER,
                    "The server has no room for this message now. Try again later.");
        } catch (RuntimeException | Error e) {
            log.error("A message of grant {} could not be handled", grant.id(), e);
            close(1011, "The server could not handle a message. Its log says why.");
        } finally {
            reading.unlock();
        }
    }

    /** While the space holds us back we don't read, so the peer can't be heard. */
    private void receive(PeerConnection to, ByteBuffer message) {
        heartbeat.pause();
        try {
            to.receive(message);
        } finally {
            heartbeat.resume();
        }
    }

    private void silent() {
        log.info("A socket of grant {} gave no sign of life", grant.id());
        close(1008, "No answer to pings.", PATIENCE_WITH_ENDED_GRANT);
    }

    @Override
    public void send(ByteBuffer message, Consumer<@Nullable Throwable> done) {
        int bytes = message.remaining();
        sends.send(
                ended ? null : session,
                message,
                failure -> {
                    if (failure == null) sent.add(bytes);
                    done.accept(failure);
                });
    }

    @Override
    public void close(int code, String reason) {
        close(code, reason, services.limits().closePatience());
    }

    private void close(int code, String reason, Duration patience) {
        var why = new CloseReason(CloseReason.CloseCodes.getCloseCode(code), shorten(reason));
        Session closed;
        synchronized (this) {
            if (closing) return;
            closing = true;
            closed = session;
        }
        end();
        if (closed == null) {
            endPoint.close();
            return;
        }
        cutOffAfter(patience);
        log.info("Closing a socket of grant {}: {} {}", grant.id(), code, reason);
        try {
            closed.close(why);
        } catch (IOException e) {
            endPoint.close();
        }
    }

    /** The peer's close frame, or the end of the connection. */
    void peerClosed(int code) {
        log.debug("A socket of grant {} closes with {}", grant.id(), code);
        synchronized (this) {
            closing = true;
        }
        end();
        cutOffAfter(services.limits().closePatience());
    }

    private synchronized void cutOffAfter(Duration patience) {
        if (cutOff != null || disconnected.get()) return;
        cutOff =
                services.clock()
                        .schedule(
                                () -> endPoint.close(), patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void noCutOff() {
        if (cutOff != null) cutOff.cancel(false);
    }

    /** Nothing goes to the space any more, and it is told so, once. */
    private void end() {
        PeerConnection lost;
        synchronized (this) {
            if (ended) return;
            ended = true;
            if (connecting) return; // then connectingEnded() tells
            lost = connection;
            connection = null;
            if (lost != null) documents = lost.documents();
        }
        tell(lost);
    }

    private void tell(@Nullable PeerConnection lost) {
        if (lost == null) {
            told.complete(null);
            return;
        }
        Thread.ofVirtual()
                .name("socket-end")
                .start(() -> {
                    try {
                        lost.closed();
                    } catch (RuntimeException e) {
                        log.error("A space could not let go of a socket", e);
                    } finally {
                        told.complete(null);
                    }
                });
    }

    /** The TCP connection is gone: gives back what the socket held. */
    void disconnected() {
        if (!disconnected.compareAndSet(false, true)) return;
        end();
        heartbeat.stop();
        noCutOff();
        visit.end(new Traffic(documents, received.sum(), sent.sum()));
        sends.end();
        Thread.ofVirtual().name("socket-leave").start(this::leave);
    }

    private void leave() {
        told.join();
        reading.lock(); // after a receive that is still at work on a mapped file
        try {
            incoming.discard();
        } finally {
            reading.unlock();
        }
        services.sockets().leave(this);
        log.info("Socket closed for grant {} ({} open)", grant.id(), services.sockets().count());
    }

    /** The longest beginning that fits into a close frame and ends with a whole character. */
    static String shorten(String reason) {
        byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= LONGEST_REASON) return reason;
        int end = LONGEST_REASON;
        while ((bytes[end] & 0xC0) == 0x80) end--;
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
