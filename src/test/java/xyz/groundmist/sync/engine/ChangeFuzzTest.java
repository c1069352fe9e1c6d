package xyz.groundmist.sync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

import xyz.groundmist.sync.AllocatedBytes;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Any bytes as changes: each is taken, and then the graph's rows load into an equal graph, or
 * refused, and then the graph is as before.
 *
 * <p>An input is one byte, how many changes of {@link FuzzDocument} are there already, and then
 * chunks, one after the other.
 */
class ChangeFuzzTest {
    private static final FuzzDocument BASE = new FuzzDocument(Integer.MAX_VALUE);
    private static final long ALLOCATED = 16 << 20;

    /** Real changes, each to follow those before it; and whole histories of other authors. */
    static Stream<byte[]> realChanges() {
        Stream<byte[]> pairs =
                IntStream.range(0, BASE.size())
                        .mapToObj(i -> {
                            int last = Math.min(i + 2, BASE.size());
                            return input(i, BASE.chunks().subList(i, last));
                        });
        Stream<byte[]> histories =
                Stream.of("1.0.1-preview.7", "2.2.9")
                        .flatMap(version ->
                                Stream.of(4, 12, 40)
                                        .map(n ->
                                                input(
                                                        0,
                                                        FuzzDocument.chunks(version)
                                                                .subList(0, n))));
        return Stream.concat(pairs, histories);
    }

    private static byte[] input(int present, List<byte[]> chunks) {
        var out = new ByteArrayOutputStream();
        out.write(present);
        chunks.forEach(out::writeBytes);
        return out.toByteArray();
    }

    @MethodSource("realChanges")
    @FuzzTest
    void changes(byte[] input) {
        if (input.length == 0) return;
        parse(Arrays.copyOfRange(input, 1, input.length));
        int present = (input[0] & 0xff) % (BASE.size() + 1);
        byte[] chunks =
                FuzzInput.mended(Arrays.copyOfRange(input, 1, input.length), BASE.hashes(present));
        var rows = new ArrayList<>(BASE.rows(present));
        ChangeGraph graph = FuzzDocument.load(rows);
        for (int start = 0, end; start < chunks.length; start = end) {
            end = FuzzInput.chunkEnd(chunks, start);
            if (end < 0) end = chunks.length;
            Change change = parse(Arrays.copyOfRange(chunks, start, end));
            if (change != null) add(change, graph, rows);
        }
        assertSame(FuzzDocument.load(rows), graph);
    }

    private static @Nullable Change parse(byte[] chunk) {
        var allocated = new AllocatedBytes();
        try {
            Change change = Change.parse(ByteBuffer.wrap(chunk), FuzzDocument.LIMITS);
            assertThat(change.chunk()).isEqualTo(chunk);
            assertThat(change.opCount()).isBetween(0, FuzzDocument.LIMITS.maxOpsPerChange());
            return change;
        } catch (InvalidChangeException e) {
            assertThat(e.getMessage()).endsWith(".");
            return null;
        } finally {
            allocated.assertAtMost(ALLOCATED);
        }
    }

    private static void add(Change change, ChangeGraph graph, List<byte[]> rows) {
        if (graph.contains(change.hash())) return;
        if (!change.deps().stream().allMatch(graph::contains)) return;
        List<ChangeHash> heads = graph.heads();
        int size = graph.size();
        var allocated = new AllocatedBytes();
        try {
            assertThat(graph.add(change)).isEqualTo(size);
            rows.add(graph.row(change));
        } catch (InvalidChangeException e) {
            assertThat(graph.size()).isEqualTo(size);
            assertThat(graph.heads()).isEqualTo(heads);
            assertThat(graph.contains(change.hash())).isFalse();
        } finally {
            allocated.assertAtMost(ALLOCATED);
        }
    }

    /** Two graphs that should be the same, and each in itself. */
    static void assertSame(ChangeGraph loaded, ChangeGraph graph) {
        assertThat(graph.heads()).isSorted().doesNotHaveDuplicates();
        assertThat(loaded.heads()).isEqualTo(graph.heads());
        assertThat(loaded.size()).isEqualTo(graph.size());
        assertThat(graph.since(graph.heads())).isEmpty();
        for (int i = 0; i < graph.size(); i++) { // plain comparisons: there are many
            boolean same =
                    graph.indexOf(graph.hash(i)) == i
                            && loaded.hash(i).equals(graph.hash(i))
                            && Arrays.equals(loaded.deps(i), graph.deps(i));
            if (!same) throw new AssertionError("change " + i + " loads as another");
        }
        if (graph.size() == 0) return;
        List<ChangeHash> last = List.of(graph.hash(graph.size() - 1));
        int[] since = graph.since(last);
        assertThat(loaded.since(last)).isEqualTo(since).isSorted();
        assertThat(since).isEqualTo(notIn(graph, graph.size() - 1));
    }

    /** What isn't in the past of a change, found the slow way. */
    private static int[] notIn(ChangeGraph graph, int change) {
        var past = new boolean[graph.size()];
        past[change] = true;
        for (int i = change; i >= 0; i--) {
            if (past[i]) for (int dep : graph.deps(i)) past[dep] = true;
        }
        return IntStream.range(0, past.length).filter(i -> !past[i]).toArray();
    }
}
