package xyz.groundmist.sync.engine;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An edit in a document of 100,000 changes that two peers have open: one's message is taken and
 * answered, the other is told and acknowledges. 5,000 of them in a row, as each edit is new.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 10)
@Measurement(iterations = 10)
public class SyncBenchmark {
    private static final int PRESENT = 100_000;
    private static final int EDITS = 5000;

    private record Edit(byte[] chunk, byte[] message, byte[] acknowledgement) {}

    private final List<byte[]> rows = new ArrayList<>(PRESENT);
    private final List<Edit> edits = new ArrayList<>(EDITS);
    private List<ChangeHash> heads = List.of();
    private DocumentSync document;
    private PeerSync author;
    private PeerSync reader;

    @Setup
    public void write() throws InvalidChangeException {
        var history = new LinearHistory();
        var graph = new ChangeGraph();
        for (int i = 0; i < PRESENT; i++) {
            Change change = history.next();
            graph.add(change);
            rows.add(graph.row(change));
        }
        heads = graph.heads();
        List<ChangeHash> before = heads;
        for (int i = 0; i < EDITS; i++) {
            Change change = history.next();
            List<ChangeHash> after = List.of(change.hash());
            byte[] chunk = change.chunk();
            edits.add(new Edit(chunk, message(after, before, chunk), message(after, after)));
            before = after;
        }
    }

    private static byte[] message(
            List<ChangeHash> heads, List<ChangeHash> lastSync, byte[]... chunks) {
        var have = List.of(new Have(lastSync, BloomFilter.EMPTY));
        return new Outgoing(false, heads, List.of(), have, 0, new int[chunks.length])
                .encode(List.of(chunks))
                .array();
    }

    @Setup(Level.Iteration)
    public void open() throws Exception {
        document = DocumentSync.evicted(EngineLimits.DEFAULT, heads, PRESENT);
        document.attach(ChangeGraph.load(rows));
        author = new PeerSync();
        reader = new PeerSync();
        byte[] hello = message(heads, heads);
        for (PeerSync peer : List.of(author, reader)) {
            receive(peer, hello);
            document.generate(peer, Long.MAX_VALUE);
            receive(peer, hello);
        }
    }

    private Received receive(PeerSync from, byte[] message) throws InvalidSyncMessageException {
        return document.receive(from, SyncMessage.parse(ByteBuffer.wrap(message)), Long.MAX_VALUE);
    }

    @Benchmark
    @OperationsPerInvocation(EDITS)
    public void edit(Blackhole out) throws InvalidSyncMessageException {
        for (Edit edit : edits) {
            if (receive(author, edit.message).added().size() != 1) {
                throw new IllegalStateException("the edit wasn't taken");
            }
            Outgoing answer = document.generate(author, Long.MAX_VALUE);
            if (answer != null) out.consume(answer.encode(List.of()));
            Outgoing news = document.generate(reader, Long.MAX_VALUE);
            if (news == null) throw new IllegalStateException("the reader wasn't told");
            out.consume(news.encode(List.of(edit.chunk)));
            out.consume(receive(reader, edit.acknowledgement));
            out.consume(document.generate(reader, Long.MAX_VALUE));
        }
    }
}
