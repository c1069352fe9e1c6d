package xyz.groundmist.sync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What a graph holds and how much of it is walked, counted rather than timed. */
class GraphCostTest {
    private final ChangeGraph graph = new ChangeGraph();
    private long startOp = 1;

    /** Adds a change with one operation that sets a key of the root. */
    private ChangeHash add(int actor, int seq, ChangeHash... deps) throws InvalidChangeException {
        var writer = new ChangeWriter();
        writer.actor = new byte[] {1, (byte) (actor >> 16), (byte) (actor >> 8), (byte) actor};
        writer.seq = seq;
        writer.startOp = startOp++;
        for (ChangeHash dep : deps) writer.deps.add(dep.bytes());
        writer.deps.sort(java.util.Arrays::compareUnsigned);
        new Ops().put(Ops.ROOT, "k", Ops.SET).into(writer);
        Change change = Chunks.parse(writer.chunk());
        graph.add(change);
        return change.hash();
    }

    @Test
    void aHundredThousandChangesTakeSixtyFourBytesEach() throws Exception {
        ChangeHash last = add(0, 1);
        for (int i = 2; i <= 100_000; i++) last = add(0, i, last);
        assertThat(graph.bytes()).isBetween(4_500_000L, 6_400_000L);
        assertThat(graph.visited()).isZero();
    }

    @Test
    void oneChangeTakesLittle() throws Exception {
        add(0, 1);
        assertThat(graph.bytes()).isLessThan(500);
    }

    @Test
    void twoLongOfflineBranchesAreMergedWithoutWalkingThem() throws Exception {
        ChangeHash base = add(0, 1);
        ChangeHash left = base;
        for (int i = 1; i <= 50_000; i++) left = add(1, i, left);
        ChangeHash right = base;
        for (int i = 1; i <= 50_000; i++) right = add(2, i, right);
        add(1, 50_001, left, right);
        assertThat(graph.visited()).isLessThan(1000);
        assertThat(graph.bytes()).isLessThan(6_400_000);
    }

    @Test
    void tenThousandPeopleWhoNeverMergeAreNoBurden() throws Exception {
        ChangeHash base = add(0, 1);
        var heads = new ArrayList<ChangeHash>();
        for (int person = 0; person < 10_000; person++) heads.add(base);
        for (int round = 1; round <= 4; round++) {
            for (int person = 0; person < 10_000; person++) {
                heads.set(person, add(person + 1, round, heads.get(person)));
            }
        }
        assertThat(graph.visited()).isLessThan(4L * 40_000);
        assertThat(graph.heads()).hasSize(10_000);
    }

    @Test
    void forksFromDeepPlacesAreBounded() throws Exception {
        ChangeHash base = add(0, 1);
        var places = new ArrayList<ChangeHash>(List.of(base));
        ChangeHash left = base;
        ChangeHash right = base;
        for (int i = 1; i <= 10_000; i++) {
            left = add(1, i, left);
            right = add(2, i, right);
            places.add(left);
            places.add(right);
        }
        long before = graph.visited();
        var random = new Random(7);
        for (int i = 0; i < 5_000; i++) add(10 + i, 1, places.get(random.nextInt(places.size())));
        assertThat((graph.visited() - before) / 5_000).as("visits a fork").isLessThan(200);
    }

    @Test
    void forksFromTwoDeepPlacesAreBounded() throws Exception {
        ChangeHash base = add(0, 1);
        var lefts = new ArrayList<ChangeHash>(List.of(base));
        var rights = new ArrayList<ChangeHash>(List.of(base));
        for (int i = 1; i <= 10_000; i++) {
            lefts.add(add(1, i, lefts.getLast()));
            rights.add(add(2, i, rights.getLast()));
        }
        long before = graph.visited();
        var random = new Random(8);
        for (int i = 0; i < 3_000; i++) {
            int left = 1 + random.nextInt(9_999);
            int right = 1 + random.nextInt(9_999);
            add(10 + i, 1, lefts.get(left), rights.get(right));
        }
        assertThat((graph.visited() - before) / 3_000).as("visits a fork").isLessThan(400);
    }
}
