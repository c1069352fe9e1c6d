package xyz.groundmist.sync.reach;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/** The server's own HTTP port, as ways in see it. From any thread. */
public interface Inside {
    /**
     * A new connection, blocking, to the loopback port, which is known there to be this visitor's.
     */
    SocketChannel connect(Visitor visitor) throws IOException;

    /** The loopback port. */
    int port();
}
