package xyz.groundmist.sync.documents;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.documents.DocumentException.Reason;
import xyz.groundmist.sync.engine.ChangeHash;
import xyz.groundmist.sync.engine.ChangeHeader;
import xyz.groundmist.sync.engine.ChunkFile;
import xyz.groundmist.sync.engine.DocumentChunk;
import xyz.groundmist.sync.engine.DocumentId;
import xyz.groundmist.sync.engine.EngineLimits;
import xyz.groundmist.sync.engine.InvalidChangeException;
import xyz.groundmist.sync.space.Space;
import xyz.groundmist.sync.store.StoreException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings documents of files into a space. The files are only read; what is here already is passed
 * over, so doing it twice changes nothing. In the end it is verified that every change of a file,
 * and what the file says are its heads, are here.
 */
final class Importing {
    private static final int BATCH_BYTES = 4 << 20;

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

    /** One document, of all these files together. */
    void document(DocumentId id, List<Path> files)
            throws IOException, StoreException, InterruptedException {
        var read = new Contents(new LinkedHashMap<>(), new ArrayList<>());
        boolean whole = true;
        for (Path file : files) {
            try {
                take(file, read);
            } catch (InvalidChangeException | DocumentException e) {
                whole = false;
                problems.add("%s: %s (%s)".formatted(id, e.getMessage(), file));
            }
        }
        List<byte[]> ordered = ordered(read.changes());
        int missing = read.changes().size() - ordered.size();
        if (missing > 0) {
            whole = false;
            problems.add(
                    "%s: %d changes were left out, as what they build on is in none of its files."
                            .formatted(id, missing));
        }
        if (ordered.isEmpty()) return;
        try {
            added += store(id, ordered);
            verify(id, ordered, read.heads());
            changes += ordered.size();
            if (whole) documents++;
        } catch (DocumentException e) {
            problems.add("%s: %s".formatted(id, e.sentence()));
        }
    }

    /**
     * What a document's files hold.
     *
     * @param changes with their heads, each once
     * @param heads that saved files say they have
     */
    private record Contents(Map<ChangeHash, Parsed> changes, List<ChangeHash> heads) {}

    private record Parsed(ChangeHeader header, byte[] chunk) {}

    private void take(Path file, Contents into)
            throws IOException,
                    StoreException,
                    DocumentException,
                    InvalidChangeException,
                    InterruptedException {
        if (Files.size(file) > cage.limits().inflated()) throw Cage.tooLarge();
        for (ChunkFile.Piece piece : ChunkFile.pieces(Files.readAllBytes(file))) {
            switch (piece.kind()) {
                case CHANGE, DEFLATED_CHANGE -> add(piece.bytes(), into);
                case DOCUMENT -> decode(piece.bytes(), into);
                case BUNDLE ->
                        throw new DocumentException(
                                Reason.OTHER,
                                "The file is of a newer Automerge than this server knows. Open"
                                        + " the document in its app while the app is connected"
                                        + " to this server instead");
            }
        }
    }

    private static void add(byte[] chunk, Contents into) throws InvalidChangeException {
        ChangeHeader header = ChangeHeader.read(chunk, EngineLimits.DEFAULT);
        into.changes().putIfAbsent(header.hash(), new Parsed(header, chunk));
    }

    private void decode(byte[] saved, Contents into)
            throws DocumentException,
                    StoreException,
                    InvalidChangeException,
                    InterruptedException {
        CageLimits limits = cage.limits();
        DocumentChunk claims = DocumentChunk.measure(saved, limits.inflated());
        if (claims.rows() > limits.operations()
                || claims.inflated() > limits.inflated()
                || claims.actors() > limits.actors()) {
            throw Cage.tooLarge();
        }
        var answer = new ByteArrayOutputStream();
        cage.run(
                Job.DECODE,
                "",
                List.of(out -> Frames.writeWhole(out, saved)),
                bytes -> {
                    if (answer.size() + bytes.length > limits.inflated()) {
                        throw new IOException("it has more changes than can be held here");
                    }
                    answer.writeBytes(bytes);
                });
        var in = ByteBuffer.wrap(answer.toByteArray());
        for (int heads = in.getInt(); heads > 0; heads--) into.heads().add(ChangeHash.read(in));
        byte[] rest = new byte[in.remaining()];
        in.get(rest);
        for (ChunkFile.Piece piece : ChunkFile.pieces(rest)) add(piece.bytes(), into);
    }

    /** Those whose predecessors are all there, after them. */
    private List<byte[]> ordered(Map<ChangeHash, Parsed> all) {
        var waiting = new LinkedHashMap<ChangeHash, List<ChangeHash>>();
        var missing = new LinkedHashMap<ChangeHash, Integer>();
        var ready = new ArrayList<ChangeHash>();
        all.forEach(
                (hash, parsed) -> {
                    int waits = 0;
                    for (ChangeHash dep : parsed.header().deps()) {
                        waits++;
                        waiting.computeIfAbsent(dep, _ -> new ArrayList<>()).add(hash);
                    }
                    missing.put(hash, waits);
                    if (waits == 0) ready.add(hash);
                });
        var ordered = new ArrayList<byte[]>(all.size());
        for (int i = 0; i < ready.size(); i++) {
            Parsed next = all.get(ready.get(i));
            if (next == null) continue;
            ordered.add(next.chunk());
            for (ChangeHash after : waiting.getOrDefault(ready.get(i), List.of())) {
                if (missing.merge(after, -1, Integer::sum) == 0) ready.add(after);
            }
        }
        return ordered;
    }

    private long store(DocumentId id, List<byte[]> ordered)
            throws DocumentException, InterruptedException {
        long stored = 0;
        var batch = new ArrayList<byte[]>();
        long bytes = 0;
        for (byte[] chunk : ordered) {
            batch.add(chunk);
            bytes += chunk.length;
            if (bytes < BATCH_BYTES) continue;
            stored += Documents.bringIn(space, id, batch).added();
            batch.clear();
            bytes = 0;
        }
        if (!batch.isEmpty()) stored += Documents.bringIn(space, id, batch).added();
        return stored;
    }

    private void verify(DocumentId id, List<byte[]> chunks, List<ChangeHash> heads)
            throws DocumentException, StoreException {
        var graph = OpenDocument.find(space, id).graph();
        @Nullable ChangeHash lost = null;
        for (ChangeHash head : heads) if (!graph.contains(head)) lost = head;
        for (byte[] chunk : chunks) {
            ChangeHash hash = Documents.header(chunk).hash();
            if (!graph.contains(hash)) lost = hash;
        }
        if (lost != null) {
            throw new DocumentException(
                    Reason.OTHER,
                    "The change %s did not arrive. Import the folder again.".formatted(lost));
        }
    }
}
