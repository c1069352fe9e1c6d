package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** Calls other devices, and keeps the deadlines until they have said who they are. */
final class Caller {
    private final DeviceKey key;
    private final LanLimits limits;

    Caller(DeviceKey key, LanLimits limits) {
        this.key = key;
        this.limits = limits;
    }

    /** Where a device may be. */
    sealed interface Place {
        /** On the local network. */
        record Local(LanAddress address) implements Place {
            @Override
            public String toString() {
                return address.toString();
            }
        }

        /** Behind its public address. */
        record Public(URI url) implements Place {
            @Override
            public String toString() {
                return url.toString();
            }
        }

        default Route route() {
            return this instanceof Local ? Route.LAN : Route.INTERNET;
        }
    }

    /**
     * Opens a secured connection.
     *
     * @param expected null: whoever is there
     * @throws IOException when nobody answers there, or another device than the one expected
     */
    Frames call(Place place, @Nullable DeviceId expected, Purpose purpose) throws IOException {
        ByteChannel channel =
                switch (place) {
                    case Place.Local(LanAddress address) -> connected(address.resolved());
                    case Place.Public(URI url) ->
                            WebSocketChannel.open(url, limits.handshakeDeadline());
                };
        try (var _ = new Deadline(channel, limits.handshakeDeadline())) {
            return new Frames(SecureChannel.over(channel, key.engine(true, expected, purpose)));
        }
    }

    private SocketChannel connected(InetSocketAddress address) throws IOException {
        if (address.isUnresolved()) throw new UnknownHostException(address.getHostString());
        SocketChannel channel = SocketChannel.open();
        try (var _ = new Deadline(channel, limits.connectDeadline())) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.connect(address);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Closes a channel when the time is over before the deadline is closed. */
    static final class Deadline implements AutoCloseable {
        private final Thread watch;

        Deadline(ByteChannel channel, Duration time) {
            watch =
                    Thread.ofVirtual()
                            .name("link-deadline")
                            .start(() -> {
                                try {
                                    Thread.sleep(time);
                                    channel.close();
                                } catch (InterruptedException | IOException _) {
                                    // it was in time, or is gone already
                                }
                            });
        }

        @Override
        public void close() {
            watch.interrupt();
        }
    }
}
