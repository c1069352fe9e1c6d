package xyz.groundmist.sync.clients;

import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Extension;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;

import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * The floor that the benchmark compares with: Jetty set up as {@code http.HttpServer} sets it up.
 * At {@code /} it sends every binary message back; at {@code /relay} it sends those of the socket
 * that came first to every socket, and reads those of the others. It does nothing else.
 */
public final class JettyEcho extends Endpoint {

    /**
     * @param arguments the port
     */
    public static void main(String[] arguments) throws Exception {
        var handlers = new VirtualThreadPool();
        handlers.setName("http");
        handlers.setMaxConcurrentTasks(0);
        handlers.start();
        var threads = new QueuedThreadPool(16, 2);
        threads.setVirtualThreadsExecutor(handlers);
        var server = new Server(threads);
        var connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        connector.setPort(Integer.parseInt(arguments[0]));
        server.addConnector(connector);
        var all = new CopyOnWriteArrayList<Session>();
        var context = new ServletContextHandler("/");
        JakartaWebSocketServletContainerInitializer.configure(
                context,
                (servlets, webSockets) -> {
                    webSockets.setDefaultMaxSessionIdleTimeout(0);
                    webSockets.addEndpoint(endpoint("/", JettyEcho.class, JettyEcho::new));
                    webSockets.addEndpoint(endpoint("/relay", Relay.class, () -> new Relay(all)));
                });
        server.setHandler(context);
        server.start();
        System.out.println("Listening on 127.0.0.1:" + arguments[0]);
        server.join();
    }

    private static ServerEndpointConfig endpoint(
            String path, Class<? extends Endpoint> type, Supplier<Endpoint> made) {
        return ServerEndpointConfig.Builder.create(type, path)
                .configurator(new Uncompressed(made))
                .build();
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        session.addMessageHandler(
                ByteBuffer.class, (part, last) -> send(List.of(session), copy(part)));
    }

    private static ByteBuffer copy(ByteBuffer part) {
        return ByteBuffer.allocate(part.remaining()).put(part).flip();
    }

    private static void send(List<Session> to, ByteBuffer message) {
        for (Session session : to) {
            session.getAsyncRemote().sendBinary(message.duplicate(), result -> {});
        }
    }

    /** One socket's messages to all. */
    public static final class Relay extends Endpoint {
        private final List<Session> all;

        Relay(List<Session> all) {
            this.all = all;
        }

        @Override
        public void onOpen(Session session, EndpointConfig config) {
            all.add(session);
            session.addMessageHandler(
                    ByteBuffer.class,
                    (part, last) -> {
                        if (all.getFirst() == session) send(all, copy(part));
                    });
        }
    }

    private static final class Uncompressed extends ServerEndpointConfig.Configurator {
        private final Supplier<Endpoint> made;

        Uncompressed(Supplier<Endpoint> made) {
            this.made = made;
        }

        @Override
        public <T> T getEndpointInstance(Class<T> type) {
            return type.cast(made.get());
        }

        @Override
        public List<Extension> getNegotiatedExtensions(
                List<Extension> installed, List<Extension> requested) {
            return List.of();
        }
    }
}
