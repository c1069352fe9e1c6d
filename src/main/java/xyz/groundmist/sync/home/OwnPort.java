package xyz.groundmist.sync.home;

import xyz.groundmist.sync.http.HttpServer;
import xyz.groundmist.sync.reach.Inside;
import xyz.groundmist.sync.reach.Visitor;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/** The HTTP server's loopback port, as ways in from outside want it. */
record OwnPort(HttpServer http) implements Inside {
    @Override
    public SocketChannel connect(Visitor visitor) throws IOException {
        return http.passages().connect(visitor.address(), visitor.forwardedHeader());
    }

    @Override
    public int port() {
        return http.port();
    }
}
