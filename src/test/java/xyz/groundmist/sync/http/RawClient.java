package xyz.groundmist.sync.http;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A client that writes and reads every byte itself, so that it can be as rude as it likes. */
final class RawClient implements AutoCloseable {
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private final Socket socket;
    private final DataInputStream in;

    /** A WebSocket frame as it came; the close code when it is one. */
    record Frame(int opcode, boolean last, byte[] payload) {
        int closeCode() {
            return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort();
        }

        String closeReason() {
            return new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        }
    }

    RawClient(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(15_000);
        in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
    }

    void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends the request and reads everything until the server closes. */
    static String answer(int port, String request) throws IOException {
        try (var client = new RawClient(port)) {
            client.write(request);
            return client.rest();
        }
    }

    String rest() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Whether the server has closed, waiting for that; what it sends before is skipped. */
    boolean endsByServer() {
        try {
            in.readAllBytes();
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    static String handshake(String target, String... headers) {
        return "GET "
                + target
                + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + String.join("", java.util.Arrays.stream(headers).map(h -> h + "\r\n").toList())
                + "\r\n";
    }

    /** The status line and headers of the answer to the handshake. */
    String upgrade(String token, String... headers) throws IOException {
        write(handshake("/?token=" + token, headers));
        return head();
    }

    String head() throws IOException {
        var head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) throw new EOFException("closed after: " + head);
            head.write(b);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    void send(int opcode, byte[] payload) throws IOException {
        send(opcode, true, payload.length, payload);
    }

    /** Begins a frame of a length that need not be the payload's; the mask is zero. */
    void send(int opcode, boolean last, long length, byte[] payload) throws IOException {
        var frame = ByteBuffer.allocate(14 + payload.length);
        frame.put((byte) ((last ? 0x80 : 0) | opcode));
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

    void sendBinary(String text) throws IOException {
        send(BINARY, text.getBytes(StandardCharsets.UTF_8));
    }

    Frame read() throws IOException {
        int first = in.readUnsignedByte();
        long length = in.readUnsignedByte() & 0x7f;
        if (length == 126) length = in.readUnsignedShort();
        else if (length == 127) length = in.readLong();
        byte[] payload = new byte[Math.toIntExact(length)];
        in.readFully(payload);
        return new Frame(first & 0x0f, (first & 0x80) != 0, payload);
    }

    /** The next message; pings are answered on the way, frames put together. */
    byte[] readMessage() throws IOException {
        var message = new ByteArrayOutputStream();
        while (true) {
            Frame frame = read();
            switch (frame.opcode()) {
                case PING -> send(PONG, frame.payload());
                case PONG -> {}
                case CLOSE ->
                        throw new EOFException(
                                "closed " + frame.closeCode() + " " + frame.closeReason());
                default -> {
                    message.write(frame.payload());
                    if (frame.last()) return message.toByteArray();
                }
            }
        }
    }

    String readText() throws IOException {
        return new String(readMessage(), StandardCharsets.UTF_8);
    }

    /** Skips everything before the server's close frame. */
    Frame readClose() throws IOException {
        while (true) {
            Frame frame = read();
            if (frame.opcode() == CLOSE) return frame;
        }
    }

    /** Lets the operating system's buffers be as small as they can, to be a slow reader. */
    Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
