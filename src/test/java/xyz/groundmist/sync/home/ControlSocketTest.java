package xyz.groundmist.sync.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import xyz.groundmist.sync.home.ControlServer.Limits;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

@Timeout(30)
class ControlSocketTest {
    private static final int LONGEST_LINE = 10_000;
    private static final Limits LIMITS = new Limits(3, LONGEST_LINE, Duration.ofSeconds(15));

    @TempDir Path runtime;
    @TempDir Path data;
    private DataFolder folder;

    @BeforeEach
    void takeTheFolder() throws Exception {
        folder = DataFolder.take(data);
    }

    @AfterEach
    void giveItBack() {
        folder.close();
    }

    private ControlServer serve() throws StartException {
        return serve(Map.of("XDG_RUNTIME_DIR", runtime.toString()));
    }

    private ControlServer serve(Map<String, String> environment) throws StartException {
        return ControlServer.open(folder, environment, ControlSocketTest::answer, LIMITS);
    }

    private static Object answer(String command, JsonNode request) throws ControlException {
        return switch (command) {
            case "echo" -> request.path("text").stringValue("");
            case "refuse" -> throw new ControlException("Not today. Try tomorrow.");
            default -> throw new IllegalStateException("secret details");
        };
    }

    @Test
    void aCommandIsAnswered() throws Exception {
        try (var _ = serve();
                var client = ControlClient.connect(data, "groundmist-sync serve")) {
            assertThat(client.ask("echo", Map.of("text", "grüß"), String.class)).isEqualTo("grüß");
            assertThat(client.ask("echo", Map.of("text", "again\n"), String.class))
                    .isEqualTo("again\n");
        }
    }

    @Test
    void aRefusalBringsTheServersSentence() throws Exception {
        try (var _ = serve();
                var client = ControlClient.connect(data, "groundmist-sync serve")) {
            assertThatThrownBy(() -> client.ask("refuse", Map.of(), String.class))
                    .isInstanceOf(ControlException.class)
                    .hasMessage("Not today. Try tomorrow.");
        }
    }

    @Test
    void aFaultInsideTellsNoDetails() throws Exception {
        try (var _ = serve();
                var client = ControlClient.connect(data, "groundmist-sync serve")) {
            assertThatThrownBy(() -> client.ask("explode", Map.of(), String.class))
                    .isInstanceOf(ControlException.class)
                    .hasMessageContaining("log file")
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void withoutAServerTheClientSaysHowToStartIt() throws Exception {
        assertThatThrownBy(() -> ControlClient.connect(data, "groundmist-sync serve"))
                .isInstanceOf(ControlException.class)
                .hasMessage(
                        "Groundmist Sync isn't running for "
                                + data
                                + ". Start it with: groundmist-sync serve");
        serve().close();
        assertThatThrownBy(() -> ControlClient.connect(data, "groundmist-sync serve"))
                .hasMessageContaining("isn't running");
    }

    @Test
    void theSocketIsForThisUserOnlyAndGoesWithTheServer() throws Exception {
        Path socket;
        try (var server = serve()) {
            socket = server.socket();
            assertThat(socket.getParent()).isEqualTo(runtime.resolve("groundmist-sync"));
            assertThat(rights(socket)).isEqualTo("rw-------");
            assertThat(rights(runtime.resolve("groundmist-sync"))).isEqualTo("rwx------");
            assertThat(rights(data.resolve("control"))).isEqualTo("rw-------");
        }
        assertThat(socket).doesNotExist();
        assertThat(data.resolve("control")).doesNotExist();
    }

    @Test
    void aSocketLeftByACrashIsReplaced() throws Exception {
        Path socket;
        String record;
        try (var first = serve()) {
            socket = first.socket();
            record = Files.readString(data.resolve("control"));
        }
        DataFolder.create(runtime.resolve("groundmist-sync"));
        Files.createFile(socket);
        Files.writeString(data.resolve("control"), record);
        assertThatThrownBy(() -> ControlClient.connect(data, "groundmist-sync serve"))
                .hasMessageContaining("isn't running");

        try (var _ = serve();
                var client = ControlClient.connect(data, "groundmist-sync serve")) {
            assertThat(client.ask("echo", Map.of("text", "back"), String.class)).isEqualTo("back");
        }
    }

    @Test
    void withoutARuntimeFolderAFreshOneIsMade() throws Exception {
        try (var server = serve(Map.of())) {
            assertThat(rights(server.socket().resolveSibling("."))).isEqualTo("rwx------");
            ControlClient.connect(data, "groundmist-sync serve").close();
        }
    }

    @Test
    void aRuntimeFolderOthersMayEnterIsNotUsed() throws Exception {
        Path lax = Files.createDirectory(runtime.resolve("groundmist-sync"));
        Files.setPosixFilePermissions(lax, PosixFilePermissions.fromString("rwxrwxrwx"));

        try (var server = serve()) {
            assertThat(server.socket().getParent()).isNotEqualTo(lax);
        }
    }

    @Test
    void aRuntimeFolderWithALongPathIsNotUsed() throws Exception {
        Path deep =
                Files.createDirectories(runtime.resolve("d".repeat(60)).resolve("e".repeat(60)));

        try (var server = serve(Map.of("XDG_RUNTIME_DIR", deep.toString()))) {
            assertThat(server.socket().toString().getBytes(UTF_8)).hasSizeLessThanOrEqualTo(106);
            ControlClient.connect(data, "groundmist-sync serve").close();
        }
    }

    @Test
    void aLineTooLongEndsTheConnection() throws Exception {
        try (var server = serve();
                var raw = connect(server)) {
            send(raw, "x".repeat(LONGEST_LINE + 1));

            assertThat(rest(raw)).contains("\"ok\":false", "10000 bytes at most");
        }
    }

    @Test
    void aLineThatIsNoJsonEndsTheConnection() throws Exception {
        try (var server = serve();
                var raw = connect(server)) {
            send(raw, "GET / HTTP/1.1\r\n");

            assertThat(rest(raw)).contains("\"ok\":false", "isn't JSON");
        }
    }

    @Test
    void aRequestWithoutACommandIsRefused() throws Exception {
        try (var server = serve();
                var raw = connect(server)) {
            send(raw, "[]\n");
            assertThat(rest(raw)).contains("\"ok\":false");
        }
    }

    @Test
    void aSilentClientIsSentAway() throws Exception {
        var hasty = new Limits(3, LONGEST_LINE, Duration.ofMillis(400));
        var environment = Map.of("XDG_RUNTIME_DIR", runtime.toString());
        try (var server =
                        ControlServer.open(folder, environment, ControlSocketTest::answer, hasty);
                var raw = connect(server)) {
            send(raw, "{\"command\":");

            assertThat(rest(raw)).isEmpty();
        }
    }

    @Test
    void moreClientsThanAllowedAreToldSo() throws Exception {
        List<SocketChannel> idle = new ArrayList<>();
        try (var server = serve()) {
            for (int i = 0; i < LIMITS.clients(); i++) idle.add(connect(server));
            assertThatThrownBy(
                            () -> {
                                try (var client =
                                        ControlClient.connect(data, "groundmist-sync serve")) {
                                    client.ask("echo", Map.of(), String.class);
                                }
                            })
                    .isInstanceOf(ControlException.class)
                    .hasMessageContaining("Too many commands");
        } finally {
            for (SocketChannel channel : idle) channel.close();
        }
    }

    private static SocketChannel connect(ControlServer server) throws IOException {
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(server.socket()));
        return channel;
    }

    private static void send(SocketChannel channel, String text) throws IOException {
        var out = ByteBuffer.wrap(text.getBytes(UTF_8));
        while (out.hasRemaining()) channel.write(out);
    }

    /** Everything the server still says until it closes the connection. */
    private static String rest(SocketChannel channel) throws IOException {
        return new String(Channels.newInputStream(channel).readAllBytes(), UTF_8);
    }

    private static String rights(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
