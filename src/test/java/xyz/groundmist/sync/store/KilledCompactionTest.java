package xyz.groundmist.sync.store;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.store.Documents.LIBRARY;
import static xyz.groundmist.sync.store.Documents.body;
import static xyz.groundmist.sync.store.Documents.head;
import static xyz.groundmist.sync.store.Documents.row;
import static xyz.groundmist.sync.store.Documents.snapshot;
import static xyz.groundmist.sync.store.Documents.stored;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Kill -9 in the middle of keeping snapshots and packing: nothing is lost, nothing is there twice,
 * and the next start goes on. For a hundred kills: {@code -Dcrash.deaths=100}.
 */
class KilledCompactionTest {
    private static final int KILLS = Integer.getInteger("crash.deaths", 20);
    private static final int KILLS_IN_A_FOLDER = 10;
    private static final int LONGEST_LIFE_MILLIS = 120;

    @TempDir Path folder;

    @Test
    void nothingIsLostWhereverItIsKilled() throws Exception {
        long seed = Long.getLong("crash.seed", 42);
        var random = new Random(seed);
        int packs = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Path space = folder.resolve("space-" + kill / KILLS_IN_A_FOLDER);
            var acknowledged = new HashMap<Integer, Integer>();
            workUntilKilled(space, acknowledged, random.nextInt(LONGEST_LIFE_MILLIS));
            try (var store = SpaceStore.open(space, LIBRARY)) {
                for (Map.Entry<Integer, Integer> entry : acknowledged.entrySet()) {
                    assertWhole(store, entry.getKey(), entry.getValue());
                }
                assertThat(store.integrityCheck()).as("kill %d of seed %d", kill, seed).isEmpty();
                packs +=
                        store.database()
                                .read(session -> session.number("SELECT count(*) FROM packs"))
                                .intValue();
            }
        }
        assertThat(packs).as("of which none would mean that it was killed too early").isPositive();
    }

    private static void assertWhole(SpaceStore store, int number, int acknowledged)
            throws Exception {
        StoredDocument document = stored(store, number);
        int changes = document.changes();
        assertThat(changes).isGreaterThan(acknowledged);
        assertThat(document.heads()).containsExactly(head(number, changes - 1));
        List<byte[]> rows = store.graphRows(document);
        List<byte[]> bodies = store.bodies(document.row(), IntStream.range(0, changes).toArray());
        for (int i = 0; i < changes; i++) {
            boolean same =
                    Arrays.equals(bodies.get(i), body(number, i))
                            && Arrays.equals(rows.get(i), row(number, i));
            if (!same) Assertions.fail("change %d of document %d is another", i, number);
        }
        int covered = document.snapshotChanges();
        if (covered == 0) return;
        var chunk = ByteBuffer.allocate(document.snapshotBytes());
        assertThat(store.compaction().read(document.row(), covered, chunk)).isTrue();
        assertThat(chunk.array())
                .isEqualTo(snapshot(number, covered, document.snapshotBytes()).document());
    }

    private void workUntilKilled(Path space, Map<Integer, Integer> acknowledged, int life)
            throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-Djava.io.tmpdir=" + folder,
                                "-cp",
                                System.getProperty("java.class.path"),
                                CompactingProcess.class.getName(),
                                space.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (var lines = process.inputReader()) {
            note(acknowledged, lines.readLine());
            Thread.sleep(life); // from its first commit on; where it is then is a matter of luck
            process.toHandle().destroyForcibly(); // unlike the process's own, keeps the stream open
            noteWhole(acknowledged, lines);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** What it printed before it died counts too; the last line may be cut off. */
    private static void noteWhole(Map<Integer, Integer> acknowledged, BufferedReader lines)
            throws Exception {
        String held = null;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (held != null) note(acknowledged, held);
            held = line;
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
