package xyz.groundmist.sync.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Rows that the disk gave back otherwise than they were written. */
class GraphRowTest {
    private final List<byte[]> rows = new ArrayList<>();

    @BeforeEach
    void writeRows() throws Exception {
        var graph = new ChangeGraph();
        for (byte[] chunk : Histories.random(31, 4, 60).chunks()) {
            Change change = Chunks.parse(chunk);
            graph.add(change);
            rows.add(graph.row(change));
        }
    }

    @Test
    void rowsAreSmall() {
        assertThat(rows.stream().mapToInt(row -> row.length).average().orElseThrow())
                .isLessThan(48);
    }

    @Test
    void aMissingOrRepeatedRowIsFound() {
        var missing = new ArrayList<>(rows);
        missing.remove(3);
        assertThatExceptionOfType(CorruptGraphException.class)
                .isThrownBy(() -> ChangeGraph.load(missing));
        var repeated = new ArrayList<>(rows);
        repeated.add(3, rows.get(3));
        assertThatExceptionOfType(CorruptGraphException.class)
                .isThrownBy(() -> ChangeGraph.load(repeated))
                .withMessageContaining("Row");
    }

    @Test
    void damagedRowsLoadOrAreRefusedButNeverFailOtherwise() {
        var random = new Random(32);
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            var damaged = new ArrayList<>(rows);
            int at = random.nextInt(rows.size());
            byte[] row = rows.get(at).clone();
            int place = random.nextInt(row.length);
            if (random.nextInt(4) == 0) row = Arrays.copyOf(row, random.nextInt(row.length + 4));
            else if (place >= ChangeHash.BYTES) row[place] = (byte) random.nextInt();
            else row[ChangeHash.BYTES + random.nextInt(row.length - ChangeHash.BYTES)] ^= 1;
            damaged.set(at, row);
            try {
                ChangeGraph graph = ChangeGraph.load(damaged);
                graph.heads();
                graph.since(List.of(graph.hash(0)));
            } catch (CorruptGraphException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(2_000);
    }
}
