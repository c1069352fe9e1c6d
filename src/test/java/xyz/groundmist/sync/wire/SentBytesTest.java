package xyz.groundmist.sync.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** What we send: definite maps in the shortest form, keys in a fixed order, plain byte strings. */
class SentBytesTest {
    @Test
    void aSyncMessageByteForByte() {
        var data = ByteBuffer.wrap(new byte[] {9, 0x42, 0, 9}).position(1).limit(3);
        ByteBuffer sent = MessageCodec.encodeSync("s", "t", "d", data);
        assertThat(hex(sent))
                .isEqualTo(
                        "a5" // five pairs
                                + ("64" + "74797065") // type
                                + ("64" + "73796e63") // sync
                                + ("68" + "73656e6465724964" + "6173")
                                + ("68" + "7461726765744964" + "6174")
                                + ("6a" + "646f63756d656e744964" + "6164")
                                + ("64" + "64617461" + "424200"));
        assertThat(data.position()).isEqualTo(1);
    }

    @Test
    void theSameWithItsDataWrittenInPlace() {
        for (int size : new int[] {0, 23, 24, 256, 65_536}) {
            byte[] data = new byte[size];
            Arrays.fill(data, (byte) 7);
            ByteBuffer started = MessageCodec.startSync("s", "t", "d", size);
            assertThat(started.remaining()).isEqualTo(size);
            assertThat(started.put(data).flip())
                    .isEqualTo(MessageCodec.encodeSync("s", "t", "d", ByteBuffer.wrap(data)));
        }
    }

    @Test
    void idsOutsideAsciiAndLongDataKeepTheirLengths() throws Exception {
        for (int size : new int[] {23, 24, 255, 256, 65_535, 65_536, 1_000_000}) {
            var sync = new Sync("grün", "日本", "d", ByteBuffer.allocate(size));
            ByteBuffer sent = MessageCodec.encode(sync);
            assertThat(MessageCodec.decode(sent)).isEqualTo(sync);
            assertThat(sent.capacity()).isEqualTo(sent.remaining());
        }
    }

    @Test
    void aLargeCountIsAFloatAsCborXWritesIt() throws Exception {
        for (long count : new long[] {0, 23, 24, 0xffff_ffffL, 0x1_0000_0000L, 1L << 53}) {
            var news = new Ephemeral("s", "t", "d", "x", count, ByteBuffer.allocate(1));
            ByteBuffer sent = MessageCodec.encode(news);
            assertThat(MessageCodec.decode(sent)).isEqualTo(news);
            boolean eightBytes = hex(sent).contains("636f756e74fb");
            assertThat(eightBytes).isEqualTo(count > 0xffff_ffffL);
        }
    }

    @Test
    void dataIsASliceOfAMappedFileAndTheBufferStaysWhereItWas() throws Exception {
        byte[] sent = MessageCodec.encodeSync("s", "t", "d", ByteBuffer.allocate(9)).array();
        ByteBuffer mapped = ByteBuffer.allocateDirect(sent.length + 5);
        mapped.put(3, sent).position(3).limit(3 + sent.length);
        var sync = (Sync) MessageCodec.decode(mapped);
        mapped.put(3 + sent.length - 9, (byte) 77);
        assertThat(sync.data().isDirect()).isTrue();
        assertThat(sync.data().get(0)).isEqualTo((byte) 77);
        assertThat(sync.data().remaining()).isEqualTo(9);
        assertThat(mapped.position()).isEqualTo(3);
    }

    @Test
    void whatMachinesTellOfADeletionComesBackAsItWas() throws Exception {
        for (boolean deleted : new boolean[] {true, false}) {
            var told = new Deleted("s", "t", "d", deleted, 1_795_000_000_000L);
            assertThat(MessageCodec.decode(MessageCodec.encode(told))).isEqualTo(told);
        }
    }

    @Test
    void listsWithNothingInThemAreLeftOut() {
        var none = new RemoteSubscriptionChange("s", "t", List.of(), List.of());
        assertThat(MessageCodec.encode(none).get(0)).isEqualTo((byte) 0xa3);
        var heads = new RemoteHeadsChanged("s", "t", "d", Map.of());
        assertThat(MessageCodec.encode(heads).get(0)).isEqualTo((byte) 0xa5);
    }

    private static String hex(ByteBuffer sent) {
        byte[] bytes = new byte[sent.remaining()];
        sent.get(sent.position(), bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
