package xyz.groundmist.sync.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

import xyz.groundmist.sync.engine.InvalidChangeException.Reason;

import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;

/** Small changes that claim a lot. Memory is what the thread allocates, in bytes. */
class BombTest {
    private static final long MOST = 64L << 20;
    private static final int OPS = EngineLimits.DEFAULT.maxOpsPerChange();

    private static byte[] run(long count, long value) {
        var out = new ByteArrayOutputStream();
        ChangeWriter.sleb(out, count);
        ChangeWriter.uleb(out, value);
        return out.toByteArray();
    }

    private static byte[] count(long... counts) {
        var out = new ByteArrayOutputStream();
        for (long count : counts) ChangeWriter.uleb(out, count);
        return out.toByteArray();
    }

    /** Operations that each set key "k" of the root, and nothing but runs. */
    private static ChangeWriter manyOps(long ops, int action) {
        var writer = new ChangeWriter();
        var key = new ByteArrayOutputStream();
        ChangeWriter.sleb(key, ops);
        key.writeBytes(new byte[] {1, 'k'});
        return writer.column(ColumnLayout.KEY_STRING, b -> key.toByteArray())
                .column(ColumnLayout.INSERT, b -> count(ops))
                .column(ColumnLayout.ACTION, b -> run(ops, action))
                .column(ColumnLayout.VALUE_METADATA, b -> run(ops, 0))
                .column(ColumnLayout.PRED_GROUP, b -> run(ops, 0));
    }

    private static void isRefused(byte[] chunk) {
        long before = allocated();
        assertThatExceptionOfType(InvalidChangeException.class)
                .isThrownBy(() -> Chunks.parse(chunk))
                .matches(e -> e.reason() == Reason.LIMIT, "for its size");
        assertThat(allocated() - before).isLessThan(MOST);
    }

    private static long allocated() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadAllocatedBytes();
    }

    @Test
    void runsOfMoreOperationsThanAllowedAreRefused() {
        isRefused(manyOps(1L << 40, Ops.SET).chunk());
        isRefused(manyOps(Long.MAX_VALUE, Ops.SET).chunk());
        isRefused(manyOps(OPS + 1L, Ops.SET).chunk());
        isRefused(
                manyOps(5, Ops.SET)
                        .column(ColumnLayout.ACTION, b -> run(Long.MIN_VALUE, 1))
                        .chunk());
        isRefused(
                manyOps(5, Ops.SET).column(ColumnLayout.PRED_GROUP, b -> run(5, 1L << 40)).chunk());
        isRefused(manyOps(5, Ops.SET).column(ColumnLayout.PRED_GROUP, b -> run(5, -1)).chunk());
    }

    @Test
    void theLargestRunsAllowedAreTakenInLittleMemory() throws Exception {
        for (int action : new int[] {Ops.SET, Ops.MAKE_MAP}) {
            byte[] chunk = manyOps(OPS, action).chunk();
            assertThat(chunk).hasSizeLessThan(100);
            long before = allocated();
            Change change = Chunks.parse(chunk);
            var graph = new ChangeGraph();
            graph.add(change);
            assertThat(allocated() - before).isLessThan(1 << 20);
            assertThat(change.opCount()).isEqualTo(OPS);
            assertThat(graph.row(change)).hasSizeLessThan(100);
        }
    }

    @Test
    void zerosDeflatedAThousandTimesAreRefused() {
        var writer = new ChangeWriter();
        writer.extra = new byte[100 << 20];
        byte[] chunk = writer.deflated();
        assertThat(chunk).hasSizeLessThan(200_000);
        isRefused(chunk);
    }

    @Test
    void aLargePhotographIsNoBomb() throws Exception {
        var writer = new ChangeWriter();
        writer.extra = new byte[30 << 20];
        new java.util.Random(1).nextBytes(writer.extra);
        assertThat(Chunks.parse(writer.deflated()).hash().bytes()).isEqualTo(writer.hash());
    }

    @Test
    void lengthsBeyondTheBytesPresentAllocateNothing() {
        byte[] body = new byte[64];
        for (int at = 0; at < 40; at++) {
            byte[] bad = body.clone();
            for (int i = 0; i < 8; i++) bad[at + i] = (byte) 0xff;
            bad[at + 8] = 0x7f;
            long before = allocated();
            assertThatExceptionOfType(InvalidChangeException.class)
                    .isThrownBy(() ->
                            Change.parse(
                                    ByteBuffer.wrap(ChangeWriter.chunk(bad)),
                                    EngineLimits.DEFAULT));
            assertThat(allocated() - before).isLessThan(1 << 20);
        }
    }
}
