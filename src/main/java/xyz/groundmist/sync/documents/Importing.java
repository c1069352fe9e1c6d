package xyz.groundmist.sync.documents;

import xyz.groundmist.sync.documents.DocumentException.Reason;
import xyz.groundmist.sync.engine.ChangeGraph;
import xyz.groundmist.sync.engine.ChangeHash;
import xyz.groundmist.sync.engine.ChangeHeader;
import xyz.groundmist.sync.engine.DocumentChunk;
import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.engine.EngineLimits;
import xyz.groundmist.sync.engine.InvalidChangeException;
import xyz.groundmist.sync.space.Space;
import xyz.groundmist.sync.store.StoreException;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings documents of files into a space. The files are only read; what is here already is passed
 * over, so doing it twice changes nothing. In the end it is verified that all that the files have
 * is here.
 *
 * <p>Saved documents, whose changes come in order, go through in batches; changes of their own are
 * held until all of a document's are there.
 */
final class Importing {
    private static final int BATCH_BYTES = 1 << 20;

    /** Of one chunk, of what it claims to be when inflated, and of the changes that are held. */
    private static final int MOST_HELD = 32 << 20;

    private final Space space;
    private final Cage cage;
    private final List<String> problems = new ArrayList<>();
    private int documents;
    private long changes;
    private long added;

    Importing(Space space, Cage cage) {
        this.space = space;
        this.cage = cage;
    }

    TransferReport report() {
        return new TransferReport(documents, changes, added, problems);
    }

    /** All documents of a folder. */
    void folder(NodefsFolder folder, Progress progress)
            throws IOException, StoreException, InterruptedException {
        List<DocumentId> ids = folder.documents();
        int done = 0;
        for (DocumentId id : ids) {
            if (Thread.interrupted()) throw new InterruptedException();
            progress.at(done++, ids.size());
            document(id, folder.files(id));
        }
        progress.at(done, ids.size());
    }

    /** One document, of all these files together; saved ones first. */
    void document(DocumentId id, List<Path> files)
            throws IOException, StoreException, InterruptedException {
        int before = problems.size();
        var contents = new Contents(id);
        for (Path file : files) {
            try (var chunks = new ChunkStream(Files.newInputStream(file), MOST_HELD)) {
                for (var next = chunks.next(); next != null; next = chunks.next()) {
                    contents.take(next);
                }
            } catch (InvalidChangeException | DocumentException e) {
                problems.add("%s: %s (%s)".formatted(id, e.getMessage(), file));
            }
        }
        try {
            contents.settle();
        } catch (DocumentException e) {
            problems.add("%s: %s".formatted(id, e.sentence()));
        }
        if (problems.size() == before && !contents.expected.isEmpty()) documents++;
    }

    private record Parsed(ChangeHeader header, byte[] chunk) {}

    /** What the files of one document hold. */
    private final class Contents {
        private final DocumentId id;

        /** That must be here in the end, and what they build on with them. */
        private final List<ChangeHash> expected = new ArrayList<>();

        private final Map<ChangeHash, Parsed> loose = new LinkedHashMap<>();
        private long looseBytes;

        private final List<byte[]> batch = new ArrayList<>();
        private long batchBytes;

        Contents(DocumentId id) {
            this.id = id;
        }

        void take(ChunkStream.Piece piece)
                throws IOException,
                        StoreException,
                        DocumentException,
                        InvalidChangeException,
                        InterruptedException {
            switch (piece.kind()) {
                case CHANGE, DEFLATED_CHANGE -> hold(piece.bytes());
                case DOCUMENT -> decode(piece.bytes());
                case BUNDLE ->
                        throw new DocumentException(
                                Reason.OTHER,
                                "It is of a newer Automerge than this server knows. Open the"
                                        + " document in its app while the app is connected to this"
                                        + " server instead.");
            }
        }

        private void hold(byte[] chunk) throws DocumentException, InvalidChangeException {
            ChangeHeader header = ChangeHeader.read(chunk, EngineLimits.DEFAULT);
            if (loose.putIfAbsent(header.hash(), new Parsed(header, chunk)) != null) return;
            looseBytes += chunk.length;
            if (looseBytes > MOST_HELD) throw Cage.tooLarge();
        }

        private void decode(byte[] saved)
                throws IOException,
                        StoreException,
                        DocumentException,
                        InvalidChangeException,
                        InterruptedException {
            CageLimits limits = cage.limits();
            DocumentChunk claims = DocumentChunk.measure(saved, MOST_HELD);
            if (claims.rows() > limits.operations()
                    || claims.inflated() > MOST_HELD
                    || claims.actors() > limits.actors()) {
                throw Cage.tooLarge();
            }
            Path decoded = cage.draft();
            try {
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(decoded))) {
                    var written = new long[1];
                    cage.run(
                            Job.DECODE,
                            "",
                            List.of(in -> Frames.write(in, saved)),
                            bytes -> {
                                written[0] += bytes.length;
                                if (written[0] > limits.inflated()) {
                                    throw new IOException("its changes take too much room");
                                }
                                out.write(bytes);
                            });
                }
                try (var in = new DataInputStream(Files.newInputStream(decoded));
                        var all = new ChunkStream(in, MOST_HELD)) {
                    var heads = new ArrayList<ChangeHash>();
                    for (int i = in.readInt(); i > 0; i--) {
                        heads.add(ChangeHash.read(ByteBuffer.wrap(in.readNBytes(32))));
                    }
                    for (var next = all.next(); next != null; next = all.next()) {
                        add(next.bytes());
                    }
                    store();
                    expected.addAll(heads);
                }
            } finally {
                Files.deleteIfExists(decoded);
            }
        }

        private void add(byte[] chunk) throws DocumentException, InterruptedException {
            batch.add(chunk);
            batchBytes += chunk.length;
            if (batchBytes >= BATCH_BYTES) store();
        }

        private void store() throws DocumentException, InterruptedException {
            List<byte[]> chunks = List.copyOf(batch);
            batch.clear();
            batchBytes = 0;
            if (!chunks.isEmpty()) added += Documents.bringIn(space, id, chunks).added();
        }

        /** Stores what was held, and looks whether everything is here. */
        void settle() throws StoreException, DocumentException, InterruptedException {
            List<ChangeHash> placed = placed(graph());
            for (ChangeHash hash : placed) add(held(hash).chunk());
            store();
            expected.addAll(placed);
            ChangeGraph graph = graph();
            for (ChangeHash hash : expected) {
                if (graph.contains(hash)) continue;
                throw new DocumentException(
                        Reason.OTHER,
                        "The change %s did not arrive. Import it again.".formatted(hash));
            }
            changes += graph.until(expected).length;
            int left = loose.size() - placed.size();
            if (left == 0) return;
            throw new DocumentException(
                    Reason.OTHER,
                    "%d changes were left out, as what they build on is in none of its files."
                            .formatted(left));
        }

        private Parsed held(ChangeHash hash) {
            Parsed parsed = loose.get(hash);
            if (parsed == null) throw new IllegalStateException("it was held");
            return parsed;
        }

        private ChangeGraph graph() throws StoreException, DocumentException {
            return space.find(id) == null
                    ? new ChangeGraph()
                    : OpenDocument.find(space, id).graph();
        }

        /** The changes held whose predecessors are all there, after them. */
        private List<ChangeHash> placed(ChangeGraph there) {
            var waiting = new HashMap<ChangeHash, List<ChangeHash>>();
            var missing = new HashMap<ChangeHash, Integer>();
            var ready = new ArrayList<ChangeHash>();
            loose.forEach((hash, parsed) -> {
                int waits = 0;
                for (ChangeHash dep : parsed.header().deps()) {
                    if (there.contains(dep)) continue;
                    waits++;
                    waiting.computeIfAbsent(dep, _ -> new ArrayList<>()).add(hash);
                }
                missing.put(hash, waits);
                if (waits == 0) ready.add(hash);
            });
            for (int i = 0; i < ready.size(); i++) {
                for (ChangeHash after : waiting.getOrDefault(ready.get(i), List.of())) {
                    if (missing.merge(after, -1, Integer::sum) == 0) ready.add(after);
                }
            }
            return ready;
        }
    }
}
