package xyz.groundmist.sync.documents;

import xyz.groundmist.sync.documents.DocumentException.Reason;
import xyz.groundmist.sync.engine.ChangeGraph;
import xyz.groundmist.sync.engine.ChangeHash;
import xyz.groundmist.sync.engine.ChangeHeader;
import xyz.groundmist.sync.engine.CorruptGraphException;
import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.engine.EngineLimits;
import xyz.groundmist.sync.engine.InvalidChangeException;
import xyz.groundmist.sync.space.Space;
import xyz.groundmist.sync.store.Arrival;
import xyz.groundmist.sync.store.StoreException;
import xyz.groundmist.sync.store.StoredDocument;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A document as it was on disk when it was looked up: its change graph in memory, its changes read
 * in batches.
 */
final class OpenDocument {
    private static final int BATCH_BYTES = 1 << 20;
    private static final int BATCH_CHANGES = 4_096;
    private static final int SHORTEST_PREFIX = 4;
    private static final int DEFLATED = 2;
    private static final int TYPE_AT = 8;

    private final Space space;
    private final StoredDocument stored;
    private final ChangeGraph graph;

    private OpenDocument(Space space, StoredDocument stored, ChangeGraph graph) {
        this.space = space;
        this.stored = stored;
        this.graph = graph;
    }

    static OpenDocument find(Space space, DocumentId id) throws DocumentException, StoreException {
        StoredDocument stored = space.find(id);
        if (stored == null) {
            throw new DocumentException(
                    Reason.UNKNOWN,
                    "There is no document %s in %s. Look at the list of documents."
                            .formatted(id, space.name()));
        }
        if (stored.deletion().deleted()) {
            throw new DocumentException(
                    Reason.UNKNOWN, "The document %s is deleted. Undelete it first.".formatted(id));
        }
        try {
            return new OpenDocument(space, stored, ChangeGraph.load(space.graphRows(stored)));
        } catch (CorruptGraphException e) {
            throw StoreException.failed(
                    "Document %s can't be read: %s".formatted(id, e.getMessage()), e);
        }
    }

    StoredDocument stored() {
        return stored;
    }

    ChangeGraph graph() {
        return graph;
    }

    List<ChangeHash> heads() {
        return graph.heads();
    }

    /**
     * The changes that a person names by the beginnings of their hashes.
     *
     * @param named hexadecimal, separated by commas
     */
    List<ChangeHash> named(String named) throws DocumentException {
        var heads = new ArrayList<ChangeHash>();
        for (String one : named.split(",")) {
            String prefix = one.strip().toLowerCase(Locale.ROOT);
            ChangeHash found = null;
            boolean several = false;
            if (prefix.length() >= SHORTEST_PREFIX && prefix.matches("[0-9a-f]{4,64}")) {
                for (int i = 0; i < graph.size(); i++) {
                    if (!graph.hash(i).toString().startsWith(prefix)) continue;
                    several = found != null;
                    found = graph.hash(i);
                    if (several) break;
                }
            }
            if (found == null || several) {
                throw new DocumentException(
                        Reason.UNKNOWN,
                        "“%s” names %s of document %s. Its history shows the points there are."
                                .formatted(
                                        one.strip(),
                                        several ? "more than one point" : "no point",
                                        stored.id()));
            }
            heads.add(found);
        }
        return heads;
    }

    /** By whom its changes came. */
    List<Arrival> arrivals() throws StoreException {
        return space.arrivals(stored);
    }

    /** Takes changes in the order of their indices. */
    @FunctionalInterface
    interface Reader {
        void take(List<byte[]> chunks) throws IOException, StoreException, DocumentException;
    }

    /** Reads changes, about a megabyte at a time. */
    void read(int[] indices, Reader reader) throws IOException, StoreException, DocumentException {
        for (int from = 0; from < indices.length; ) {
            int to = from;
            long bytes = 0;
            while (to < indices.length
                    && to - from < BATCH_CHANGES
                    && (to == from || bytes + graph.bodySizeAtMost(indices[to]) <= BATCH_BYTES)) {
                bytes += graph.bodySizeAtMost(indices[to++]);
            }
            reader.take(space.bodies(stored, Arrays.copyOfRange(indices, from, to)));
            from = to;
        }
    }

    /**
     * A state of the document for the worker, counted first: what may be too much for native code
     * doesn't get there.
     *
     * @throws DocumentException when it is too much
     */
    Cage.Input state(int[] indices, CageLimits limits) throws DocumentException {
        if (indices.length > limits.changes()
                || graph.actors() > limits.actors()
                || graph.operations(indices) > limits.operations()
                || stored.bytes() > limits.inflated()) {
            throw Cage.tooLarge();
        }
        return out -> {
            var inflated = new long[1];
            read(
                    indices,
                    chunks -> {
                        var frame = new ByteArrayOutputStream();
                        for (byte[] chunk : chunks) {
                            inflated[0] += inflated(chunk);
                            frame.writeBytes(chunk);
                        }
                        if (inflated[0] > limits.inflated()) throw Cage.tooLarge();
                        Frames.writeWhole(out, frame.toByteArray());
                    });
        };
    }

    private static long inflated(byte[] chunk) throws DocumentException {
        if (chunk[TYPE_AT] != DEFLATED) return chunk.length;
        try {
            return ChangeHeader.read(chunk, EngineLimits.DEFAULT).inflated();
        } catch (InvalidChangeException _) {
            throw Cage.unreadable();
        }
    }
}
