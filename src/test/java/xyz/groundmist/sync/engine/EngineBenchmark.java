package xyz.groundmist.sync.engine;

import org.automerge.Document;
import org.automerge.ObjectId;
import org.automerge.ObjectType;
import org.automerge.Transaction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** What the engine takes for changes and filters. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EngineBenchmark {
    private static final int LINEAR = 10_000;
    private static final int FILTERED = 1000;

    private byte[] small;
    private byte[] text;
    private List<Change> linear;
    private int[] indices;
    private ByteBuffer filter;

    @Setup
    public void prepare() throws Exception {
        List<byte[]> real = FuzzDocument.chunks("3.5.0");
        small = real.stream().sorted((a, b) -> a.length - b.length).toList().get(real.size() / 2);
        text = textOf(50_000);
        linear = new LinearHistory().changes(LINEAR);
        indices = IntStream.range(0, FILTERED).toArray();
        filter = ByteBuffer.allocate(2 * FILTERED);
        over1000Hashes().write(filter);
        filter.flip();
    }

    private static byte[] textOf(int characters) {
        var random = new Random(1);
        var typed = new StringBuilder();
        while (typed.length() < characters) typed.append((char) (' ' + random.nextInt(95)));
        var document = new Document(new byte[] {1});
        try (Transaction tx = document.startTransaction()) {
            ObjectId object = tx.set(ObjectId.ROOT, "text", ObjectType.TEXT);
            tx.spliceText(object, 0, 0, typed.toString());
            tx.commit();
        }
        byte[] chunk = document.encodeChangesSince(new org.automerge.ChangeHash[0]);
        document.free();
        return chunk;
    }

    @Benchmark
    public Change parseSmallChange() throws InvalidChangeException {
        return Chunks.parse(small);
    }

    @Benchmark
    public Change parse50KbOfText() throws InvalidChangeException {
        return Chunks.parse(text);
    }

    @Benchmark
    @OperationsPerInvocation(LINEAR)
    public ChangeGraph addToGraph() throws InvalidChangeException {
        var graph = new ChangeGraph();
        for (Change change : linear) graph.add(change);
        return graph;
    }

    @Benchmark
    public BloomFilter over1000Hashes() {
        return BloomFilter.over(indices, index -> linear.get(index).hash());
    }

    @Benchmark
    public int parseFilterAndAsk1000Hashes() throws InvalidSyncMessageException {
        BloomFilter parsed = BloomFilter.parse(filter.duplicate());
        int held = 0;
        for (int i = LINEAR - FILTERED; i < LINEAR; i++) {
            if (parsed.mayContain(linear.get(i).hash())) held++;
        }
        return held;
    }
}
