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
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * The owner's SSH agent, spoken to over its Unix-domain socket (draft-ietf-sshm-ssh-agent, section
 * 3). The library's own way there needs native code; this one doesn't. It is never forwarded.
 */
final class SshAgentSocket extends AbstractAgentProxy {
    private static final int LONGEST_ANSWER = 256 << 10;

    private final SocketChannel socket;

    private SshAgentSocket(Path path) throws IOException {
        super(null);
        socket = SocketChannel.open(UnixDomainSocketAddress.of(path));
    }

    static SshAgentFactory at(Path path) {
        return new SshAgentFactory() {
            @Override
            public SshAgent createClient(Session session, FactoryManager manager)
                    throws IOException {
                return new SshAgentSocket(path);
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
