package xyz.groundmist.sync.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** automerge-repo's own WebSocket server with file storage: {@code reference-server.mjs}. */
final class ReferenceServer implements ServerUnderTest {
    private final Path folder;
    private final Path script;
    private final int port;
    private final ServerProcess process;

    ReferenceServer(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        script = NodePackages.installed(Release.NEWEST).resolve("reference-server.mjs");
        port = ServerProcess.freePort();
        process = new ServerProcess(folder.resolve("server.log"));
    }

    @Override
    public String url(String space) {
        return "ws://127.0.0.1:" + port;
    }

    @Override
    public String readOnlyUrl(String space) {
        throw new UnsupportedOperationException("the reference server knows no grants");
    }

    @Override
    public String lacks(Ability ability) {
        return switch (ability) {
            case ACCESS_CONTROL -> "the reference server has no grants and no spaces";
            case HOLDS_REQUESTS -> "the reference server answers doc-unavailable at once";
            case DURABLE -> "the reference server passes edits on before they are on disk";
            case RESENDS -> "the reference server never sends again what a dead socket swallowed";
        };
    }

    @Override
    public void start() throws IOException, InterruptedException {
        Path data = Files.createDirectories(folder.resolve("data")).toAbsolutePath();
        process.start(
                List.of("node", script.toAbsolutePath().toString(), "" + port, data.toString()),
                folder,
                port);
    }

    @Override
    public void stop() throws IOException, InterruptedException {
        process.stop();
    }

    @Override
    public void kill() throws InterruptedException {
        process.kill();
    }

    @Override
    public void loseDisk() throws IOException {
        ServerProcess.remove(folder.resolve("data"));
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (process.isRunning()) process.kill();
        ServerProcess.remove(folder);
    }
}
