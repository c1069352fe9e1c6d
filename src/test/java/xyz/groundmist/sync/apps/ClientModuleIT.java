package xyz.groundmist.sync.apps;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import org.junit.jupiter.api.Test;

import xyz.groundmist.sync.clients.NodePackages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The client module's own tests, and its types beside those of automerge-repo. */
final class ClientModuleIT {
    private static final Path CLIENT = Path.of("src", "client");
    private static final Path APP = Path.of("src", "test", "js", "app");

    @Test
    void itsOwnTestsPass() throws Exception {
        NodePackages.installed("app"); // says so where there is no Node
        var command = new ArrayList<>(List.of("node", "--test"));
        try (Stream<Path> tests = Files.list(CLIENT.resolve("test"))) {
            tests.map(Path::toString)
                    .filter(name -> name.endsWith(".test.js"))
                    .forEach(command::add);
        }
        assertThat(command).hasSizeGreaterThan(2);
        assertThat(run(Path.of("."), command)).contains("# fail 0").doesNotContain("# pass 0\n");
    }

    @Test
    void itIsTypedAsANetworkAdapterThatTakesAnOAuthSession() throws Exception {
        Path folder = NodePackages.installed("app");
        // where the packages are that they import
        for (String file : List.of("types.ts", "tsconfig.json")) {
            Files.copy(APP.resolve(file), folder.resolve(file), REPLACE_EXISTING);
        }

        assertThat(run(folder, List.of("node", "node_modules/typescript/bin/tsc", "-p", ".")))
                .isBlank();
    }

    private static String run(Path folder, List<String> command)
            throws IOException, InterruptedException {
        Path said = Files.createTempFile(Path.of("target"), "node-", ".log");
        try {
            Process process =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(said.toFile())
                            .start();
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError(command + " doesn't end: " + Files.readString(said));
            }
            assertThat(process.exitValue()).as(Files.readString(said)).isZero();
            return Files.readString(said);
        } finally {
            Files.deleteIfExists(said);
        }
    }
}
