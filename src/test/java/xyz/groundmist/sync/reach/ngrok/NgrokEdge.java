package xyz.groundmist.sync.reach.ngrok;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import xyz.groundmist.sync.reach.Internet;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * ngrok's side, as its agents see it: they connect here by TLS, and what comes to the public port
 * is passed on to the one whose domain the Host header names. ngrok's own agent for Node connects
 * to it and serves through it ({@link OfficialAgentIT}), so what it says is what ngrok says.
 *
 * <p>It knows the token {@code good-token}; {@code another-accounts.example} belongs to somebody
 * else.
 */
public final class NgrokEdge implements AutoCloseable {
    public static final String TOKEN = "good-token";
    public static final String OTHERS_DOMAIN = "another-accounts.example";

    /** What clients of the public port are said to come from. */
    public static final String CLIENT = "203.0.113.9";

    private static final Pattern HOST =
            Pattern.compile("(?im)^host:[ \\t]*([^\\r\\n:]+)(?::[0-9]+)?[ \\t]*$");

    /** An agent's session. */
    private final class Agent {
        final Muxado mux;
        final Set<String> domains = ConcurrentHashMap.newKeySet();
        volatile String id = "";
        volatile String cookie = "";

        Agent(Socket socket) throws IOException {
            mux =
                    new Muxado(
                            socket,
                            socket.getInputStream(),
                            socket.getOutputStream(),
                            false,
                            stream -> asked(this, stream));
        }
    }

    private record Endpoint(Agent agent, String id, String domain, String bindToken) {}

    private final EdgeKey key;
    private final ServerSocket publicPort;
    private final ServerSocket publicTlsPort;
    private final Map<String, Endpoint> endpoints = new ConcurrentHashMap<>();
    private final Set<Agent> agents = ConcurrentHashMap.newKeySet();
    private final List<JsonNode> authentications = new CopyOnWriteArrayList<>();
    private final int agentPort;
    private volatile ServerSocket agentSocket;
    private volatile boolean frozen;
    private volatile boolean dropsStale = true;
    private volatile int names;
    private volatile int elsewhere;

    public NgrokEdge(Path folder) throws Exception {
        key = EdgeKey.in(folder);
        agentSocket = listen(key.servers(), 0);
        agentPort = agentSocket.getLocalPort();
        publicPort = listen(ServerSocketFactory.getDefault(), 0);
        publicTlsPort = listen(key.servers(), 0);
        acceptAgents(agentSocket);
        Thread.ofVirtual().start(() -> acceptClients(publicPort));
        Thread.ofVirtual().start(() -> acceptClients(publicTlsPort));
    }

    private static ServerSocket listen(ServerSocketFactory factory, int port) throws IOException {
        ServerSocket socket = factory.createServerSocket();
        if (socket instanceof SSLServerSocket tls) {
            // as servers in Go: if the client would rather not have AES, it needn't
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setUseCipherSuitesOrder(false);
            tls.setSSLParameters(parameters);
        }
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        return socket;
    }

    /** Where agents connect, and what they trust it by. */
    public NgrokReach.Service service() {
        return new NgrokReach.Service("localhost:" + agentPort, key.pem());
    }

    /** In which every name leads here, to a certificate that is trusted. */
    public Internet internet() throws Exception {
        var there = new InetSocketAddress(InetAddress.getLoopbackAddress(), publicTlsPort());
        return new Internet((_, _) -> List.of(there), trusting(service().roots()), service());
    }

    private static SSLSocketFactory trusting(byte[] pem) throws Exception {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry(
                "edge",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(pem)));
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }

    public Path certificate() {
        return key.certificate();
    }

    /** Where clients come without TLS; any domain, by the Host header. */
    public int publicPort() {
        return publicPort.getLocalPort();
    }

    /** The same with TLS. */
    public int publicTlsPort() {
        return publicTlsPort.getLocalPort();
    }

    public Set<String> domains() {
        return Set.copyOf(endpoints.keySet());
    }

    /** What agents said when they authenticated, the last one last. */
    public List<JsonNode> authentications() {
        return authentications;
    }

    /** Ends every agent's connection as a broken line would, and takes no more. */
    public void kill() throws IOException {
        agentSocket.close();
        dropAgents();
    }

    /** Takes agents again after {@link #kill}. */
    public void revive() throws IOException {
        agentSocket = listen(key.servers(), agentPort);
        acceptAgents(agentSocket);
    }

    /** Ends every agent's connection; they may come back at once. */
    public void dropAgents() {
        agents.forEach(agent -> agent.mux.end(new IOException("the edge dropped it")));
    }

    /** From now on nobody hears anything: the connections stand, and nothing answers. */
    public void freeze() {
        frozen = true;
    }

    public void thaw() {
        frozen = false;
    }

    /**
     * From now on the endpoint of a connection that was dropped stays, until another takes over.
     */
    public void noticesNoDrops() {
        dropsStale = false;
    }

    /** From now on clients are passed on to this port of the machine, whoever listens there. */
    public void passOnTo(int port) {
        elsewhere = port;
    }

    /** Has somebody press "stop" in the dashboard. */
    public void stopFromDashboard() throws IOException {
        for (Agent agent : agents) {
            Calls.call(agent.mux, Calls.STOP, Calls.JSON.createObjectNode());
        }
    }

    private void acceptAgents(ServerSocket port) {
        Thread.ofVirtual()
                .start(() -> {
                    while (true) {
                        try {
                            Socket socket = port.accept();
                            socket.setTcpNoDelay(true);
                            var agent = new Agent(socket);
                            agents.add(agent);
                            agent.mux.ended().thenRun(() -> gone(agent));
                            agent.mux.start();
                        } catch (IOException _) {
                            if (port.isClosed()) return;
                        }
                    }
                });
    }

    private void gone(Agent agent) {
        agents.remove(agent);
        if (dropsStale) endpoints.values().removeIf(endpoint -> endpoint.agent() == agent);
    }

    private void asked(Agent agent, MuxStream stream) {
        try (stream) {
            int kind = ByteBuffer.wrap(stream.readExactly(4)).getInt();
            if (kind == Calls.HEARTBEAT) {
                answerHeartbeats(stream);
                return;
            }
            JsonNode question = Calls.read(stream);
            if (frozen) return;
            ObjectNode answer =
                    switch (kind) {
                        case Calls.AUTHENTICATE -> authenticate(agent, question);
                        case Calls.BIND -> bind(agent, question);
                        default -> Calls.JSON.createObjectNode();
                    };
            Calls.write(stream, answer);
        } catch (IOException _) {
            // the agent is gone
        }
    }

    private void answerHeartbeats(MuxStream stream) throws IOException {
        while (true) {
            byte[] sign = stream.readExactly(4);
            if (!frozen) stream.write(ByteBuffer.wrap(sign));
        }
    }

    private ObjectNode authenticate(Agent agent, JsonNode question) {
        authentications.add(question);
        JsonNode extra = question.path("Extra");
        String token = extra.path("AuthToken").asString("");
        if (token.isEmpty()) return error("This ngrok session is not authenticated.", 4018);
        if (!token.equals(TOKEN)) {
            return error(
                    "The authtoken you specified does not look like a proper ngrok authtoken.\n"
                            + "Your authtoken: "
                            + token,
                    105);
        }
        agent.id =
                question.path("ClientId").asString("").isEmpty()
                        ? UUID.randomUUID().toString()
                        : question.path("ClientId").asString();
        agent.cookie =
                extra.path("Cookie").asString("").isEmpty()
                        ? UUID.randomUUID().toString()
                        : extra.path("Cookie").asString();
        ObjectNode answer = Calls.JSON.createObjectNode();
        answer.put("Version", "3").put("ClientId", agent.id);
        answer.putObject("Extra")
                .put("Version", "3")
                .put("Region", "lab")
                .put("Cookie", agent.cookie)
                .put("AccountName", "lab")
                .put("SessionDuration", 0)
                .put("PlanName", "Free")
                .put("Banner", "");
        return answer;
    }

    private synchronized ObjectNode bind(Agent agent, JsonNode question) {
        String domain = question.path("Opts").path("Domain").asString("");
        String bindToken = question.path("Extra").path("Token").asString("");
        String id = question.path("Id").asString("");
        if (domain.equals(OTHERS_DOMAIN)) {
            return error("This domain is reserved for another account.", 320);
        }
        if (domain.isEmpty()) domain = name(bindToken);
        Endpoint there = endpoints.get(domain);
        if (there != null && !(there.agent().id.equals(agent.id) && there.id().equals(id))) {
            return error("The endpoint 'https://" + domain + "' is already online.", 334);
        }
        if (bindToken.isEmpty()) bindToken = domain + "/" + UUID.randomUUID();
        if (id.isEmpty()) id = UUID.randomUUID().toString();
        endpoints.put(domain, new Endpoint(agent, id, domain, bindToken));
        ObjectNode answer = Calls.JSON.createObjectNode();
        answer.put("Id", id).put("URL", "https://" + domain).put("Proto", "https");
        answer.set("Opts", question.path("Opts"));
        answer.putObject("Extra").put("Token", bindToken);
        return answer;
    }

    /** The one that the token was given for, or a new one. */
    private String name(String bindToken) {
        int slash = bindToken.indexOf('/');
        return slash > 0 ? bindToken.substring(0, slash) : "lab-" + ++names + ".ngrok-free.test";
    }

    private static ObjectNode error(String words, int code) {
        return Calls.JSON.createObjectNode().put("Error", words + "\n\nERR_NGROK_" + code + "\n");
    }

    private void acceptClients(ServerSocket port) {
        while (true) {
            try {
                Socket client = port.accept();
                client.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException _) {
                if (port.isClosed()) return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            if (elsewhere != 0) {
                passElsewhere(client, head);
                return;
            }
            Endpoint endpoint = endpoint(head);
            if (endpoint == null) {
                client.getOutputStream()
                        .write(
                                "HTTP/1.1 404 Not Found\r\nngrok-error-code: ERR_NGROK_3200\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                                        .getBytes(ISO_8859_1));
                return;
            }
            pass(client, head, endpoint);
        } catch (IOException _) {
            // the client or the agent is gone
        }
    }

    private void passElsewhere(Socket client, String head) throws IOException {
        try (var other = new Socket(InetAddress.getLoopbackAddress(), elsewhere)) {
            other.getOutputStream().write(head.getBytes(ISO_8859_1));
            other.getInputStream().transferTo(client.getOutputStream());
        }
    }

    private @Nullable Endpoint endpoint(String head) {
        Matcher host = HOST.matcher(head);
        Endpoint named = host.find() ? endpoints.get(host.group(1)) : null;
        if (named != null || endpoints.size() != 1) return named;
        return endpoints.values().iterator().next(); // tests that come by an address
    }

    private void pass(Socket client, String head, Endpoint endpoint) throws IOException {
        while (frozen) pause();
        MuxStream stream = Calls.open(endpoint.agent().mux, Calls.PROXY);
        ObjectNode header = Calls.JSON.createObjectNode();
        header.put("Id", endpoint.id()).put("ClientAddr", CLIENT + ":4242").put("Proto", "https");
        header.put("EdgeType", "3").put("PassthroughTLS", false);
        byte[] json = Calls.JSON.writeValueAsBytes(header);
        stream.write(
                ByteBuffer.allocate(8 + json.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(json.length)
                        .put(json)
                        .flip());
        stream.write(ByteBuffer.wrap(forwarded(head).getBytes(ISO_8859_1)));
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        byte[] piece = new byte[65_536];
                        InputStream in = client.getInputStream();
                        for (int count; (count = in.read(piece)) >= 0; ) {
                            while (frozen) pause();
                            stream.write(ByteBuffer.wrap(piece, 0, count));
                        }
                        stream.finish();
                    } catch (IOException _) {
                        stream.close();
                    }
                });
        ByteBuffer piece = ByteBuffer.allocate(65_536);
        try (stream) {
            while (stream.read(piece.clear()) >= 0) {
                client.getOutputStream().write(piece.array(), 0, piece.position());
            }
        }
    }

    /** ngrok appends to what the client says of itself. */
    private static String forwarded(String head) {
        Matcher given = Pattern.compile("(?im)^x-forwarded-for:[ \\t]*([^\\r\\n]*)").matcher(head);
        String line =
                "X-Forwarded-For: " + (given.find() ? given.group(1) + ", " : "") + CLIENT + "\r\n";
        String rest = given.replaceAll("X-Client-Said: $1");
        return rest.substring(0, rest.length() - 2) + line + "X-Forwarded-Proto: https\r\n\r\n";
    }

    private static String head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        for (int c; (c = in.read()) >= 0; ) {
            head.write(c);
            if (c == '\n' && head.toString(UTF_8).endsWith("\r\n\r\n")) return head.toString(UTF_8);
            if (head.size() > 32_768) break;
        }
        throw new IOException("no request");
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        agentSocket.close();
        publicPort.close();
        publicTlsPort.close();
        dropAgents();
    }
}
