package xyz.groundmist.sync.home;

import jdk.net.ExtendedSocketOptions;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import xyz.groundmist.sync.home.JsonLines.MalformedLineException;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes commands from programs of the same user over a Unix-domain socket: a line of JSON {@code
 * {"command": …, …}} each, answered by {@code {"ok": true, "result": …}} or {@code {"ok": false,
 * "error": "sentence"}}, with {@code "leave"} where it would be done with the owner's. One virtual
 * thread accepts, and each client has one.
 */
final class ControlServer implements AutoCloseable {
    /**
     * How much of this machine those who may connect can use.
     *
     * @param clients at a time; as many more are told to come again, others just closed
     * @param lineBytes of one request
     * @param patience for a client to send a request or to take an answer
     */
    record Limits(int clients, int lineBytes, Duration patience) {
        static final Limits STANDARD = new Limits(16, 1 << 20, Duration.ofSeconds(30));
    }

    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

    private final Path dataFolder;
    private final Path socket;
    private final ServerSocketChannel listener;
    private final UserPrincipal user;
    private final ControlHandler handler;
    private final Limits limits;
    private final Set<SocketChannel> clients = ConcurrentHashMap.newKeySet();

    private ControlServer(
            Path dataFolder,
            Path socket,
            ServerSocketChannel listener,
            UserPrincipal user,
            ControlHandler handler,
            Limits limits) {
        this.dataFolder = dataFolder;
        this.socket = socket;
        this.listener = listener;
        this.user = user;
        this.handler = handler;
        this.limits = limits;
    }

    /** Listens from now on, and records in the data folder where. */
    static ControlServer open(
            DataFolder folder,
            Map<String, String> environment,
            ControlHandler handler,
            Limits limits)
            throws StartException {
        try {
            Path dataFolder = folder.path();
            Path socket = SocketFolder.prepare(dataFolder, environment);
            var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                listener.bind(UnixDomainSocketAddress.of(socket));
                if (socket.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                    Files.setPosixFilePermissions(socket, DataFolder.OWNER_ONLY_FILE);
                }
                SocketFolder.record(dataFolder, socket);
                var server =
                        new ControlServer(
                                dataFolder,
                                socket,
                                listener,
                                Files.getOwner(socket),
                                handler,
                                limits);
                Thread.ofVirtual().name("control-accept").start(server::accept);
                return server;
            } catch (IOException e) {
                listener.close();
                throw e;
            }
        } catch (IOException e) {
            throw new StartException(
                    "The socket for commands can't be opened: "
                            + Reason.of(e)
                            + ". Set XDG_RUNTIME_DIR to a short folder of this user's own, and"
                            + " start again.");
        }
    }

    Path socket() {
        return socket;
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                SocketChannel client = listener.accept();
                if (clients.size() >= 2 * limits.clients()) {
                    client.close();
                    continue;
                }
                clients.add(client);
                Thread.ofVirtual().name("control-client").start(() -> serve(client));
            } catch (IOException e) {
                if (listener.isOpen()) {
                    LOG.warn("The control socket could not take a client: {}", e.toString());
                    pause();
                }
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

    private void serve(SocketChannel client) {
        try (var lines = new JsonLines(client, limits.lineBytes(), limits.patience())) {
            String refusal = refusal(client);
            if (refusal != null) {
                lines.read(); // a client that is still writing would never see the answer
                lines.write(error(refusal));
                return;
            }
            converse(lines);
        } catch (IOException e) {
            LOG.debug("A control client went away: {}", e.toString());
        } finally {
            clients.remove(client);
        }
    }

    private void converse(JsonLines lines) throws IOException {
        try {
            for (JsonNode request = lines.read(); request != null; request = lines.read()) {
                lines.write(answer(request));
            }
        } catch (MalformedLineException e) {
            lines.write(error("The request was refused: " + e.getMessage() + "."));
        }
    }

    private @Nullable String refusal(SocketChannel client) throws IOException {
        if (clients.size() > limits.clients()) {
            return "Too many commands run at this moment. Try again in a few seconds.";
        }
        if (client.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)) {
            var peer = client.getOption(ExtendedSocketOptions.SO_PEERCRED);
            if (!peer.user().equals(user)) {
                LOG.warn("A command from the user {} was refused", peer.user().getName());
                return "This Groundmist Sync takes commands from the user "
                        + user.getName()
                        + " only. Run the command as that user.";
            }
        }
        return null;
    }

    private ObjectNode answer(JsonNode request) {
        String command = request.path("command").stringValue("");
        if (command.isEmpty()) return error("A request is an object with a command.");
        try {
            Object result = handler.answer(command, request);
            return JsonLines.MAPPER
                    .createObjectNode()
                    .put("ok", true)
                    .set("result", JsonLines.MAPPER.valueToTree(result));
        } catch (ControlException e) {
            ControlException.Leave leave = e.leave();
            ObjectNode error = error(e.sentence());
            return leave == null ? error : error.put("leave", leave.name());
        } catch (RuntimeException e) {
            LOG.error("The command {} failed", command, e);
            return error("The command failed inside the server. Its log file says more.");
        }
    }

    private static ObjectNode error(String sentence) {
        return JsonLines.MAPPER.createObjectNode().put("ok", false).put("error", sentence);
    }

    /** Ends every connection and takes the socket away. */
    @Override
    public void close() {
        try {
            listener.close();
            for (SocketChannel client : clients) client.close();
            SocketFolder.forget(dataFolder, socket);
        } catch (IOException e) {
            LOG.warn("The control socket could not be taken away: {}", e.toString());
        }
    }
}
