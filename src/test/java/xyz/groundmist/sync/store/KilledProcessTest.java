package xyz.groundmist.sync.store;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.store.Documents.LIBRARY;
import static xyz.groundmist.sync.store.Documents.body;
import static xyz.groundmist.sync.store.Documents.head;
import static xyz.groundmist.sync.store.Documents.stored;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What the store acknowledged is there after kill -9, whatever it was doing. */
class KilledProcessTest {
    private static final int ROUNDS = 5;
    private static final int ACKNOWLEDGED_A_ROUND = 700;

    @TempDir Path folder;

    @Test
    void whatWasAcknowledgedSurvivesKills() throws Exception {
        var acknowledged = new HashMap<Integer, Integer>();
        for (int round = 0; round < ROUNDS; round++) {
            appendUntilKilled(acknowledged, ACKNOWLEDGED_A_ROUND + 97 * round);
            try (var store = SpaceStore.open(folder, LIBRARY)) {
                for (Map.Entry<Integer, Integer> entry : acknowledged.entrySet()) {
                    int number = entry.getKey();
                    StoredDocument document = stored(store, number);
                    int last = document.changes() - 1;
                    assertThat(last).isGreaterThanOrEqualTo(entry.getValue());
                    assertThat(document.heads()).containsExactly(head(number, last));
                    assertThat(store.graphRows(document)).hasSize(document.changes());
                    assertThat(store.bodies(document.row(), new int[] {entry.getValue()}))
                            .containsExactly(body(number, entry.getValue()));
                }
                assertThat(store.integrityCheck()).isEmpty();
            }
        }
        assertThat(acknowledged).hasSizeGreaterThan(1);
    }

    private void appendUntilKilled(Map<Integer, Integer> acknowledged, int count) throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-Djava.io.tmpdir=" + folder,
                                "-cp",
                                System.getProperty("java.class.path"),
                                AppendingProcess.class.getName(),
                                folder.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (var lines = process.inputReader()) {
            for (int i = 0; i < count; i++) note(acknowledged, lines.readLine());
            process.toHandle().destroyForcibly(); // unlike the process's own, keeps the stream open
            // What it printed before it died counts too; the last line may be cut off.
            String held = null;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (held != null) note(acknowledged, held);
                held = line;
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static void note(Map<Integer, Integer> acknowledged, String line) {
        assertThat(line).as("the process died by itself").isNotNull();
        int space = line.indexOf(' ');
        acknowledged.merge(
                Integer.parseInt(line.substring(0, space)),
                Integer.parseInt(line.substring(space + 1)),
                Math::max);
    }
}
