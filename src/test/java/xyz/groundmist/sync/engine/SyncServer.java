package xyz.groundmist.sync.engine;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One document as a space serves it, with a list in place of the store. */
final class SyncServer {
    private final EngineLimits limits;
    private final List<byte[]> rows = new ArrayList<>();
    private final List<byte[]> bodies = new ArrayList<>();
    private DocumentSync document;
    long maxReceive = Long.MAX_VALUE;
    long maxSend = Long.MAX_VALUE;

    SyncServer(EngineLimits limits) {
        this.limits = limits;
        this.document = new DocumentSync(limits);
    }

    SyncServer() {
        this(EngineLimits.DEFAULT);
    }

    /** A document of which rows are stored, and as many of these bodies. */
    SyncServer(EngineLimits limits, List<byte[]> rows, List<byte[]> bodies) {
        this.limits = limits;
        this.rows.addAll(rows);
        this.bodies.addAll(bodies.subList(0, rows.size()));
        this.document = DocumentSync.evicted(limits, graph().heads(), rows.size());
    }

    DocumentSync document() {
        return document;
    }

    List<ChangeHash> heads() {
        return document.heads();
    }

    int size() {
        return document.size();
    }

    /** Takes a whole message, batch by batch; returns what the last batch reported. */
    Received receive(PeerSync from, byte[] message) {
        try {
            // Behind an offset, as a message within a message is.
            var framed = ByteBuffer.allocate(message.length + 3).position(3).put(message);
            return receive(from, SyncMessage.parse(framed.position(3)));
        } catch (InvalidSyncMessageException e) {
            throw new AssertionError("a client's message wasn't understood", e);
        }
    }

    Received receive(PeerSync from, SyncMessage message) {
        if (document.needsGraph(from, message)) load();
        while (true) {
            Received received = document.receive(from, message, maxReceive);
            for (Received.Added added : received.added()) {
                if (added.index() != bodies.size()) throw new AssertionError("a gap in the store");
                rows.add(added.row());
                bodies.add(added.change().chunk());
            }
            if (!received.more()) return received;
        }
    }

    @Nullable Outgoing generate(PeerSync to) {
        if (document.needsGraph(to, maxSend, Compact.NONE)) load();
        return document.generate(to, maxSend);
    }

    byte @Nullable [] message(PeerSync to) {
        Outgoing outgoing = generate(to);
        return outgoing == null ? null : encode(outgoing);
    }

    byte[] encode(Outgoing outgoing) {
        return outgoing.encode(Arrays.stream(outgoing.changes()).mapToObj(bodies::get).toList())
                .array();
    }

    void evict() {
        document.detach();
    }

    /** Starts again from what is stored. Peers are as after a restart: unknown. */
    void restart() {
        document = DocumentSync.evicted(limits, document.heads(), rows.size());
    }

    /** Starts again from an old copy of the store. */
    void restoreFirst(int changes) {
        rows.subList(changes, rows.size()).clear();
        bodies.subList(changes, bodies.size()).clear();
        document = DocumentSync.evicted(limits, graph().heads(), rows.size());
    }

    List<byte[]> bodies() {
        return bodies;
    }

    private void load() {
        document.attach(graph());
    }

    ChangeGraph graph() {
        try {
            return ChangeGraph.load(rows);
        } catch (CorruptGraphException e) {
            throw new AssertionError("the rows don't load", e);
        }
    }
}
