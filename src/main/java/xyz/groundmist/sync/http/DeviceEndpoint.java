package xyz.groundmist.sync.http;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Extension;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;

import org.eclipse.jetty.io.EndPoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;
import java.util.List;

/** Jetty's side of a {@link DeviceChannel}. Public because Jakarta WebSocket demands it. */
public final class DeviceEndpoint extends Endpoint {
    private static final Logger log = LoggerFactory.getLogger(DeviceEndpoint.class);

    private final EndPoint endPoint;
    private final Connections connections;
    private final DeviceService devices;
    private final DeviceChannel channel;

    DeviceEndpoint(EndPoint endPoint, Connections connections, DeviceService devices) {
        this.endPoint = endPoint;
        this.connections = connections;
        this.devices = devices;
        channel = new DeviceChannel(endPoint);
    }

    /** Whoever talks to devices keeps the deadlines from now on, and counts them. */
    @Override
    public void onOpen(Session session, EndpointConfig config) {
        channel.opened(session);
        session.addMessageHandler(ByteBuffer.class, (part, last) -> channel.part(part));
        connections.established(endPoint);
        Thread.ofVirtual()
                .name("device")
                .start(() -> {
                    try {
                        devices.talk(channel);
                    } catch (RuntimeException e) {
                        log.error("Talking to a device failed", e);
                        channel.close();
                    }
                });
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        channel.ended();
    }

    @Override
    public void onError(Session session, Throwable failure) {
        log.debug("A device's socket failed: {}", failure.toString());
        channel.ended();
    }

    /** The configuration that leads one upgrade to this endpoint. */
    ServerEndpointConfig config() {
        return ServerEndpointConfig.Builder.create(DeviceEndpoint.class, DeviceServlet.PATH)
                .configurator(new ForThis())
                .build();
    }

    private final class ForThis extends ServerEndpointConfig.Configurator {
        @Override
        public <T> T getEndpointInstance(Class<T> endpointClass) {
            return endpointClass.cast(DeviceEndpoint.this);
        }

        /** What goes through is encrypted, so it can't be made smaller. */
        @Override
        public List<Extension> getNegotiatedExtensions(
                List<Extension> installed, List<Extension> requested) {
            return List.of();
        }

        /** There is none: {@link DeviceServlet} has seen to that. */
        @Override
        public boolean checkOrigin(String origin) {
            return true;
        }
    }
}
