package xyz.groundmist.sync.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import org.junit.jupiter.params.provider.MethodSource;

import xyz.groundmist.sync.AllocatedBytes;

import java.nio.ByteBuffer;
import java.util.stream.Stream;

/** Any bytes as a message: decoded and encoded without loss, or refused with a close code. */
class MessageFuzzTest {
    private static final long ALLOCATED = 8 << 20; // 65,536 items at most
    private static final int ALLOCATED_PER_BYTE = 32;

    static Stream<byte[]> clientMessages() {
        return ClientMessages.names().stream().map(ClientMessages::bytes);
    }

    @MethodSource("clientMessages")
    @FuzzTest
    void message(byte[] bytes) throws Exception {
        var allocated = new AllocatedBytes();
        Message message;
        try {
            message = MessageCodec.decode(ByteBuffer.wrap(bytes));
        } catch (MalformedMessageException e) {
            assertThat(e.closeCode()).isIn(1002, 1009);
            return;
        } finally {
            allocated.assertAtMost(ALLOCATED + (long) ALLOCATED_PER_BYTE * bytes.length);
        }
        ByteBuffer encoded = MessageCodec.encode(message);
        Message again = MessageCodec.decode(encoded);
        assertThat(again).isEqualTo(message);
        assertThat(MessageCodec.encode(again)).isEqualTo(encoded);
    }
}
