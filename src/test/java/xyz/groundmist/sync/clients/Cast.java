package xyz.groundmist.sync.clients;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Who plays in the stories of a test class: one server, and clients that leave when their story
 * ends. The Node processes that play them live as long as the class.
 */
final class Cast implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    /** The space of stories that don't speak of spaces. */
    static final String SPACE = "xyz.groundmist.test";

    private final Map<Release, NodeClients> processes = new EnumMap<>(Release.class);
    private final List<Runnable> leaving = new ArrayList<>();
    private @Nullable Path folder;
    private @Nullable ServerUnderTest server;
    private int names;

    /** Each release as a writer with each as a reader. */
    static Stream<Arguments> pairs() {
        return Arrays.stream(Release.values())
                .flatMap(writer ->
                        Arrays.stream(Release.values())
                                .map(reader -> Arguments.of(writer, reader)));
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Path parent = Files.createDirectories(Path.of("target", "clients"));
        folder = Files.createTempDirectory(parent, "story-");
        Path home = Files.createDirectory(folder.resolve("server"));
        boolean reference = "reference".equals(System.getProperty("clients.server"));
        server = reference ? new ReferenceServer(home) : new GroundmistServer(home);
        server.start();
    }

    ServerUnderTest server() {
        return Objects.requireNonNull(server);
    }

    /** Skips the story, by name, where the server can't do what it needs. */
    void needs(ServerUnderTest.Ability ability) {
        String lack = server().lacks(ability);
        Assumptions.assumeTrue(lack == null, lack);
    }

    /** A client in {@link #SPACE} that keeps nothing on disk, connected. */
    Client client(Release release, String name) throws IOException, InterruptedException {
        return client(release, name, options()).awaitConnected();
    }

    Client client(Release release, String name, Client.Options options)
            throws IOException, InterruptedException {
        var client = new Client(process(release), name + "-" + ++names, options);
        leaving.add(client::leave);
        return client;
    }

    /** A WebSocket without a client behind it. */
    BareSocket bareSocket(String url) throws IOException, InterruptedException {
        var socket = new BareSocket(process(Release.NEWEST), "socket-" + ++names, url);
        leaving.add(socket::leave);
        return socket;
    }

    private NodeClients process(Release release) throws IOException, InterruptedException {
        NodeClients process = processes.get(release);
        if (process == null) {
            process = new NodeClients(release);
            processes.put(release, process);
        }
        return process;
    }

    Client.Options options() throws IOException, InterruptedException {
        return Client.Options.at(server().url(SPACE));
    }

    /** A new folder for a client's documents. */
    Path newFolder(String name) throws IOException {
        return Files.createTempDirectory(Objects.requireNonNull(folder), name + "-");
    }

    @Override
    public void afterEach(ExtensionContext context) {
        leaving.forEach(Runnable::run);
        leaving.clear();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        for (NodeClients process : processes.values()) process.close();
        if (server != null) server.close();
        if (folder != null) ServerProcess.remove(folder);
    }
}
