package xyz.groundmist.sync.reach.ngrok;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A session of ours, and what ngrok's side of it may do. */
@Timeout(60)
class MuxadoTest {
    private final BlockingQueue<String> accepted = new LinkedBlockingQueue<>();
    private Socket theirs;
    private Muxado edge;
    private Muxado agent;

    @BeforeEach
    void connect() throws Exception {
        try (var port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var ours = new Socket(InetAddress.getLoopbackAddress(), port.getLocalPort());
            theirs = port.accept();
            agent =
                    new Muxado(
                            ours,
                            ours.getInputStream(),
                            ours.getOutputStream(),
                            true,
                            this::accepted);
        }
        edge =
                new Muxado(
                        theirs, theirs.getInputStream(), theirs.getOutputStream(), false, _ -> {});
        agent.start();
        edge.start();
    }

    private void accepted(MuxStream stream) {
        try {
            accepted.add(new String(stream.readExactly(3), UTF_8));
        } catch (IOException e) {
            accepted.add(e.toString());
        }
    }

    @AfterEach
    void end() {
        edge.close();
        agent.close();
    }

    private static ByteBuffer word(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    /** Two visitors at once: their streams have numbers before either has said anything. */
    @Test
    void streamsBeginInAnyOrder() throws Exception {
        MuxStream two = edge.open();
        MuxStream four = edge.open();

        four.write(word("one"));
        assertThat(accepted.take()).isEqualTo("one");
        two.write(word("two"));

        assertThat(accepted.take()).isEqualTo("two");
        assertThat(agent.ended()).isNotDone();
    }

    @Test
    void framesOfNoKnownKindAreSkipped() throws Exception {
        byte[] unknown =
                ByteBuffer.allocate(8 + 5)
                        .putInt(5 << 8 | 9 << 4)
                        .putInt(7)
                        .put(word("later"))
                        .array();
        theirs.getOutputStream().write(unknown);
        edge.open().write(word("yes"));

        assertThat(accepted.take()).isEqualTo("yes");
        assertThat(agent.ended()).isNotDone();
    }

    @Test
    void aStreamOfOurNumbersEndsTheSession() throws Exception {
        byte[] ours =
                ByteBuffer.allocate(8 + 3)
                        .putInt(3 << 8 | 1 << 4 | 2)
                        .putInt(1)
                        .put(word("bad"))
                        .array();
        theirs.getOutputStream().write(ours);

        assertThat(agent.ended().get()).hasMessageContaining("can't be new");
    }
}
