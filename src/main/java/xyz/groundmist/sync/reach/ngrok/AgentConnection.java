package xyz.groundmist.sync.reach.ngrok;

import com.ngrok.Connection;

import java.io.IOException;
import java.nio.ByteBuffer;

/** One connection of a client, as the service passes it on. */
record AgentConnection(MuxStream stream, String getRemoteAddr, String getProto)
        implements Connection.Endpoint {
    @Override
    public int read(ByteBuffer into) throws IOException {
        return stream.read(into);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        int length = from.remaining();
        stream.write(from);
        return length;
    }

    @Override
    public void close() {
        stream.close();
    }
}
