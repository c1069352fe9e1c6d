package xyz.groundmist.sync.hardship;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.wire.DocumentUnavailable;
import xyz.groundmist.sync.wire.Join;
import xyz.groundmist.sync.wire.MalformedMessageException;
import xyz.groundmist.sync.wire.Message;
import xyz.groundmist.sync.wire.MessageCodec;
import xyz.groundmist.sync.wire.Peer;
import xyz.groundmist.sync.wire.PeerMetadata;
import xyz.groundmist.sync.wire.Request;
import xyz.groundmist.sync.wire.Sync;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A WebSocket of which every byte is ours, so that it can be as rude as it likes. */
final class Intruder implements AutoCloseable {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;

    /** The connection ended without a close frame. */
    static final int CUT = 1006;

    private static final int PATIENCE = 20_000;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private String peerId = "";

    /** A plain TCP connection. */
    Intruder(int port) throws IOException {
        this(port, 0);
    }

    /**
     * @param receiveBuffer bytes that the system takes for a reader who doesn't read; 0: as usual
     */
    Intruder(int port, int receiveBuffer) throws IOException {
        if (receiveBuffer > 0) socket.setReceiveBufferSize(receiveBuffer);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(PATIENCE);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 4096));
    }

    /** A WebSocket that hasn't joined. */
    static Intruder open(BesiegedServer server, int grant) throws IOException {
        return open(server, grant, 0);
    }

    static Intruder open(BesiegedServer server, int grant, int receiveBuffer) throws IOException {
        var opened = new Intruder(server.port(), receiveBuffer);
        String answer = opened.upgrade(server.token(grant));
        if (!answer.startsWith("HTTP/1.1 101")) throw new IOException(answer);
        return opened;
    }

    static Intruder joined(BesiegedServer server, int grant, String peerId) throws IOException {
        return open(server, grant).join(peerId);
    }

    String upgrade(String token) throws IOException {
        write(
                "GET /?token="
                        + token
                        + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection:"
                        + " Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key:"
                        + " dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        return head();
    }

    void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** The status line and headers of an answer. */
    String head() throws IOException {
        var head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) break;
            head.write(b);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    Intruder join(String id) throws IOException {
        peerId = id;
        send(new Join(id, new PeerMetadata("storage-of-" + id, false), List.of("1")));
        Message answer = read();
        if (answer instanceof Peer) return this;
        throw new IOException("the join was answered with " + answer);
    }

    void send(Message message) throws IOException {
        send(BINARY, bytes(MessageCodec.encode(message)));
    }

    void sync(String document, byte[] message) throws IOException {
        send(new Sync(peerId, "server", document, ByteBuffer.wrap(message)));
    }

    void request(String document, byte[] message) throws IOException {
        send(new Request(peerId, "server", document, ByteBuffer.wrap(message)));
    }

    void send(int opcode, byte[] payload) throws IOException {
        frame(0x80 | opcode, payload.length, payload);
    }

    /** A masked frame (with zeros) that claims so many bytes. */
    void frame(int first, long length, byte[] payload) throws IOException {
        var frame = ByteBuffer.allocate(14 + payload.length);
        frame.put((byte) first);
        if (length < 126) {
            frame.put((byte) (0x80 | length));
        } else if (length < 1 << 16) {
            frame.put((byte) (0x80 | 126)).putShort((short) length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(length);
        }
        frame.putInt(0).put(payload).flip();
        socket.getOutputStream().write(frame.array(), 0, frame.limit());
    }

    /** The next message; null when the server has closed. Pings are passed over. */
    @Nullable Message read() throws IOException {
        Frame frame = frame();
        if (frame.opcode == CLOSE) return null;
        try {
            return MessageCodec.decode(ByteBuffer.wrap(frame.payload));
        } catch (MalformedMessageException e) {
            throw new IOException(e);
        }
    }

    private record Frame(int opcode, byte[] payload) {}

    /** The next message or close frame, its parts put together. */
    private Frame frame() throws IOException {
        var message = new ByteArrayOutputStream();
        while (true) {
            int first = in.readUnsignedByte();
            long length = in.readUnsignedByte() & 0x7f;
            if (length == 126) length = in.readUnsignedShort();
            else if (length == 127) length = in.readLong();
            byte[] payload = new byte[Math.toIntExact(length)];
            in.readFully(payload);
            int opcode = first & 0x0f;
            if (opcode == CLOSE) return new Frame(CLOSE, payload);
            if (opcode > CLOSE) continue;
            message.writeBytes(payload);
            if ((first & 0x80) != 0) return new Frame(BINARY, message.toByteArray());
        }
    }

    /** The code the server closes with; what it says before is passed over. */
    int closeCode() throws IOException {
        try {
            while (true) {
                Frame frame = frame();
                if (frame.opcode == CLOSE) {
                    return frame.payload.length < 2
                            ? 1005
                            : ByteBuffer.wrap(frame.payload).getShort();
                }
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("The server closed nothing within " + PATIENCE + " ms", e);
        } catch (IOException e) {
            return CUT;
        }
    }

    /** Whether this document is unavailable; what is said of others is passed over. */
    boolean isUnavailable(String document) throws IOException {
        while (true) {
            Message next = read();
            if (next == null) return false;
            if (next instanceof DocumentUnavailable none && none.documentId().equals(document)) {
                return true;
            }
            if (next instanceof Sync sync && sync.documentId().equals(document)) return false;
        }
    }

    /** Whether nothing comes for so long. */
    boolean hearsNothing(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            frame();
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            socket.setSoTimeout(PATIENCE);
        }
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /** Without a goodbye. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
