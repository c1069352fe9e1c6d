package xyz.groundmist.sync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import xyz.groundmist.sync.engine.InvalidChangeException.Reason;
import xyz.groundmist.sync.engine.OracleMain.Verdict;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Real changes with random damage and a right checksum: whatever we take, automerge-java takes and
 * saves readably, and the other way round, but for the kinds of case listed here.
 */
class MutationTest {
    private static final int CASES = 400;
    private static final long SEED = 20261122;

    /** Kinds of disagreement, "part: ours / automerge-java's", and why each is as it is. */
    private static final Map<String, String> DECIDED =
            Map.of(
                    "(column (1|2|11|13|15|71|73)|first operation): TAKES / BREAKS",
                    "refers to an operation of its past, but of another object or key: only who"
                            + " materialises the document sees that, so the worker finds it later",
                    "column (94|a5): TAKES / BREAKS",
                    "says of an operation that isn't a mark how a mark expands, and saving drops"
                            + " that: harmless to us, and found by the worker",
                    "column (11|13): REFERENCE / TAKES",
                    "inserts after an element that isn't there; automerge-java puts it somewhere",
                    "dependencies: (REFERENCE|SEQUENCE) / TAKES",
                    "leaves out a dependency it needs; automerge-java only asks whether the"
                            + " operation is in the document, and others may lack it",
                    "first operation: (REFERENCE|SEQUENCE) / TAKES",
                    "counts from too low without meeting another's id here, but would elsewhere");

    @Test
    void damagedChangesAreJudgedAsAutomergeJudgesThem() throws Exception {
        System.out.println("seed " + SEED);
        var random = new Random(SEED);
        var kinds = new TreeMap<String, Integer>();
        var agreed = new TreeMap<String, Integer>();
        try (var oracle = new Oracle()) {
            List<byte[]> chunks = List.of();
            for (int i = 0; i < CASES; i++) {
                if (i % 50 == 0) chunks = Histories.random(SEED + i, 3, 40).chunks();
                int target = random.nextInt(chunks.size());
                var change = ChangeWriter.of(chunks.get(target));
                String part = damage(change, random);
                ChangeGraph graph = Chunks.graph(chunks.subList(0, target));
                String ours = judge(change.chunk(), graph);
                if (ours.equals(Reason.LIMIT.name())) continue;
                Verdict verdict =
                        oracle.ask(join(chunks.subList(0, target)), change.chunk(), change.hash());
                boolean agree = ours.equals("TAKES") == (verdict == Verdict.TAKES);
                String kind = part + ": " + ours + " / " + verdict;
                (agree ? agreed : kinds)
                        .merge(agree ? ours + " / " + verdict : kind, 1, Integer::sum);
            }
        }
        System.out.println("agreed: " + agreed);
        System.out.println("disagreed: " + kinds);
        assertThat(agreed.values().stream().mapToInt(i -> i).sum()).isGreaterThan(CASES / 2);
        assertThat(kinds.keySet())
                .as("kinds of disagreement")
                .allMatch(kind -> DECIDED.keySet().stream().anyMatch(kind::matches));
    }

    private static String judge(byte[] chunk, ChangeGraph graph) {
        try {
            Change change = Chunks.parse(chunk);
            if (graph.contains(change.hash())) return "TAKES";
            if (!change.deps().stream().allMatch(graph::contains)) return "WAITS";
            graph.add(change);
            return "TAKES";
        } catch (InvalidChangeException e) {
            return e.reason().name();
        }
    }

    private static byte[] join(List<byte[]> chunks) {
        var out = new ByteArrayOutputStream();
        chunks.forEach(out::writeBytes);
        return out.toByteArray();
    }

    private static String damage(ChangeWriter change, Random random) {
        switch (random.nextInt(12)) {
            case 0 -> {
                change.seq += random.nextInt(5) - 2;
                return "sequence number";
            }
            case 1 -> {
                change.startOp = Math.max(0, change.startOp + random.nextInt(7) - 3);
                return "first operation";
            }
            case 2 -> {
                if (!change.deps.isEmpty()) change.deps.remove(random.nextInt(change.deps.size()));
                return "dependencies";
            }
            case 3 -> {
                if (!change.others.isEmpty())
                    change.others.remove(random.nextInt(change.others.size()));
                return "other actors";
            }
            default -> {
                var specs = new ArrayList<>(change.columns.keySet());
                int spec = specs.get(random.nextInt(specs.size()));
                change.column(spec, bytes -> damage(bytes, random));
                return "column " + Integer.toHexString(spec);
            }
        }
    }

    private static byte[] damage(byte[] bytes, Random random) {
        if (bytes.length == 0) return new byte[] {1};
        int at = random.nextInt(bytes.length);
        byte[] damaged = bytes.clone();
        switch (random.nextInt(5)) {
            case 0 -> damaged[at] = (byte) random.nextInt();
            case 1 -> damaged = Arrays.copyOf(bytes, at);
            case 2 -> damaged = Arrays.copyOf(bytes, bytes.length + 1);
            default -> damaged[at] ^= (byte) (1 << random.nextInt(8));
        }
        return damaged;
    }
}
