package xyz.groundmist.sync.home;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A connection to the server that runs for a data folder; used by one thread at a time. */
public final class ControlClient implements Asks, AutoCloseable {
    private static final int LONGEST_ANSWER = 256 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path dataFolder;
    private final JsonLines lines;

    private ControlClient(Path dataFolder, JsonLines lines) {
        this.dataFolder = dataFolder;
        this.lines = lines;
    }

    /**
     * Connects.
     *
     * @param start the command that starts the server, for the sentence that it isn't running
     * @throws ControlException when no server runs for the folder, or this user may not ask it
     */
    public static ControlClient connect(Path dataFolder, String start) throws ControlException {
        Path socket;
        try {
            socket = SocketFolder.recorded(dataFolder);
        } catch (IOException e) {
            throw new ControlException(
                    "The data folder "
                            + dataFolder
                            + " can't be read: "
                            + Reason.of(e)
                            + ". Run the command as the user who runs Groundmist Sync.");
        }
        if (socket == null) throw notRunning(dataFolder, start);
        try {
            var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
                return new ControlClient(
                        dataFolder, new JsonLines(channel, LONGEST_ANSWER, PATIENCE));
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException _) {
            throw notRunning(dataFolder, start);
        }
    }

    @Override
    public <T> T ask(String command, Map<String, ?> arguments, Class<T> type)
            throws ControlException {
        try {
            lines.write(JsonLines.request(command, arguments));
            JsonNode answer = lines.read();
            if (answer == null) throw silent();
            if (!answer.path("ok").booleanValue(false)) {
                throw new ControlException(
                        answer.path("error").stringValue("The server refused and gave no reason."),
                        answer.has("leave")
                                ? JsonLines.MAPPER.treeToValue(
                                        answer.get("leave"), ControlException.Leave.class)
                                : null);
            }
            return JsonLines.MAPPER.treeToValue(answer.path("result"), type);
        } catch (IOException | JacksonException _) {
            throw silent();
        }
    }

    private ControlException silent() {
        return new ControlException(
                "Groundmist Sync for "
                        + dataFolder
                        + " gave no answer. Look into "
                        + dataFolder.resolve("logs")
                        + ", or start it again.");
    }

    private static ControlException notRunning(Path dataFolder, String start) {
        return new ControlException(
                "Groundmist Sync isn't running for " + dataFolder + ". Start it with: " + start,
                false);
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException _) {
            // there is nothing more to read or write
        }
    }
}
