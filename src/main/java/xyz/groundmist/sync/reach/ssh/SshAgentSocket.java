package xyz.groundmist.sync.reach.ssh;

import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.agent.SshAgentFactory;
import org.apache.sshd.agent.SshAgentServer;
import org.apache.sshd.agent.common.AbstractAgentProxy;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The owner's SSH agent, spoken to over its Unix-domain socket (draft-ietf-sshm-ssh-agent, section
 * 3). The library's own way there needs native code; this one doesn't. It is never forwarded.
 */
final class SshAgentSocket extends AbstractAgentProxy {
    private static final int LONGEST_ANSWER = 256 << 10;

    /** Less than the server waits for us; whoever has to touch a key or say yes has that long. */
    private static final Duration PATIENCE = Duration.ofSeconds(9);

    private final SocketChannel socket;
    private final AtomicBoolean failed;

    private SshAgentSocket(Path path, AtomicBoolean failed) throws IOException {
        super(null);
        this.failed = failed;
        socket = SocketChannel.open(StandardProtocolFamily.UNIX);
        try (var _ = new Deadline()) {
            socket.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            failed.set(true);
            socket.close();
            throw e;
        }
    }

    /**
     * Closes the socket when the time is over before the deadline is closed: an agent that hangs
     * would hold the library's thread for ever.
     */
    private final class Deadline implements AutoCloseable {
        private final Thread watch =
                Thread.ofVirtual().name("ssh-agent-deadline").start(this::expire);

        private void expire() {
            try {
                Thread.sleep(PATIENCE);
                socket.close();
            } catch (InterruptedException | IOException _) {
                // it was in time, or is gone already
            }
        }

        @Override
        public void close() {
            watch.interrupt();
        }
    }

    /**
     * @param failed set when it isn't there, says nothing in time, or makes no sense, which the
     *     library keeps to itself
     */
    static SshAgentFactory at(Path path, AtomicBoolean failed) {
        return new SshAgentFactory() {
            @Override
            public SshAgent createClient(Session session, FactoryManager manager)
                    throws IOException {
                return new SshAgentSocket(path, failed);
            }

            @Override
            public List<ChannelFactory> getChannelForwardingFactories(FactoryManager manager) {
                return List.of();
            }

            @Override
            public SshAgentServer createServer(ConnectionService service) throws IOException {
                throw new IOException("The agent is not forwarded.");
            }
        };
    }

    @Override
    protected synchronized Buffer request(Buffer question) throws IOException {
        try (var _ = new Deadline()) {
            return answer(question);
        } catch (IOException e) {
            failed.set(true);
            socket.close();
            throw e;
        }
    }

    private Buffer answer(Buffer question) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(question.array(), question.rpos(), question.available());
        while (bytes.hasRemaining()) socket.write(bytes);
        int length = read(Integer.BYTES).getInt();
        if (length < 1 || length > LONGEST_ANSWER) {
            throw new IOException("The SSH agent answers " + length + " bytes.");
        }
        return new ByteArrayBuffer(read(length).array());
    }

    private ByteBuffer read(int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            if (socket.read(bytes) < 0) throw new EOFException("The SSH agent hung up.");
        }
        return bytes.flip();
    }

    @Override
    public boolean isOpen() {
        return socket.isOpen();
    }

    @Override
    public void close() throws IOException {
        try (socket) {
            super.close();
        }
    }
}
