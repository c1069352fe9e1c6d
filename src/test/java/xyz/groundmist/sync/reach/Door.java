package xyz.groundmist.sync.reach;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A loopback port as ways in see it, and who came. */
public final class Door implements Inside {
    private final int port;
    private final List<Visitor> visitors = new CopyOnWriteArrayList<>();

    public Door(int port) {
        this.port = port;
    }

    public List<Visitor> visitors() {
        return visitors;
    }

    @Override
    public SocketChannel connect(Visitor visitor) throws IOException {
        visitors.add(visitor);
        return SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    @Override
    public int port() {
        return port;
    }
}
