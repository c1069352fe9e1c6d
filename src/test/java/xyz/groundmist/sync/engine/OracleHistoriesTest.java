package xyz.groundmist.sync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.automerge.Document;
import org.automerge.ObjectId;
import org.automerge.ObjectType;
import org.automerge.Transaction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** What automerge-java writes is taken, whole and in any order that dependencies allow. */
class OracleHistoriesTest {
    @ParameterizedTest(name = "seed {0}: {1} people, {2} steps")
    @CsvSource({"1, 1, 100", "2, 2, 300", "3, 5, 400", "4, 12, 400", "5, 40, 400", "6, 3, 1000"})
    void aHistoryIsTakenAndKept(long seed, int people, int steps) throws Exception {
        var history = Histories.random(seed, people, steps);
        ChangeGraph graph = Chunks.graph(history.chunks());
        assertThat(graph.heads().stream().map(ChangeHash::toString)).isEqualTo(history.heads());
        Histories.assertSurvivesItsRows(graph, history.chunks());
    }

    @ParameterizedTest(name = "seed {0}")
    @CsvSource({"11", "12", "13", "14"})
    void anyCausalOrderGivesTheSameHeadsAndExactDeltas(long seed) throws Exception {
        var history = Histories.random(seed, 6, 300);
        var random = new Random(seed);
        var left = new ArrayList<Change>();
        for (byte[] chunk : history.chunks()) left.add(Chunks.parse(chunk));
        Collections.shuffle(left, random);
        var graph = new ChangeGraph();
        var pasts = new ArrayList<Set<Integer>>();
        while (!left.isEmpty()) {
            var ready =
                    left.stream()
                            .filter(c -> c.deps().stream().allMatch(graph::contains))
                            .findFirst();
            Change change = ready.orElseThrow();
            left.remove(change);
            int index = graph.add(change);
            var past = new HashSet<>(Set.of(index));
            for (ChangeHash dep : change.deps()) past.addAll(pasts.get(graph.indexOf(dep)));
            pasts.add(past);
        }
        assertThat(graph.heads().stream().map(ChangeHash::toString)).isEqualTo(history.heads());
        for (int round = 0; round < 200; round++) {
            var known = new ArrayList<ChangeHash>();
            var expected = new ArrayList<Integer>();
            var past = new HashSet<Integer>();
            for (int n = random.nextInt(4); n > 0; n--) {
                int index = random.nextInt(graph.size());
                known.add(graph.hash(index));
                past.addAll(pasts.get(index));
            }
            known.add(new ChangeHash(random.nextLong(), 0, 0, 0));
            for (int i = 0; i < graph.size(); i++) if (!past.contains(i)) expected.add(i);
            assertThat(graph.since(known))
                    .containsExactly(expected.stream().mapToInt(i -> i).toArray());
        }
    }

    @Test
    void aBookWrittenInOneChangeIsTaken() throws Exception {
        var document = new Document(new byte[] {1});
        ObjectId text;
        try (Transaction tx = document.startTransaction()) {
            text = tx.set(ObjectId.ROOT, "text", ObjectType.TEXT);
            tx.spliceText(text, 0, 0, "A long 书 story. ".repeat(40_000));
            tx.commit();
        }
        try (Transaction tx = document.startTransaction()) {
            tx.spliceText(text, 0, tx.length(text), "");
            tx.commit();
        }
        List<byte[]> chunks =
                Chunks.split(document.encodeChangesSince(new org.automerge.ChangeHash[0]));
        document.free();
        chunks.set(0, ChangeWriter.of(chunks.getFirst()).deflated());
        ChangeGraph graph = Chunks.graph(chunks);
        assertThat(graph.size()).isEqualTo(2);
        assertThat(Chunks.parse(chunks.getFirst()).opCount()).isEqualTo(640_001);
        Histories.assertSurvivesItsRows(graph, chunks);
    }
}
