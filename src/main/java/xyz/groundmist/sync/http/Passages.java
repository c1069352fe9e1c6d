package xyz.groundmist.sync.http;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

/**
 * Connections that this process makes to its own port for somebody outside, as a tunnel does. Who
 * that is, is remembered by the local port, which is this process's own as long as the connection
 * lasts. Safe for use from any thread.
 */
public final class Passages {
    /**
     * Who is behind a connection.
     *
     * @param address null: unknown
     * @param forwardedHeader whether the last entry of {@code X-Forwarded-For} is to be believed
     */
    record Passenger(@Nullable InetAddress address, boolean forwardedHeader) {}

    private record Passage(Passenger passenger, SocketChannel channel) {}

    private final IntSupplier port;
    private final Map<Integer, Passage> passages = new ConcurrentHashMap<>();
    private final LongAdder requests = new LongAdder();

    Passages(IntSupplier port) {
        this.port = port;
    }

    /**
     * Connects, blocking.
     *
     * @param address of the client, as the tunnel says; null: it doesn't say
     * @param forwardedHeader whether the far end of the tunnel writes {@code X-Forwarded-For}
     */
    public SocketChannel connect(@Nullable InetAddress address, boolean forwardedHeader)
            throws IOException {
        InetAddress loopback = InetAddress.getByName(HttpSettings.LOOPBACK);
        SocketChannel channel = SocketChannel.open();
        try {
            channel.bind(new InetSocketAddress(loopback, 0));
            int mine = ((InetSocketAddress) channel.getLocalAddress()).getPort();
            passages.values().removeIf(passage -> !passage.channel().isOpen());
            passages.put(mine, new Passage(new Passenger(address, forwardedHeader), channel));
            channel.connect(new InetSocketAddress(loopback, port.getAsInt()));
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Requests that came this way since the start. */
    public long requests() {
        return requests.sum();
    }

    void countRequest() {
        requests.increment();
    }

    /** Null: nobody's passage; a port is somebody else's once our end is closed. */
    @Nullable Passenger of(SocketAddress remote) {
        if (!(remote instanceof InetSocketAddress inet)) return null;
        if (inet.getAddress() == null || !inet.getAddress().isLoopbackAddress()) return null;
        Passage passage = passages.get(inet.getPort());
        return passage == null || !passage.channel().isOpen() ? null : passage.passenger();
    }

    int remembered() {
        return passages.size();
    }
}
