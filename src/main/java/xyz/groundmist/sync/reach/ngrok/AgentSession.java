package xyz.groundmist.sync.reach.ngrok;

import com.ngrok.EdgeBuilder;
import com.ngrok.Forwarder;
import com.ngrok.Http;
import com.ngrok.HttpBuilder;
import com.ngrok.Listener;
import com.ngrok.NgrokException;
import com.ngrok.Session;
import com.ngrok.TcpBuilder;
import com.ngrok.TlsBuilder;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * A session with ngrok's service, in pure Java. HTTP endpoints only, as nothing else is needed; the
 * rest of the interface is refused. Unlike ngrok's own it doesn't connect again by itself: what
 * waits in {@code accept} learns that it is over, and {@link #resumption} lets another take its
 * place.
 */
final class AgentSession implements Session {
    private static final String SERVICE = "connect.ngrok-agent.com:443";
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration TOLERANCE = Duration.ofSeconds(15);
    private static final String NO_SUCH_COMMAND =
            "Groundmist Sync is updated and restarted on the computer it runs on.";

    private final Builder settings;
    private final Muxado mux;
    private final Heartbeat heartbeat;
    private final Map<String, AgentListener> listeners = new ConcurrentHashMap<>();
    private final ReentrantLock binding = new ReentrantLock(); // held while one is bound
    private String id = ""; // set before anyone else has this
    private String cookie = "";
    private volatile @Nullable Resumption resumption;

    private AgentSession(Builder settings, AgentTls.Secured connection) throws IOException {
        this.settings = settings;
        mux =
                new Muxado(
                        connection.raw(),
                        connection.tls().getInputStream(),
                        connection.tls().getOutputStream(),
                        true,
                        this::accepted);
        heartbeat =
                new Heartbeat(
                        mux,
                        settings.getHeartbeatInterval().orElse(INTERVAL),
                        settings.getHeartbeatTolerance().orElse(TOLERANCE),
                        settings.heartbeatHandler());
    }

    /**
     * Connects and authenticates.
     *
     * @param former the dropped session whose place this one takes
     * @throws NgrokException when the service refuses, with its code
     * @throws IOException when it isn't reached, or ends the connection
     */
    static AgentSession connect(Builder settings, @Nullable Resumption former) throws IOException {
        byte @Nullable [] roots = settings.getCaCert();
        var connection =
                AgentTls.connect(
                        settings.getServerAddr().orElse(SERVICE),
                        roots == null ? new byte[0] : roots);
        var session = new AgentSession(settings, connection);
        try {
            session.start(former);
            return session;
        } catch (IOException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private void start(@Nullable Resumption former) throws IOException {
        mux.ended().thenAccept(why -> listeners.values().forEach(one -> one.end(why)));
        mux.start();
        heartbeat.start();
        ObjectNode question = Calls.JSON.createObjectNode();
        question.putArray("Version").add("3").add("2");
        question.put("ClientId", former == null ? "" : former.session());
        extra(question.putObject("Extra"), former == null ? "" : former.cookie());
        JsonNode answer = Calls.call(mux, Calls.AUTHENTICATE, question);
        id = answer.path("ClientId").asString("");
        cookie = answer.path("Extra").path("Cookie").asString("");
    }

    private void extra(ObjectNode extra, String formerCookie) {
        String agent =
                settings.getClientInfos().stream()
                        .map(info -> info.getType() + "/" + info.getVersion())
                        .collect(Collectors.joining(" "));
        ClientInfo first = settings.getClientInfos().getFirst();
        extra.put("OS", system())
                .put("Arch", System.getProperty("os.arch", ""))
                .put("AuthToken", settings.getAuthtoken())
                .put("Version", first.getVersion())
                .put("Hostname", "")
                .put("UserAgent", agent)
                .put("Metadata", settings.getMetadata().orElse(""))
                .put("Cookie", formerCookie)
                .put("HeartbeatInterval", nanos(settings.getHeartbeatInterval().orElse(INTERVAL)))
                .put(
                        "HeartbeatTolerance",
                        nanos(settings.getHeartbeatTolerance().orElse(TOLERANCE)))
                // "" says that the dashboard may do it
                .put("StopUnsupportedError", settings.stopCallback() == null ? NO_SUCH_COMMAND : "")
                .put("RestartUnsupportedError", NO_SUCH_COMMAND)
                .put("UpdateUnsupportedError", NO_SUCH_COMMAND)
                .put("ProxyType", "")
                .put("MutualTLS", false)
                .put("ServiceRun", false)
                .put("ConfigVersion", "")
                .put("CustomInterface", false)
                .put("CustomCAs", settings.getCaCert() != null)
                .put("ClientType", first.getType());
    }

    private static long nanos(Duration time) {
        return time.toNanos();
    }

    private static String system() {
        String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (name.startsWith("mac")) return "darwin";
        return name.startsWith("windows") ? "windows" : name;
    }

    @Override
    public Listener.Endpoint listenHttp(HttpBuilder endpoint) throws IOException {
        return bind(endpoint, null);
    }

    /** Binds an HTTP endpoint, or takes over the one of a dropped session. */
    AgentListener bind(HttpBuilder endpoint, @Nullable Resumption former) throws IOException {
        String metadata = endpoint.getMetadata().orElse("");
        String forwardsTo = endpoint.getForwardsTo().orElse("");
        ObjectNode question = Calls.JSON.createObjectNode();
        question.put("Id", former == null ? "" : former.endpoint());
        question.put("Proto", endpoint.getScheme() == Http.Scheme.HTTP ? "http" : "https");
        question.put("ForwardsTo", forwardsTo).put("ForwardsProto", "");
        if (former == null) {
            question.putObject("Opts")
                    .put("Domain", endpoint.getDomain().orElse(""))
                    .put("Hostname", "")
                    .put("Auth", "")
                    .put("Subdomain", "")
                    .put("HostHeaderRewrite", false)
                    .put("ProxyProto", 0);
        } else {
            question.set("Opts", former.options());
        }
        ObjectNode extra = question.putObject("Extra");
        extra.put("Token", former == null ? "" : former.bindToken());
        extra.put("IPPolicyRef", "").put("Metadata", metadata).put("PoolingEnabled", false);
        extra.putArray("Bindings");
        JsonNode answer;
        AgentListener listener;
        binding.lock();
        try {
            answer = Calls.call(mux, Calls.BIND, question);
            listener =
                    new AgentListener(
                            this,
                            answer.path("Id").asString(""),
                            answer.path("URL").asString(""),
                            answer.path("Proto").asString(""),
                            metadata,
                            forwardsTo);
            listeners.put(listener.getId(), listener);
        } finally {
            binding.unlock();
        }
        if (mux.ended().isDone()) listener.end(new IOException("The session is over."));
        String token = answer.path("Extra").path("Token").asString("");
        resumption = new Resumption(id, cookie, listener.getId(), token, answer.path("Opts"));
        return listener;
    }

    /** What another session needs to take over the endpoint of this one; null: it has none. */
    @Nullable Resumption resumption() {
        return resumption;
    }

    /** Whether the service gives a sign of life in this time. */
    boolean answers(Duration patience) throws InterruptedException {
        return heartbeat.answers(patience);
    }

    /** A stream of the service's, on a thread of its own. */
    private void accepted(MuxStream stream) {
        boolean handedOn = false;
        try {
            int kind = ByteBuffer.wrap(stream.readExactly(4)).getInt();
            switch (kind) {
                case Calls.HEARTBEAT -> Heartbeat.answer(stream);
                case Calls.PROXY -> handedOn = proxied(stream);
                case Calls.STOP -> stop(stream);
                case Calls.RESTART, Calls.UPDATE -> refuse(stream);
                case Calls.STOP_ENDPOINT -> endpointStopped(Calls.read(stream));
                default -> {} // what newer services may ask; closing it says no
            }
        } catch (IOException _) {
            // the stream ended early: nobody waits for it
        } finally {
            if (!handedOn) stream.close();
        }
    }

    private boolean proxied(MuxStream stream) throws IOException {
        JsonNode header = Calls.header(stream);
        AgentListener listener = listener(header.path("Id").asString(""));
        if (listener == null) return false;
        listener.offer(
                new AgentConnection(
                        stream,
                        header.path("ClientAddr").asString(""),
                        header.path("Proto").asString("")));
        return true;
    }

    /** The first connection may come sooner than the word that the endpoint is bound. */
    private @Nullable AgentListener listener(String endpoint) {
        AgentListener listener = listeners.get(endpoint);
        if (listener != null) return listener;
        binding.lock();
        try {
            return listeners.get(endpoint);
        } finally {
            binding.unlock();
        }
    }

    private void stop(MuxStream stream) throws IOException {
        CommandHandler handler = settings.stopCallback();
        if (handler == null) {
            refuse(stream);
            return;
        }
        Calls.read(stream);
        Calls.write(stream, Calls.JSON.createObjectNode());
        handler.onCommand();
    }

    private static void refuse(MuxStream stream) throws IOException {
        Calls.read(stream);
        Calls.write(stream, Calls.JSON.createObjectNode().put("Error", NO_SUCH_COMMAND));
    }

    private void endpointStopped(JsonNode order) {
        AgentListener listener = listeners.remove(order.path("Id").asString(""));
        if (listener == null) return;
        listener.end(
                new NgrokException(
                        order.path("ErrorCode").asString(""), order.path("Message").asString("")));
    }

    @Override
    public void closeListener(String endpoint) throws IOException {
        AgentListener listener = listeners.remove(endpoint);
        if (listener == null) return;
        listener.end(new IOException("The endpoint is closed."));
        Calls.call(mux, Calls.UNBIND, Calls.JSON.createObjectNode().put("Id", endpoint));
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public String getMetadata() {
        return settings.getMetadata().orElse("");
    }

    @Override
    public void close() {
        mux.close();
    }

    private static UnsupportedOperationException notHere() {
        return new UnsupportedOperationException("This session listens for HTTP only.");
    }

    @Override
    public Forwarder.Endpoint forwardHttp(HttpBuilder endpoint, URL to) {
        throw notHere();
    }

    @Override
    public Listener.Endpoint listenTcp(TcpBuilder endpoint) {
        throw notHere();
    }

    @Override
    public Forwarder.Endpoint forwardTcp(TcpBuilder endpoint, URL to) {
        throw notHere();
    }

    @Override
    public Listener.Endpoint listenTls(TlsBuilder endpoint) {
        throw notHere();
    }

    @Override
    public Forwarder.Endpoint forwardTls(TlsBuilder endpoint, URL to) {
        throw notHere();
    }

    @Override
    public Listener.Edge listenEdge(EdgeBuilder edge) {
        throw notHere();
    }

    @Override
    public Forwarder.Edge forwardEdge(EdgeBuilder edge, URL to) {
        throw notHere();
    }

    @Override
    public void closeForwarder(String endpoint) {
        throw notHere();
    }
}
