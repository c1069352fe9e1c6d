package xyz.groundmist.sync.http;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Extension;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;

/** Jetty's side of a {@link ClientSocket}. Public because Jakarta WebSocket demands it. */
public final class SyncEndpoint extends Endpoint {
    private static final Logger log = LoggerFactory.getLogger(SyncEndpoint.class);

    private final ClientSocket socket;

    SyncEndpoint(ClientSocket socket) {
        this.socket = socket;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        socket.opened(session);
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        socket.peerClosed(reason.getCloseCode().getCode());
    }

    @Override
    public void onError(Session session, Throwable failure) {
        log.debug("A socket failed: {}", failure.toString());
    }

    /** The configuration that leads one upgrade to this socket. */
    static ServerEndpointConfig config(ClientSocket socket) {
        return ServerEndpointConfig.Builder.create(SyncEndpoint.class, "/")
                .configurator(new ForSocket(socket))
                .build();
    }

    private static final class ForSocket extends ServerEndpointConfig.Configurator {
        private final ClientSocket socket;

        ForSocket(ClientSocket socket) {
            this.socket = socket;
        }

        @Override
        public <T> T getEndpointInstance(Class<T> endpointClass) {
            return endpointClass.cast(new SyncEndpoint(socket));
        }

        /** No permessage-deflate: it costs a deflater per socket and gains little on changes. */
        @Override
        public List<Extension> getNegotiatedExtensions(
                List<Extension> installed, List<Extension> requested) {
            return List.of();
        }

        /** The origin has been checked with the token. */
        @Override
        public boolean checkOrigin(String origin) {
            return true;
        }
    }
}
