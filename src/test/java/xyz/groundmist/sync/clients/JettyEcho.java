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

/**
 * The floor that the benchmark compares with: Jetty set up as {@code http.HttpServer} sets it up,
 * sending every binary message back and doing nothing else.
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
        var context = new ServletContextHandler("/");
        JakartaWebSocketServletContainerInitializer.configure(
                context,
                (servlets, webSockets) -> {
                    webSockets.setDefaultMaxSessionIdleTimeout(0);
                    webSockets.addEndpoint(
                            ServerEndpointConfig.Builder.create(JettyEcho.class, "/")
                                    .configurator(new Uncompressed())
                                    .build());
                });
        server.setHandler(context);
        server.start();
        System.out.println("Listening on 127.0.0.1:" + arguments[0]);
        server.join();
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        session.addMessageHandler(ByteBuffer.class, (part, last) -> sendBack(session, part));
    }

    private static void sendBack(Session session, ByteBuffer part) {
        var copy = ByteBuffer.allocate(part.remaining()).put(part).flip();
        session.getAsyncRemote().sendBinary(copy, result -> {});
    }

    private static final class Uncompressed extends ServerEndpointConfig.Configurator {
        @Override
        public List<Extension> getNegotiatedExtensions(
                List<Extension> installed, List<Extension> requested) {
            return List.of();
        }
    }
}
