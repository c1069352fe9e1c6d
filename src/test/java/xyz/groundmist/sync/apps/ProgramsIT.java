package xyz.groundmist.sync.apps;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import xyz.groundmist.sync.atproto.Devnet;
import xyz.groundmist.sync.clients.NodePackages;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The client module as the network adapter of the automerge-repo releases it is made for. */
final class ProgramsIT {
    private static final Path MODULE = Path.of("src", "client", "index.js").toAbsolutePath();

    @ParameterizedTest(name = "{0} writes, {1} reads")
    @CsvSource({"1.2.1, 2.5.6", "2.5.6, 1.2.1"})
    void whatOneReleaseWritesTheOtherReads(String writer, String reader) throws Exception {
        Devnet net = Devnet.shared();
        try (var server = new SyncServer(net, net.account("alice"))) {
            Process writing = program(writer, invitation(server));
            try {
                String url = writing.inputReader(UTF_8).readLine();
                assertThat(url).startsWith("automerge:");
                Process reading = program(reader, invitation(server), url);
                try {
                    assertThat(reading.inputReader(UTF_8).readLine())
                            .isEqualTo("written by a program");
                } finally {
                    reading.destroyForcibly();
                }
            } finally {
                writing.outputWriter(UTF_8).close();
                if (!writing.waitFor(10, TimeUnit.SECONDS)) writing.destroyForcibly();
            }
        }
    }

    private static String invitation(SyncServer server) throws Exception {
        return server.invite("org.example.notes", "https://app.example/");
    }

    private static Process program(String release, String... arguments)
            throws IOException, InterruptedException {
        Path folder = NodePackages.installed(release);
        var command = new ArrayList<>(List.of("node", "module-peer.mjs", MODULE.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(folder.resolve("module-peer.log").toFile())
                .start();
    }
}
