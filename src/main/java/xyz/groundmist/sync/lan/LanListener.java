package xyz.groundmist.sync.lan;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** Listens on the local network, on all addresses; each connection gets a virtual thread. */
final class LanListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LanListener.class);

    private final ServerSocketChannel server;
    private final Reception reception;

    private LanListener(ServerSocketChannel server, Reception reception) {
        this.server = server;
        this.reception = reception;
    }

    /** Listens from now on: at the port wanted, or when that is taken at any free one. */
    static LanListener open(int wanted, Reception reception) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        try {
            try {
                server.bind(new InetSocketAddress(wanted));
            } catch (BindException _) {
                server.bind(new InetSocketAddress(0));
            }
            var listener = new LanListener(server, reception);
            Thread.ofVirtual().name("lan-accept").start(listener::accept);
            return listener;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    int port() {
        return server.socket().getLocalPort();
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel channel = server.accept();
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                Thread.ofVirtual()
                        .name("lan-connection")
                        .start(() -> reception.receive(channel, channel.socket().getInetAddress()));
            } catch (IOException e) {
                if (!server.isOpen()) return;
                LOG.warn("A connection could not be taken: {}", e.toString());
                pause();
            }
        }
    }

    /** Out of file descriptors, accept fails at once and for a while. */
    private static void pause() {
        try {
            Thread.sleep(Duration.ofSeconds(1));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            LOG.warn("The listener on the local network could not be closed: {}", e.toString());
        }
    }
}
