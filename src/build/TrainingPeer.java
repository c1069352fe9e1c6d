import org.automerge.Document;
import org.automerge.ObjectId;
import org.automerge.SyncState;
import org.automerge.Transaction;

import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.wire.Join;
import xyz.groundmist.sync.wire.MalformedMessageException;
import xyz.groundmist.sync.wire.Message;
import xyz.groundmist.sync.wire.MessageCodec;
import xyz.groundmist.sync.wire.Peer;
import xyz.groundmist.sync.wire.PeerMetadata;
import xyz.groundmist.sync.wire.Request;
import xyz.groundmist.sync.wire.Sync;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client as automerge-repo is one, with one document. */
final class TrainingPeer implements AutoCloseable, WebSocket.Listener {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration A_MOMENT = Duration.ofMillis(200);

    private final String name;
    private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream part = new ByteArrayOutputStream();
    private final WebSocket socket;
    private final String server;
    private final Document content = new Document();
    private final SyncState state = new SyncState();
    private String document = DocumentId.of(new byte[DocumentId.BYTES]).toString();
    private boolean asked;

    TrainingPeer(HttpClient http, URI address, String name)
            throws IOException, InterruptedException {
        this.name = name;
        socket = http.newWebSocketBuilder().buildAsync(address, this).join();
        send(new Join(name, PeerMetadata.NONE, List.of("1")));
        if (!(next(PATIENCE) instanceof Peer peer))
            throw new IOException("The server doesn't greet.");
        server = peer.senderId();
    }

    /** The id of its document. */
    String document() {
        return document;
    }

    /** Changes the document so many times, one change after the other. */
    void write(int changes) throws IOException, InterruptedException {
        for (int i = 0; i < changes; i++) {
            try (Transaction change = content.startTransaction()) {
                change.set(ObjectId.ROOT, "line " + i, "Milk and bread");
                change.commit();
            }
            converse();
        }
    }

    /** Gets what another has. */
    void read(TrainingPeer other) throws IOException, InterruptedException {
        document = other.document;
        converse();
        if (!Arrays.equals(content.getHeads(), other.content.getHeads())) {
            throw new IOException("The document didn't arrive.");
        }
    }

    /** Until neither side has more to say. */
    private void converse() throws IOException, InterruptedException {
        Message message;
        do {
            for (Optional<byte[]> more = say(); more.isPresent(); more = say()) {
                ByteBuffer data = ByteBuffer.wrap(more.get());
                send(
                        asked
                                ? new Sync(name, server, document, data)
                                : new Request(name, server, document, data));
                asked = true;
            }
            message = next(content.getHeads().length == 0 ? PATIENCE : A_MOMENT);
            if (message instanceof Sync sync) hear(sync);
        } while (message != null);
    }

    private Optional<byte[]> say() {
        return content.generateSyncMessage(state);
    }

    private void hear(Sync sync) {
        var data = new byte[sync.data().remaining()];
        sync.data().get(data);
        content.receiveSyncMessage(state, data);
    }

    private void send(Message message) {
        socket.sendBinary(MessageCodec.encode(message), true).join();
    }

    /** Null when there is none for so long. */
    private Message next(Duration patience) throws IOException, InterruptedException {
        byte[] bytes = received.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (bytes == null) return null;
        try {
            return MessageCodec.decode(ByteBuffer.wrap(bytes));
        } catch (MalformedMessageException e) {
            throw new IOException("The server's message can't be read", e);
        }
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        var bytes = new byte[data.remaining()];
        data.get(bytes);
        part.writeBytes(bytes);
        if (last) {
            received.add(part.toByteArray());
            part.reset();
        }
        from.request(1);
        return null;
    }

    @Override
    public void close() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        state.free();
        content.free();
    }
}
