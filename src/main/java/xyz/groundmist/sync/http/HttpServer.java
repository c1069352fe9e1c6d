package xyz.groundmist.sync.http;

import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import xyz.groundmist.sync.access.Access;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * The loopback listener for tunnels, reverse proxies and this machine: plain HTTP/1.1 and
 * WebSocket. What proxies say of themselves ({@code Forwarded}, {@code X-Forwarded-*}) is ignored
 * but for the client's address ({@link ClientAddresses}).
 */
public final class HttpServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpServer.class);
    private static final int PROBE_MILLIS = 500;
    private static final int FEW_THREADS = 16;

    private final HttpSettings settings;
    private final Services services;
    private final VirtualThreadPool handlers = new VirtualThreadPool();
    private final Server server;
    private final ServerConnector connector;
    private final PlainPort plain;
    private final ClientAddresses clients;
    private final AllowedHosts hosts;
    private final Passages passages = new Passages(this::port);
    private boolean closed; // guarded by this

    /**
     * Listens to nobody before {@link #start}.
     *
     * @param proof who this server is
     * @param pages what other rooms show
     * @param devices who talks to the owner's other machines
     * @param time what is told of the end of a token
     * @throws IOException when the spool folder can't be made
     */
    public HttpServer(
            HttpSettings settings,
            Access access,
            ServerProof proof,
            Pages pages,
            SyncService sync,
            DeviceService devices,
            InstantSource time)
            throws IOException {
        this.settings = settings;
        HttpLimits limits = settings.limits();
        hosts = new AllowedHosts(settings.publicHosts());
        var spool = Spool.open(settings.spoolFolder(), limits);
        var clock =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("http-clock").factory());
        clock.setRemoveOnCancelPolicy(true);
        var connections = new Connections(clock, limits);
        services =
                new Services(
                        limits,
                        access.grants(),
                        access.authenticator(),
                        sync,
                        spool,
                        new Sockets(limits),
                        connections,
                        new HeldRequests(connections, limits),
                        time,
                        clock);
        server = new Server(threads());
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http(limits)));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(limits.requestDeadline().toMillis());
        connector.addBean(services.connections());
        server.addConnector(connector);
        server.setErrorHandler(new PlainErrors());
        clients = new ClientAddresses(settings.proxies(), passages);
        plain = new PlainPort(new Door(hosts, clients, servlets(proof, pages, devices)));
        server.setHandler(plain);
    }

    /**
     * A few platform threads for Jetty; each message is handled on a virtual thread, so a space
     * that blocks one socket's handler blocks no other. Not bounded (Jetty's default is 200): the
     * sockets are.
     */
    private QueuedThreadPool threads() {
        handlers.setName("http");
        handlers.setMaxConcurrentTasks(0);
        var threads = new QueuedThreadPool(FEW_THREADS, 2);
        threads.setName("http-io");
        threads.setDaemon(true);
        threads.setVirtualThreadsExecutor(handlers);
        return threads;
    }

    private static HttpConfiguration http(HttpLimits limits) {
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(limits.requestHeaderBytes());
        return http;
    }

    private ServletContextHandler servlets(ServerProof proof, Pages pages, DeviceService devices) {
        var context = new ServletContextHandler("/");
        context.setErrorHandler(new PlainErrors());
        JakartaWebSocketServletContainerInitializer.configure(
                context,
                (servlets, webSockets) -> {
                    // Heartbeat and IncomingMessage do what these would, with better manners.
                    webSockets.setDefaultMaxSessionIdleTimeout(0);
                    webSockets.setAsyncSendTimeout(0);
                });
        context.addServlet(new ServletHolder(new FrontServlet(services)), "/*");
        var authentication = new ServletHolder(new AuthenticationServlet(services));
        context.addServlet(authentication, AuthenticationServlet.AUTHENTICATE);
        context.addServlet(authentication, AuthenticationServlet.TICKET);
        context.addServlet(
                new ServletHolder(new DeviceServlet(services.connections(), devices)),
                DeviceServlet.PATH);
        var wellKnown = new ServletHolder(new WellKnownServlet(proof));
        context.addServlet(wellKnown, WellKnownServlet.DID);
        context.addServlet(wellKnown, WellKnownServlet.PROOF);
        context.addServlet(new ServletHolder(new PagesServlet(pages)), PagesServlet.PATHS);
        return context;
    }

    /**
     * Begins to listen.
     *
     * @throws ListenException when the port is taken, or not for this program
     */
    public void start() throws Exception {
        handlers.start();
        try {
            server.start();
        } catch (Exception e) {
            close();
            SocketException failure = bindFailure(e);
            throw failure == null ? e : explain(failure);
        }
        log.info("Listening on {}:{}", settings.host(), port());
    }

    /**
     * Listens on public ports, too, with the same handlers and limits.
     *
     * @throws ListenException when a port is taken, or not for this program
     */
    public HttpsListener listenPublicly(PublicPorts ports) throws ListenException {
        HttpLimits limits = settings.limits();
        return HttpsListener.open(
                server, plain, http(limits), limits, services.connections(), ports);
    }

    /**
     * Answers under these host names from now on, and under those before no more; loopback stays.
     */
    public void answerTo(Set<String> publicHosts) {
        hosts.change(publicHosts);
    }

    /** Believes these proxies from now on, instead of those before. */
    public void trust(TrustedProxies proxies) {
        clients.trust(proxies);
    }

    /** Connections made here for others. */
    public Passages passages() {
        return passages;
    }

    /** The port it listens on; the one chosen when the settings say 0. */
    public int port() {
        return connector.getLocalPort();
    }

    /** WebSockets open at this moment. */
    public int sockets() {
        return services.sockets().count();
    }

    /** What unfinished messages take on disk at this moment. */
    long spooledBytes() {
        return services.spool().disk().used();
    }

    /** Grants of which at least one WebSocket is open at this moment. */
    public int grants() {
        return services.sockets().grants();
    }

    private static @Nullable SocketException bindFailure(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketException bind) return bind;
        }
        return null;
    }

    private ListenException explain(SocketException e) {
        // The words of the operating system; a port can also be held by one who doesn't listen.
        boolean inUse = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("in use");
        if (inUse || someoneListens()) {
            return new ListenException(
                    ListenException.Reason.PORT_TAKEN,
                    "Port "
                            + settings.port()
                            + " is taken by another program. Stop it, or choose another port with"
                            + " --port.",
                    e);
        }
        return new ListenException(
                ListenException.Reason.NOT_ALLOWED,
                "This machine does not let the program listen on port "
                        + settings.port()
                        + " of "
                        + settings.host()
                        + ". Choose a port above 1023 with --port.",
                e);
    }

    private boolean someoneListens() {
        try (var probe = new Socket()) {
            probe.connect(
                    new InetSocketAddress(InetAddress.getByName(settings.host()), settings.port()),
                    PROBE_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Takes no more connections, answers the requests that are held, tells every space that its
     * peers are gone, closes the sockets with code 1001 and waits for them for {@link
     * HttpLimits#stopPatience}. Idempotent.
     */
    @Override
    public synchronized void close() {
        if (closed) return;
        closed = true;
        for (Connector each : server.getConnectors()) ((NetworkConnector) each).close();
        services.held().stop();
        for (ClientSocket socket : services.sockets().stop()) {
            socket.close(1001, "The server is being stopped.");
        }
        try {
            if (!services.sockets().awaitNone(settings.limits().stopPatience().toMillis())) {
                log.warn("{} sockets did not close in time", services.sockets().count());
            }
            services.held().awaitAnswered(settings.limits().closePatience());
            server.stop();
            handlers.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            log.warn("The HTTP server did not stop cleanly", e);
        } finally {
            services.clock().shutdownNow();
        }
    }
}
