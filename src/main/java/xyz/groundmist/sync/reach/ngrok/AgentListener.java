package xyz.groundmist.sync.reach.ngrok;

import com.ngrok.Connection;
import com.ngrok.Listener;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** An endpoint that is bound; hands out its connections until it ends. */
final class AgentListener implements Listener.Endpoint {
    private static final Object END = new Object();

    private final AgentSession session;
    private final String id;
    private final String url;
    private final String proto;
    private final String metadata;
    private final String forwardsTo;
    private final BlockingQueue<Object> waiting = new LinkedBlockingQueue<>();
    private volatile @Nullable IOException ended;

    AgentListener(
            AgentSession session,
            String id,
            String url,
            String proto,
            String metadata,
            String forwardsTo) {
        this.session = session;
        this.id = id;
        this.url = url;
        this.proto = proto;
        this.metadata = metadata;
        this.forwardsTo = forwardsTo;
    }

    void offer(AgentConnection connection) {
        waiting.add(connection);
    }

    /** No more connections come. */
    void end(IOException why) {
        if (ended == null) ended = why;
        waiting.add(END);
    }

    @Override
    public Connection.Endpoint accept() throws IOException {
        try {
            if (waiting.take() instanceof AgentConnection connection) return connection;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for a connection.");
        }
        waiting.add(END); // for whoever asks next
        IOException why = ended;
        throw why == null ? new IOException("The endpoint is closed.") : why;
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public String getUrl() {
        return url;
    }

    @Override
    public String getProto() {
        return proto;
    }

    @Override
    public String getMetadata() {
        return metadata;
    }

    @Override
    public String getForwardsTo() {
        return forwardsTo;
    }

    @Override
    public void close() throws IOException {
        session.closeListener(id);
    }
}
