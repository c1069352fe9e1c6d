package xyz.groundmist.sync.reach.ssh;

import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.channel.ChannelPipedInputStream;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.AbstractServerChannel;
import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.reach.Inside;
import xyz.groundmist.sync.reach.Visitor;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * One connection that somebody opened at the far end, from there to our HTTP port (RFC 4254, 7.2).
 *
 * <p>Two virtual threads carry the bytes, one each way. Neither holds more than one packet: what
 * comes in is taken off the window only as it is read, and what goes out waits until the packet
 * before it is on the wire. Each side can end its own direction alone.
 */
final class VisitorChannel extends AbstractServerChannel {
    /** A visitor who takes nothing for so long is gone; our own pings give up earlier. */
    private static final Duration STALLED = Duration.ofSeconds(60);

    /** How long a visitor may go on talking after our HTTP side has hung up. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    private static final int PIECE = 32 << 10;

    /** What SSH puts before the data: the message's code, the channel, the length. */
    private static final int PACKET_HEAD = 9;

    private final Inside inside;
    private final boolean forwardedHeader;
    private final ChannelPipedInputStream arriving;
    private volatile @Nullable SocketChannel socket;

    private VisitorChannel(Inside inside, boolean forwardedHeader) {
        super(null);
        this.inside = inside;
        this.forwardedHeader = forwardedHeader;
        arriving = new ChannelPipedInputStream(getLocalWindow(), 0L);
    }

    /** Makes them for what the SSH server opens. */
    static ChannelFactory factory(Inside inside, boolean forwardedHeader) {
        return new ChannelFactory() {
            @Override
            public String getName() {
                return "forwarded-tcpip";
            }

            @Override
            public Channel createChannel(Session session) {
                return new VisitorChannel(inside, forwardedHeader);
            }
        };
    }

    @Override
    protected OpenFuture doInit(Buffer buffer) {
        buffer.getString(); // the address and the port that were connected to: always ours
        buffer.getInt();
        Visitor visitor = visitor(buffer.getString(), forwardedHeader);
        var opened = new DefaultOpenFuture(this, this);
        Thread.ofVirtual().name("ssh-visitor").start(() -> serve(visitor, opened));
        return opened;
    }

    /** Who the SSH server says it is; something beside it that passes requests on is nobody. */
    static Visitor visitor(String originator, boolean forwardedHeader) {
        try {
            InetAddress address = InetAddress.ofLiteral(originator);
            if (!address.isLoopbackAddress() && !address.isAnyLocalAddress()) {
                return new Visitor(address, false);
            }
        } catch (IllegalArgumentException _) {
            // a name, or nothing: as good as not said
        }
        return new Visitor(null, forwardedHeader);
    }

    private void serve(Visitor visitor, OpenFuture opened) {
        SocketChannel http;
        try {
            http = inside.connect(visitor);
        } catch (IOException _) {
            opened.setException(
                    new SshChannelOpenException(
                            getChannelId(),
                            SshConstants.SSH_OPEN_CONNECT_FAILED,
                            "nobody listens here"));
            close(true);
            return;
        }
        try (http) {
            socket = http;
            signalChannelOpenSuccess();
            opened.setOpened();
            Thread inward = Thread.ofVirtual().name("ssh-visitor-inward").start(() -> inward(http));
            outward(http);
            inward.join(LAST_WORDS);
        } catch (IOException _) {
            // one of the two is gone; the other hears of it by the close
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            close(false);
        }
    }

    private void inward(SocketChannel http) {
        byte[] piece = new byte[PIECE];
        try {
            for (int count; (count = arriving.read(piece, 0, piece.length)) >= 0; ) {
                ByteBuffer bytes = ByteBuffer.wrap(piece, 0, count);
                while (bytes.hasRemaining()) http.write(bytes);
            }
            http.shutdownOutput();
        } catch (IOException _) {
            close(false);
        }
    }

    private void outward(SocketChannel http) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        while (true) {
            piece.clear().limit((int) Math.min(room(), PIECE));
            int count = http.read(piece);
            if (count < 0) break;
            getRemoteWindow().consume(count);
            Buffer packet =
                    getSession()
                            .createBuffer(SshConstants.SSH_MSG_CHANNEL_DATA, count + PACKET_HEAD);
            packet.putUInt(getRecipient());
            packet.putBytes(piece.array(), 0, count);
            writePacket(packet).verify();
        }
        sendEof();
    }

    private long room() throws IOException {
        try {
            long window = getRemoteWindow().waitForSpace(STALLED);
            return Math.min(window, getRemoteWindow().getPacketSize());
        } catch (InterruptedException e) {
            throw (IOException) new InterruptedIOException().initCause(e);
        }
    }

    @Override
    protected void doWriteData(byte[] data, int from, long count) {
        try {
            arriving.receive(data, from, (int) count);
        } catch (IOException _) {
            // our side has hung up: it is said, and what was on its way goes nowhere
        }
    }

    @Override
    protected void doWriteExtendedData(byte[] data, int from, long count) {
        // a forwarded connection has none
    }

    @Override
    public void handleEof() throws IOException {
        super.handleEof();
        arriving.eof();
    }

    @Override
    protected void preClose() {
        super.preClose();
        SocketChannel http = socket;
        try (arriving;
                http) {
            arriving.eof();
        } catch (IOException _) {
            // closed all the same
        }
    }
}
