package xyz.groundmist.sync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Changes that released Automerge versions for JavaScript wrote, kept as files. */
class RealChangesTest {
    @ParameterizedTest
    @ValueSource(strings = {"1.0.1-preview.7", "2.2.9", "3.5.0"})
    void everyChangeOfARealClientIsTaken(String version) throws Exception {
        String name = "automerge-" + version + ".changes";
        List<byte[]> chunks = Chunks.split(read(name));
        assertThat(chunks).hasSizeGreaterThan(40);
        ChangeGraph graph = Chunks.graph(chunks);
        String heads =
                new String(read(name + ".heads"), java.nio.charset.StandardCharsets.US_ASCII);
        assertThat(graph.heads().stream().map(ChangeHash::toString))
                .containsExactly(heads.strip().split("\n"));
        Histories.assertSurvivesItsRows(graph, chunks);
    }

    private static byte[] read(String name) throws IOException {
        try (InputStream in = RealChangesTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }
}
