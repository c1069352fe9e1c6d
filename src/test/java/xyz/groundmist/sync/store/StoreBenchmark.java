package xyz.groundmist.sync.store;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import xyz.groundmist.sync.store.Append.NewChange;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What changes take until they are committed to disk, each with a row of 45 bytes and a body. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StoreBenchmark {
    private static final int DOCUMENT = 1;
    private static final List<NewChange> MANY =
            Collections.nCopies(100, new NewChange(new byte[45], new byte[150]));

    private Path folder;
    private SpaceStore store;
    private int stored;

    @Setup
    public void open() throws Exception {
        folder = Files.createTempDirectory("store-benchmark");
        store = SpaceStore.open(folder, Documents.LIBRARY);
    }

    @TearDown
    public void close() throws IOException {
        store.close();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) Files.delete(file);
        }
        Files.delete(folder);
    }

    @Benchmark
    public void appendOneChange() throws Exception {
        append(MANY.subList(0, 1));
    }

    @Benchmark
    public void append100Changes() throws Exception {
        append(MANY);
    }

    private void append(List<NewChange> changes) throws Exception {
        StoreException failure =
                Documents.answer(Documents.append(store, DOCUMENT, stored, changes));
        if (failure != null) throw failure;
        stored += changes.size();
    }
}
