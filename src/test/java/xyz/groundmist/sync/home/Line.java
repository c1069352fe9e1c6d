package xyz.groundmist.sync.home;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A line to a server, which can be held: then it stands, and nothing goes over it. */
final class Line implements AutoCloseable {
    private final ServerSocket port = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private volatile int to;
    private volatile boolean held;

    Line() throws IOException {
        Thread.ofVirtual().start(this::accept);
    }

    String address() {
        return "http://127.0.0.1:" + port.getLocalPort();
    }

    void leadTo(int port) {
        to = port;
    }

    void hold() {
        held = true;
    }

    void letGo() {
        held = false;
    }

    private void accept() {
        while (true) {
            try {
                Socket from = port.accept();
                var on = new Socket(InetAddress.getLoopbackAddress(), to);
                Thread.ofVirtual().start(() -> carry(from, on));
                Thread.ofVirtual().start(() -> carry(on, from));
            } catch (IOException _) {
                if (port.isClosed()) return;
            }
        }
    }

    private void carry(Socket from, Socket on) {
        byte[] some = new byte[8192];
        try (from;
                on) {
            InputStream in = from.getInputStream();
            OutputStream out = on.getOutputStream();
            for (int count; (count = in.read(some)) >= 0; ) {
                while (held) Thread.sleep(20);
                out.write(some, 0, count);
            }
        } catch (IOException | InterruptedException _) {
            // one of the two has gone
        }
    }

    @Override
    public void close() throws IOException {
        port.close();
    }
}
