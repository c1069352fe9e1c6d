package xyz.groundmist.sync.reach.ssh;

import xyz.groundmist.sync.reach.Inside;
import xyz.groundmist.sync.reach.Visitor;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands for our HTTP port: does with each connection what a test says, and keeps who came. */
final class InnerServer implements Inside, AutoCloseable {
    interface Talk {
        void with(InputStream in, OutputStream out, Socket socket) throws Exception;
    }

    final List<Visitor> visitors = new CopyOnWriteArrayList<>();
    private final ServerSocket listener;

    InnerServer(Talk talk) throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual()
                .start(() -> {
                    while (true) {
                        Socket socket;
                        try {
                            socket = listener.accept();
                        } catch (IOException _) {
                            return;
                        }
                        Thread.ofVirtual().start(() -> talk(talk, socket));
                    }
                });
    }

    private static void talk(Talk talk, Socket socket) {
        try (socket) {
            talk.with(socket.getInputStream(), socket.getOutputStream(), socket);
        } catch (Exception _) {
            // the other side went
        }
    }

    /** Sends everything back until the other side ends its direction. */
    static InnerServer echo() throws IOException {
        return new InnerServer((in, out, socket) -> {
            in.transferTo(out);
            socket.shutdownOutput();
        });
    }

    @Override
    public SocketChannel connect(Visitor visitor) throws IOException {
        visitors.add(visitor);
        return SocketChannel.open(new InetSocketAddress("127.0.0.1", port()));
    }

    @Override
    public int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
