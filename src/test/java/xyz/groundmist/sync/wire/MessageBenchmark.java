package xyz.groundmist.sync.wire;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** What a sync message that carries one small change, about 300 bytes, takes to read and write. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MessageBenchmark {
    private static final String SENDER = "peer-3760df37-a4c6-4f66";
    private static final String TARGET = "storage-server-1";
    private static final String DOCUMENT = "4NMNnkMhL8jXrdJ9jamS58PAVdXu";

    private final ByteBuffer data = ByteBuffer.allocate(180);
    private final ByteBuffer sync = MessageCodec.encodeSync(SENDER, TARGET, DOCUMENT, data);

    @Benchmark
    public Message decode() throws MalformedMessageException {
        return MessageCodec.decode(sync);
    }

    @Benchmark
    public ByteBuffer encodeSync() {
        return MessageCodec.encodeSync(SENDER, TARGET, DOCUMENT, data);
    }
}
